using System.Net;
using System.Net.Sockets;

namespace Messenger.Benchmarks.Mixed.Misfits;

/// <summary>Sends datagrams that mean nothing; none of them may be answered.</summary>
internal sealed class GarbageDatagrams(MisfitContext context, int number) : Misfit(context, number)
{
    private const int AtOnce = 200, LargestDatagram = 1_472;

    // Nobody else's: the last word to a client that is gone would reach whoever has its port now.
    private static readonly IPEndPoint Address = new(IPAddress.Parse("127.0.0.66"), 0);

    internal override string Name => "garbage datagrams";

    protected override TimeSpan Rest => TimeSpan.FromSeconds(1);

    protected override async Task ActAsync(CancellationToken enough)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(Address);
        byte[] datagram = new byte[LargestDatagram];
        for (int i = 0; i < AtOnce; i++)
        {
            Random.NextBytes(datagram);
            await socket.SendToAsync(datagram.AsMemory(0, Random.Next(LargestDatagram + 1)), Context.Server, enough).ConfigureAwait(false);
        }

        Answer("sent", AtOnce);
        await Task.Delay(TimeSpan.FromMilliseconds(200), enough).ConfigureAwait(false);
        if (socket.Available > 0)
            Context.Problems.Add("a datagram that means nothing was answered", $"{socket.Available} bytes");
    }
}
