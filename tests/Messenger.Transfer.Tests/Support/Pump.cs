using Messenger.Transfer.Messages;
using Messenger.Transfer.Plan;
using Messenger.Transfer.Sink;
using Messenger.Transfer.Source;

namespace Messenger.Transfer.Tests.Support;

/// <summary>Two ends joined without any transport: each step is one message or one range, so a test can cut between any two.</summary>
internal sealed class Pump : IDisposable
{
    private readonly byte[] _message = new byte[16 * 1024];
    private readonly byte[] _data;
    private bool _isDue = true;

    public Pump(FileSource source, FileSink sink, int maxRange = 1000)
    {
        (Sender, Receiver, _data) = (new TransferSender(source), new TransferReceiver(sink), new byte[maxRange]);
    }

    public TransferSender Sender { get; }

    public TransferReceiver Receiver { get; }

    /// <summary>Called before each range is delivered; false: it is not.</summary>
    public Func<WireRange, byte[], bool>? OnRange { get; set; }

    /// <summary>Called with the type of each message.</summary>
    public Action<MessageType>? OnMessage { get; set; }

    /// <summary>Answers for targets whose names are taken.</summary>
    public Func<FileConflict, ConflictAnswer> OnConflict { get; set; } = _ => ConflictAnswer.Refuse;

    /// <summary>Chunks of which data bytes were sent.</summary>
    public HashSet<int> ChunksSent { get; } = [];

    public long DataBytesSent { get; private set; }

    public bool Step()
    {
        bool worked = false;
        // Like a driver, it looks after the receiver only where that had news.
        if (_isDue)
            worked = Attend();

        while (Sender.TryGetMessage(_message, out int length))
        {
            OnMessage?.Invoke((MessageType)_message[0]);
            Receiver.HandleMessage(_message.AsSpan(0, length));
            worked = _isDue = true;
        }

        if (!Sender.TryGetRange(_data.Length, out WireRange range))
            return worked;
        if (!Sender.TryRead(range.Offset, _data.AsSpan(0, (int)range.Length)))
            return true;
        Count(range);
        byte[] data = _data.AsSpan(0, (int)range.Length).ToArray();
        if (OnRange?.Invoke(range, data) ?? true)
            Deliver(range.Offset, data);
        return true;
    }

    /// <summary>Hands over bytes that <see cref="OnRange"/> kept back.</summary>
    public void Deliver(long offset, byte[] data) => _isDue |= Receiver.HandleRange(offset, data);

    /// <summary>Goes on until nothing moves any more, and delivers the ranges in any order.</summary>
    /// <param name="random">Which is next.</param>
    /// <param name="most">Ranges kept back at once.</param>
    /// <param name="oneInStays">Of so many one stays, to come again; 0: none.</param>
    public void RunShuffled(Random random, int most, int oneInStays = 0)
    {
        var held = new List<(WireRange Range, byte[] Data)>();
        OnRange = (range, data) =>
        {
            held.Add((range, data));
            return false;
        };
        while (Step() || held.Count > 0)
        {
            if (held.Count == 0 || (held.Count < most && random.Next(3) > 0))
                continue;
            int pick = random.Next(held.Count);
            (WireRange range, byte[] data) = held[pick];
            Deliver(range.Offset, data);
            if (oneInStays == 0 || random.Next(oneInStays) > 0)
                held.RemoveAt(pick);
        }
    }

    /// <summary>Goes on until both have ended or nothing moves any more.</summary>
    public EndOutcome? Run()
    {
        while (Step())
        {
            // Until nothing moves.
        }

        return Receiver.Outcome;
    }

    public void Dispose()
    {
        Sender.Dispose();
        Receiver.Dispose();
    }

    private bool Attend()
    {
        bool worked = false;
        while (Receiver.Conflict is { } conflict)
            Receiver.Resolve(OnConflict(conflict));
        while (Receiver.TryGetMessage(_message, out int length))
        {
            OnMessage?.Invoke((MessageType)_message[0]);
            Sender.HandleMessage(_message.AsSpan(0, length));
            worked = true;
        }

        _isDue = false;
        return worked;
    }

    private void Count(WireRange range)
    {
        TransferPlan plan = Sender.Plan;
        for (long offset = range.Offset; offset < range.End;)
        {
            int chunk = plan.ChunkAt(offset);
            long dataEnd = plan.WireStart(chunk) + plan.ChunkLength(chunk);
            if (offset < dataEnd)
            {
                ChunksSent.Add(chunk);
                DataBytesSent += Math.Min(dataEnd, range.End) - offset;
            }

            offset = plan.FullRange(chunk).End;
        }
    }
}
