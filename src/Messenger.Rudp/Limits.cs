namespace Messenger.Rudp;

/// <summary>Every constant of the protocol, with its unit and its reason. PROTOCOL.md repeats them as rules.</summary>
internal static class Limits
{
    public const int MinDatagramSize = 1200;
    public const long DefaultReceiveWindow = 16 << 20;
    public const long PacketsPerKey = 1 << 22;
    public const int FirstSkip = 256;
    public static readonly Duration InitialRtt = Duration.FromMilliseconds(333);
    public static readonly Duration IdleLimit = Duration.FromSeconds(30);
    public static readonly Duration KeepAlive = Duration.FromSeconds(10);
    public static readonly Duration HandshakeLimit = Duration.FromSeconds(30);
    public static readonly Duration OfferLifetime = Duration.FromSeconds(60);
    public static readonly Duration MaxAckDelay = Duration.FromMilliseconds(25);
}
