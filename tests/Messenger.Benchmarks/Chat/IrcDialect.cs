using System.Text;

namespace Messenger.Benchmarks.Chat;

/// <summary>IRC, as far as one channel needs it.</summary>
internal sealed class IrcDialect : IChatDialect
{
    private const string Channel = "#load";
    private static readonly byte[] Join = Encoding.ASCII.GetBytes($"JOIN {Channel}\r\n");

    public string? Protocol => null;

    public bool NeedsCertificate => false;

    public bool EchoesOwn => false;

    public byte[] Enter(string name) => Encoding.ASCII.GetBytes($"NICK {name}\r\nUSER {name} 0 * :{name}\r\n");

    public byte[] Say(string text) => Encoding.ASCII.GetBytes($"PRIVMSG {Channel} :{text}\r\n");

    // A welcome (001) is answered by the way into the channel, which is closed before it.
    public byte[] Answer(ReadOnlySpan<byte> unit) =>
        unit.StartsWith("PING "u8) ? [.. "PONG "u8, .. unit["PING ".Length..]] : Join;

    public string Explain(ReadOnlySpan<byte> unit) => Encoding.UTF8.GetString(unit).TrimEnd();

    public bool TryRead(ReadOnlySpan<byte> received, out int length, out Received meaning)
    {
        meaning = Received.Other;
        length = received.IndexOf((byte)'\n') + 1;
        if (length == 0)
            return false;
        ReadOnlySpan<byte> line = received[..length];
        ReadOnlySpan<byte> command = line.StartsWith(":"u8) ? line[(line.IndexOf((byte)' ') + 1)..] : line;
        meaning = command switch
        {
            _ when command.StartsWith("PRIVMSG "u8) => Received.Message,
            _ when command.StartsWith("366 "u8) => Received.Entered,
            _ when command.StartsWith("PING "u8) || command.StartsWith("001 "u8) => Received.Question,
            _ when command.StartsWith("ERROR "u8) || command.StartsWith("433 "u8) => Received.Refused,
            _ => Received.Other,
        };
        return true;
    }
}
