using System.Net;

namespace Messenger.Benchmarks.Mixed.Misfits;

/// <summary>What all who misbehave share.</summary>
/// <param name="Server">Where the server is.</param>
/// <param name="Seed">Where chance begins.</param>
/// <param name="Problems">What went wrong.</param>
internal sealed record MisfitContext(IPEndPoint Server, int Seed, Problems Problems);
