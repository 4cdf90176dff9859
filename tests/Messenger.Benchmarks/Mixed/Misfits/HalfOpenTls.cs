using System.Net.Sockets;
using Messenger.Testing.Raw;

namespace Messenger.Benchmarks.Mixed.Misfits;

/// <summary>Begins TLS handshakes, and goes no further.</summary>
internal sealed class HalfOpenTls(MisfitContext context, int number) : Misfit(context, number)
{
    private const int AtOnce = 5;

    // A handshake record of 512 bytes, of which so many come.
    private static readonly byte[] Beginning = [0x16, 3, 1, 2, 0, 1];

    internal override string Name => "half-open TLS";

    protected override Task ActAsync(CancellationToken enough) => Task.WhenAll(Enumerable.Range(0, AtOnce).Select(n => HoldAsync(Beginning.AsMemory(0, n), enough)));

    private async Task HoldAsync(ReadOnlyMemory<byte> beginning, CancellationToken enough)
    {
        using Socket socket = await RawSession.ConnectTcpAsync(Context.Server, 0, enough).ConfigureAwait(false);
        if (beginning.Length > 0)
            await socket.SendAsync(beginning, enough).ConfigureAwait(false);
        // As long as the server bears it.
        while (await socket.ReceiveAsync(new byte[256], enough).ConfigureAwait(false) > 0)
            continue;
        Answer("closed by the server");
    }
}
