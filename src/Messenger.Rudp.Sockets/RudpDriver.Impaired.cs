using Messenger.Rudp.Sockets.Impairments;

namespace Messenger.Rudp.Sockets;

/// <summary>With an impairment, datagrams pass a bad link between the endpoint and the socket, in either direction.</summary>
public sealed partial class RudpDriver
{
    private readonly ImpairedPath? _impaired;

    private Timestamp NextDeadline
    {
        get
        {
            if (_impaired is not { } path)
                return _endpoint.NextDeadline;
            // What the socket has no room for waits for room, not for time.
            Timestamp leaving = _blocked ? Timestamp.Never : path.Outgoing.NextDeadline;
            return Timestamp.Min(_endpoint.NextDeadline, Timestamp.Min(path.Incoming.NextDeadline, leaving));
        }
    }

    private static void HandleArrived(ImpairedLink link, RudpEndpoint endpoint, Timestamp now)
    {
        while (link.TryPeek(now, out PathAddress from, out Span<byte> datagram))
        {
            endpoint.HandleDatagram(now, from, datagram);
            link.Remove();
        }
    }

    private bool TransmitImpaired(ImpairedLink link)
    {
        bool more = true;
        for (int turn = 0; more && turn < MaxTransmitsATurn; turn++)
        {
            Timestamp now = MonotonicClock.Now;
            more = _endpoint.PollTransmit(now, _buffer, out Transmit transmit, MaxSegments);
            if (!more)
                break;
            for (int at = 0; at < transmit.Length; at += transmit.SegmentSize)
                link.Enter(now, transmit.To, _buffer.AsSpan(at, Math.Min(transmit.SegmentSize, transmit.Length - at)));
        }

        while (link.TryPeek(MonotonicClock.Now, out PathAddress to, out Span<byte> datagram))
        {
            if (_socket.Send(datagram, datagram.Length, to, out _) == SendStatus.Blocked)
            {
                _blocked = true;
                return false;
            }

            link.Remove();
        }

        _blocked = false;
        return more;
    }
}
