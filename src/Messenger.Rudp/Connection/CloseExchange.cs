using System.Text;
using Messenger.Rudp.Wire;

namespace Messenger.Rudp.Connection;

/// <summary>
/// The end of the conversation (RUDP-CLOSE-1 to 6): the closer repeats its CLOSE until it hears one, the other end echoes each that it hears.
/// </summary>
internal sealed class CloseExchange
{
    private byte[] _text = [];
    private Duration _wait;
    private Timestamp _sentAt;

    public RudpReason Reason { get; private set; }

    public uint Code { get; private set; }

    /// <summary>Whether a CLOSE is to be sent.</summary>
    public bool IsOwed { get; private set; }

    /// <summary>Whether none was sent yet.</summary>
    public bool IsFirst => _wait == Duration.Zero;

    /// <summary>Begins, or changes nothing if it began before.</summary>
    public void Begin(RudpReason reason, uint code, string text)
    {
        Reason = reason;
        Code = code;
        _text = Cut(text);
        IsOwed = true;
    }

    /// <summary>The peer's CLOSE is answered with the same reason and code.</summary>
    public void Echo(in CloseFrame frame)
    {
        Reason = frame.Reason;
        Code = frame.Code;
        IsOwed = true;
    }

    public void Repeat() => IsOwed = true;

    /// <summary>RUDP-CLOSE-6: when the peer, who is still heard, is told again; so many packets of its do not get as many answers.</summary>
    public Timestamp Soonest(Duration probeTimeout) => _sentAt + Duration.Min(probeTimeout, Limits.MaxCloseInterval);

    /// <summary>RUDP-CLOSE-2: gives the frame, and the wait before the next.</summary>
    public CloseFrame Take(Timestamp now, Duration first, out Duration wait)
    {
        IsOwed = false;
        _sentAt = now;
        wait = _wait = Duration.Min(IsFirst ? first : _wait * 2, Limits.MaxCloseInterval);
        return new(Reason, Code, _text);
    }

    /// <summary>At most 64 bytes of UTF-8, cut between characters.</summary>
    private static byte[] Cut(string text)
    {
        Span<byte> bytes = stackalloc byte[Limits.MaxCloseText];
        System.Text.Unicode.Utf8.FromUtf16(text, bytes, out _, out int written);
        return bytes[..written].ToArray();
    }

    /// <summary>The text of a peer's CLOSE; bytes that are no UTF-8 become replacement characters.</summary>
    public static string TextOf(in CloseFrame frame) => Encoding.UTF8.GetString(frame.Text);
}
