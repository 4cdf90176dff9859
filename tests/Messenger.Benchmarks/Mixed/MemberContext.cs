using Messenger.Client.Session;

namespace Messenger.Benchmarks.Mixed;

/// <summary>What all members share.</summary>
/// <param name="Server">Where the server is.</param>
/// <param name="KnownServers">Its key, pinned by the first of them.</param>
/// <param name="Ledgers">What was accepted.</param>
/// <param name="Problems">What went wrong.</param>
/// <param name="Count">What happened.</param>
internal sealed record MemberContext(ServerAddress Server, KnownServers KnownServers, Ledgers Ledgers, Problems Problems, MemberCount Count);
