using System.Net;
using Messenger.Platform.Identity;

namespace Messenger.Server.Files;

/// <summary>Who asks for files, and from where.</summary>
/// <param name="Key">The key of the control connection: the owner of what is offered.</param>
/// <param name="Host">The address of the control connection; null: not known.</param>
internal readonly record struct Peer(Fingerprint Key, IPAddress? Host);
