using Messenger.Contracts.Control;

namespace Messenger.Client.Session;

/// <summary>What a server says about itself; text for people, not cleaned for a terminal.</summary>
/// <param name="Name">The server's name.</param>
/// <param name="Product">Its product and version.</param>
/// <param name="Features">What it can do beyond the chat.</param>
/// <param name="IdleLimit">Silence after which it takes a client for dead; zero: not said.</param>
/// <param name="MessageOfTheDay">A sentence for everybody, or empty.</param>
public sealed record ServerInfo(string Name, string Product, ServerFeatures Features, TimeSpan IdleLimit, string MessageOfTheDay)
{
    internal static ServerInfo Of(Welcome welcome) => new(
        welcome.ServerName,
        welcome.Server,
        welcome.Features,
        TimeSpan.FromMilliseconds(Math.Max(0, welcome.IdleLimitMilliseconds)),
        welcome.MessageOfTheDay);
}
