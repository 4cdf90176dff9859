using System.Net.Sockets;
using Messenger.Contracts;
using Messenger.Contracts.Control;
using Messenger.Testing.Raw;

namespace Messenger.Benchmarks.Mixed.Misfits;

/// <summary>Sends bytes that mean nothing: instead of TLS, and as frames behind a login.</summary>
internal sealed class Garbage(MisfitContext context, int number) : Misfit(context, number)
{
    private const int Frames = 40;

    internal override string Name => "garbage for TLS and frames";

    protected override async Task ActAsync(CancellationToken enough)
    {
        await InsteadOfTlsAsync(enough).ConfigureAwait(false);
        RawSession session = await RawSession.EnterAsync(Context.Server, Identity, User, enough).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            for (int i = 0; i < Frames; i++)
            {
                byte[] frame = new byte[WireLimits.FramePrefix + Random.Next(1, 500)];
                Random.NextBytes(frame);
                BitConverter.TryWriteBytes(frame, frame.Length - WireLimits.FramePrefix);
                await session.SendBytesAsync(frame, enough).ConfigureAwait(false);
            }

            await session.ReadUntilAsync(Count, enough).ConfigureAwait(false);
        }
    }

    private async Task InsteadOfTlsAsync(CancellationToken enough)
    {
        using Socket socket = await RawSession.ConnectTcpAsync(Context.Server, 0, enough).ConfigureAwait(false);
        byte[] bytes = new byte[Random.Next(1, 4_096)];
        Random.NextBytes(bytes);
        await socket.SendAsync(bytes, enough).ConfigureAwait(false);
        try
        {
            while (await socket.ReceiveAsync(new byte[256], enough).ConfigureAwait(false) > 0)
                continue;
            Answer("closed by the server");
        }
        catch (SocketException)
        {
            Answer("reset by the server");
        }
    }

    private bool Count(ServerFrame frame)
    {
        if (frame is Refused)
            Answer("refused");
        if (frame is Closing)
            Answer("ended with a reason");
        return false;
    }
}
