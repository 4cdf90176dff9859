namespace Messenger.Testing.Histories;

/// <summary>
/// What one log holds, as far as anybody knows: what its senders were told that it took, and what was heard of it. Compares histories with it, and so
/// with one another. Saying may go on from any thread; comparing comes afterwards.
/// </summary>
/// <param name="log">The room or inbox.</param>
public sealed class HistoryLedger(string log)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, ulong> _prints = [];
    private readonly HashSet<ulong> _owed = [];
    private readonly List<HistoryFault> _faults = [];

    /// <summary>The number of the log's last message, as the server says it.</summary>
    public long Last { get; set; }

    /// <summary>What is wrong with the log itself: two messages were accepted under one number, or one under two.</summary>
    public IReadOnlyList<HistoryFault> Faults => _faults;

    /// <summary>The server told a sender that a message is in the log.</summary>
    /// <param name="who">The sender.</param>
    /// <param name="message">The message, with the number that the server gave.</param>
    public void Accept(string who, HeardMessage message)
    {
        lock (_gate)
        {
            if (!_owed.Add(message.Print))
                _faults.Add(new(HistoryFaultKind.Doubled, who, log, message.Number));
            else if (!_prints.TryAdd(message.Number, message.Print))
                _faults.Add(new(HistoryFaultKind.Altered, who, log, message.Number));
        }
    }

    /// <summary>The server told a sender that it has taken a message which belongs into this log too, under a number that the sender does not learn.</summary>
    /// <param name="print">The message.</param>
    public void Owe(ulong print)
    {
        lock (_gate)
            _owed.Add(print);
    }

    /// <summary>Compares a history with the log: every message once, in order, the same as everybody else's.</summary>
    /// <param name="who">Whose it is.</param>
    /// <param name="heard">The history, in the order in which it was heard.</param>
    /// <param name="first">The number that it begins at; above 1, what was said before is not missed.</param>
    public IReadOnlyList<HistoryFault> Compare(string who, IReadOnlyList<HeardMessage> heard, long first = 1)
    {
        var faults = new List<HistoryFault>();
        var numbers = new HashSet<long>(heard.Count);
        var prints = new HashSet<ulong>(heard.Count);
        long highest = 0;
        foreach (HeardMessage message in heard)
        {
            if (message.Number < first || message.Number > Last)
            {
                Find(HistoryFaultKind.Invented, message.Number);
                continue;
            }

            // The same number again, or the same message under another one.
            bool again = !numbers.Add(message.Number);
            if (again | !prints.Add(message.Print))
                Find(HistoryFaultKind.Doubled, message.Number);
            else if (message.Number < highest)
                Find(HistoryFaultKind.Reordered, message.Number);
            // Who heard a message first says what it is.
            if (!_prints.TryAdd(message.Number, message.Print) && _prints[message.Number] != message.Print)
                Find(HistoryFaultKind.Altered, message.Number);
            highest = Math.Max(highest, message.Number);
        }

        for (long number = first; number <= Last; number++)
        {
            if (!numbers.Contains(number))
                Find(HistoryFaultKind.Lost, number);
        }

        // What was accepted for it, and never got a number in it.
        foreach (ulong _ in first == 1 ? _owed.Except(prints).Except(_prints.Values) : [])
            Find(HistoryFaultKind.Lost, 0);
        return faults;

        void Find(HistoryFaultKind kind, long number) => faults.Add(new(kind, who, log, number));
    }
}
