using System.Net;
using Messenger.Transfer;

namespace Messenger.Client.Session;

/// <summary>A connection on which TLS is up and the server is who it should be.</summary>
/// <param name="Stream">Carries the bytes; closing it closes the connection.</param>
/// <param name="Server">Who answered.</param>
/// <param name="Encryption">Protocol and cipher, for people.</param>
/// <param name="Remote">Where the connection goes; null: nowhere on a network.</param>
internal sealed record SecureConnection(Stream Stream, ServerIdentity Server, string Encryption, IPEndPoint? Remote = null) : IAsyncDisposable
{
    /// <summary>What the transport has counted so far; null where nobody counts.</summary>
    public Func<LinkCount?> Count { get; init; } = () => null;

    public ValueTask DisposeAsync() => Stream.DisposeAsync();
}
