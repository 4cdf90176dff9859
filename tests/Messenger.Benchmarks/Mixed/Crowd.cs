using System.Diagnostics;
using Messenger.Contracts;
using Messenger.Testing.Histories;

namespace Messenger.Benchmarks.Mixed;

/// <summary>All members: comes in, talks, loses connections, wanders, and compares its histories at the end.</summary>
internal sealed class Crowd(MixedOptions options, MemberContext context) : IAsyncDisposable
{
    private const int EnteringAtOnce = 32;

    // Half of what the server keeps a lost session's place, and twice that: some take it back, some do not.
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(2), Long = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly string[] AllRooms = ["room-a", "room-b", "room-c", "room-d", "room-e", "room-f", "room-g", "room-h"];

    private readonly Random _random = new(options.Seed);
    private readonly List<Task> _actions = [];
    private Member[] _members = [];

    /// <summary>The rooms beside the lobby.</summary>
    internal static IReadOnlyList<string> Rooms => AllRooms;

    /// <summary>Connections cut so far.</summary>
    internal int Cuts { get; private set; }

    /// <summary>Rooms left and entered again so far.</summary>
    internal int Wanderings { get; private set; }

    /// <summary>Messages that are in no log yet.</summary>
    internal int Waiting => _members.Sum(m => m.Waiting);

    /// <summary>Brings all in, before anybody speaks: so everybody hears from the first message on.</summary>
    internal async Task EnterAsync()
    {
        _members = new Member[options.Members];
        await Parallel.ForEachAsync(Enumerable.Range(0, options.Members), new ParallelOptions { MaxDegreeOfParallelism = EnteringAtOnce }, async (n, _) =>
        {
            _members[n] = new Member(context, $"member{n:D3}", steady: n % 2 == 0, RoomsOf(n));
            await _members[n].Entered.WaitAsync(Patience, CancellationToken.None).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    /// <summary>Lives for as long as is wanted.</summary>
    internal async Task LiveAsync(CancellationToken enough)
    {
        var says = new Pace(options.Rate);
        var tells = new Pace(options.PrivateRate);
        var cuts = new Pace(options.CutRate);
        var wanders = new Pace(options.WanderRate);
        long started = Stopwatch.GetTimestamp();
        while (!enough.IsCancellationRequested)
        {
            TimeSpan now = Stopwatch.GetElapsedTime(started);
            while (says.IsDue(now))
                Say();
            while (tells.IsDue(now))
                Any(m => !m.IsAway).Tell(Any(m => m.IsSteady && !m.IsAway).Name);
            while (cuts.IsDue(now))
                Cut();
            while (wanders.IsDue(now))
                Wander();
            _actions.RemoveAll(action => action.IsCompletedSuccessfully);
            await Task.Delay(20, CancellationToken.None).ConfigureAwait(false);
        }

        await Task.WhenAll(_actions).ConfigureAwait(false);
    }

    /// <summary>Waits until everybody has everything, and compares all histories with what was accepted, with one another and with what the server keeps.</summary>
    internal async Task<CrowdHistory> CompareAsync()
    {
        // Whoever was thrown out has been told of, and has no history to be compared.
        foreach (Member member in _members.Where(m => m.IsOut))
            await member.DisposeAsync().ConfigureAwait(false);
        _members = [.. _members.Where(m => !m.IsOut)];
        await SettledAsync(() => Waiting == 0 && _members.All(m => m.IsOnline)).ConfigureAwait(false);
        // Whoever has just come back is let into the rooms in the same breath; what was said last by those who are gone is read.
        await Task.Delay(Short).ConfigureAwait(false);
        var kept = new List<KeptHistory>[_members.Length];
        await Parallel.ForEachAsync(Enumerable.Range(0, _members.Length), new ParallelOptions { MaxDegreeOfParallelism = EnteringAtOnce }, async (n, _) =>
            kept[n] = await _members[n].ReadKeptAsync().ConfigureAwait(false)).ConfigureAwait(false);
        foreach (KeptHistory history in kept.SelectMany(k => k))
            context.Ledgers[history.Log].Last = Math.Max(context.Ledgers[history.Log].Last, history.Last);
        await SettledAsync(() => _members.Zip(kept).All(pair => pair.Second.All(k => pair.First.LastOf(k.Log) >= context.Ledgers[k.Log].Last))).ConfigureAwait(false);

        var faults = new List<HistoryFault>();
        (long messages, long keptMessages) = (0, 0);
        foreach ((Member member, List<KeptHistory> histories) in _members.Zip(kept))
        {
            foreach (KeptHistory history in histories)
            {
                HeardMessage[] heard = member.HistoryOf(history.Log);
                faults.AddRange(context.Ledgers[history.Log].Compare(member.Name, heard));
                faults.AddRange(context.Ledgers[history.Log].Compare(member.Name + " (kept)", history.Messages, history.First));
                (messages, keptMessages) = (messages + heard.Length, keptMessages + history.Messages.Length);
            }
        }

        faults.AddRange(context.Ledgers.Faults);
        int logs = kept.SelectMany(k => k).Select(k => k.Log).Distinct().Count();
        return new(faults, logs, kept.SelectMany(k => k).DistinctBy(k => k.Log).Sum(k => context.Ledgers[k.Log].Last), messages, keptMessages);
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(_members.Where(m => m is not null).Select(m => m.DisposeAsync().AsTask())).ConfigureAwait(false);

    // One room each, and a second one for every third.
    private static string[] RoomsOf(int number)
    {
        int first = number / 2 % AllRooms.Length;
        return number % 3 == 0 ? [AllRooms[first], AllRooms[(first + 1) % AllRooms.Length]] : [AllRooms[first]];
    }

    private void Say()
    {
        // One message of five is for everybody.
        Member speaker = Any(m => !m.IsAway);
        speaker.Say(_random.Next(5) == 0 ? WireLimits.Lobby : speaker.Rooms[_random.Next(speaker.Rooms.Length)]);
    }

    // Every second one has just spoken: its message is under way, and perhaps arrives.
    private void Cut()
    {
        Member member = Any(m => !m.IsSteady && !m.IsAway);
        if (_random.Next(2) == 0)
            member.Say(member.Rooms[0]);
        Cuts++;
        Go(member, () => member.CutAsync(_random.Next(4) == 0 ? Long : Short * _random.NextDouble()));
    }

    // Who has spoken waits for the answer first: outside, nothing is taken from it.
    private void Wander()
    {
        Member member = Any(m => m.IsSteady && !m.IsAway && m.Waiting == 0);
        Wanderings++;
        Go(member, () => member.WanderAsync(member.Rooms[0], Short * _random.NextDouble()));
    }

    private void Go(Member member, Func<Task> action)
    {
        member.IsAway = true;
        _actions.Add(GoAsync());

        async Task GoAsync()
        {
            await action().ConfigureAwait(false);
            member.IsAway = false;
        }
    }

    private Member Any(Predicate<Member> fits)
    {
        while (true)
        {
            Member member = _members[_random.Next(_members.Length)];
            if (!member.IsOut && fits(member))
                return member;
        }
    }

    private async Task SettledAsync(Func<bool> settled)
    {
        for (long started = Stopwatch.GetTimestamp(); !settled() && Stopwatch.GetElapsedTime(started) < Patience;)
            await Task.Delay(200).ConfigureAwait(false);
    }
}
