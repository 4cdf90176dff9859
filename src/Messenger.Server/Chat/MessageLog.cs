using System.Text;
using Messenger.Contracts;
using Messenger.Contracts.Chat;

namespace Messenger.Server.Chat;

/// <summary>The last messages of a room or an inbox, numbered from 1 without gaps, bounded in number and in bytes.</summary>
/// <param name="epoch">Names this memory: never 0, another one after every loss.</param>
/// <param name="bound">How much is kept; the newest message always is.</param>
internal sealed class MessageLog(ulong epoch, LogBound bound)
{
    private readonly Queue<Entry> _entries = new();
    private int _bytes;

    /// <summary>How much is kept, from the next message on.</summary>
    public LogBound Bound { get; set; } = bound;

    /// <summary>The epoch.</summary>
    public ulong Epoch => epoch;

    /// <summary>The number of the newest message; 0 where there was none.</summary>
    public long LastSequence { get; private set; }

    /// <summary>The number of the oldest message kept; where none is, the next one's.</summary>
    public long OldestSequence => LastSequence - _entries.Count + 1;

    /// <summary>Messages kept.</summary>
    public int Count => _entries.Count;

    /// <summary>Bytes of them.</summary>
    public int Bytes => _bytes;

    /// <summary>Numbers a message and keeps it.</summary>
    /// <param name="message">The message; its epoch and number are set here.</param>
    /// <returns>The message as it is kept.</returns>
    public ChatMessage Append(ChatMessage message)
    {
        ChatMessage kept = message with { Epoch = epoch, Sequence = ++LastSequence };
        var entry = new Entry(kept, Size(kept));
        _entries.Enqueue(entry);
        _bytes += entry.Bytes;
        while (_entries.Count > 1 && (_entries.Count > Bound.Messages || _bytes > Bound.Bytes))
            _bytes -= _entries.Dequeue().Bytes;
        return kept;
    }

    /// <summary>A page of messages, oldest first.</summary>
    /// <param name="askedEpoch">The epoch that <paramref name="after"/> belongs to; with another one the page begins at the oldest.</param>
    /// <param name="after">Messages with a higher number; negative: the last ones.</param>
    /// <param name="most">Messages at most; 0 or less: as many as a page holds.</param>
    /// <param name="more">Whether there are later ones.</param>
    public ChatMessage[] Read(ulong askedEpoch, long after, int most, out bool more)
    {
        int limit = most is > 0 and < WireLimits.MessagesPerPage ? most : WireLimits.MessagesPerPage;
        Entry[] kept = [.. _entries];
        // CTL-HIST-2: numbers of another epoch mean nothing here.
        int first = after < 0 ? FirstOfLast(kept, limit)
            : askedEpoch != epoch ? 0
            : (int)Math.Clamp(after + 1 - OldestSequence, 0, kept.Length);

        int end = first;
        for (int bytes = 0; end < kept.Length && end - first < limit; end++)
        {
            bytes += kept[end].Bytes;
            if (bytes > WireLimits.PageBytes && end > first)
                break;
        }

        more = end < kept.Length;
        return Array.ConvertAll(kept[first..end], entry => entry.Message);
    }

    private static int FirstOfLast(Entry[] kept, int limit)
    {
        int first = kept.Length;
        for (int bytes = 0; first > 0 && kept.Length - first < limit; first--)
        {
            bytes += kept[first - 1].Bytes;
            if (bytes > WireLimits.PageBytes && first < kept.Length)
                break;
        }

        return first;
    }

    // 64: the fixed members of a message and the lengths that MemoryPack writes, rounded up.
    private static int Size(ChatMessage message) =>
        64 + Utf8(message.From) + Utf8(message.Room) + Utf8(message.To) + Utf8(message.Text);

    private static int Utf8(string text) => Encoding.UTF8.GetByteCount(text);

    private readonly record struct Entry(ChatMessage Message, int Bytes);
}
