using System.Diagnostics;
using Messenger.Benchmarks.Chat;
using Messenger.Client.Chat;
using Messenger.Client.Session;
using Messenger.Contracts;
using Messenger.Platform;
using Messenger.Platform.Identity;
using Messenger.Testing.Histories;

namespace Messenger.Benchmarks.Mixed;

/// <summary>A client that behaves: the client library as people have it, and a history of all that it brought.</summary>
internal sealed class Member : IAsyncDisposable
{
    private readonly MemberContext _context;
    private readonly IdentityKey _identity = IdentityKey.Create();
    private readonly CuttableConnector _connector = new();
    private readonly ClientProfile _profile;
    private readonly ChatSession _session;
    private readonly Dictionary<string, List<HeardMessage>> _heard = [];
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _listening;
    private int _missing;
    private int _waiting;
    private int _said;
    private volatile bool _leaving;

    internal Member(MemberContext context, string name, bool steady, string[] rooms)
    {
        (_context, Name, IsSteady, Rooms) = (context, name, steady, rooms);
        _missing = rooms.Length + 1;
        _profile = new ClientProfile
        {
            Server = context.Server,
            UserName = name,
            Identity = _identity,
            KnownServers = context.KnownServers,
            ClientName = "benchmark",
            Connector = _connector,
            RequestTimeout = TimeSpan.FromSeconds(60),
        };
        // What is kept for a person to scroll back is not needed: the history is kept here, 16 bytes a message.
        _session = ChatSession.Start(_profile, new ChatOptions { Rooms = rooms, LinesKept = 0, KeepTryingAtFirst = true });
        _listening = ListenAsync();
    }

    internal string Name { get; }

    /// <summary>Its connection is never cut, and the times of its messages are measured.</summary>
    internal bool IsSteady { get; }

    /// <summary>The rooms beside the lobby.</summary>
    internal string[] Rooms { get; }

    /// <summary>It is between two connections or rooms at the moment.</summary>
    internal bool IsAway { get; set; }

    /// <summary>Its session has ended, which is a problem already.</summary>
    internal bool IsOut { get; private set; }

    /// <summary>It is logged in.</summary>
    internal bool IsOnline => _session.Model.State == ConnectionState.Online;

    /// <summary>Messages of its own that are in no log yet.</summary>
    internal int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Ends when it is in all its rooms.</summary>
    internal Task Entered => _entered.Task;

    internal void Say(string room) => Track(_session.SayAsync(room, Text()));

    internal void Tell(string user) => Track(_session.TellAsync(user, Text()));

    /// <summary>Loses the connection, and gets another one after a while.</summary>
    internal async Task CutAsync(TimeSpan away)
    {
        await _connector.CutAsync(Task.Delay(away)).ConfigureAwait(false);
        _session.ReconnectNow();
    }

    /// <summary>Leaves a room and comes back after a while.</summary>
    internal async Task WanderAsync(string room, TimeSpan away)
    {
        await AgainAsync(() => _session.PartAsync(room)).ConfigureAwait(false);
        await Task.Delay(away).ConfigureAwait(false);
        await AgainAsync(() => _session.JoinAsync(room)).ConfigureAwait(false);
    }

    /// <summary>The last number of a log that it has heard.</summary>
    internal long LastOf(string log)
    {
        lock (_heard)
            return _heard.TryGetValue(log, out List<HeardMessage>? heard) ? heard[^1].Number : 0;
    }

    /// <summary>All that it has heard of a log, in order.</summary>
    internal HeardMessage[] HistoryOf(string log)
    {
        lock (_heard)
            return _heard.TryGetValue(log, out List<HeardMessage>? heard) ? [.. heard] : [];
    }

    /// <summary>All that the server keeps of its rooms and its inbox, by a session beside the chat.</summary>
    internal async Task<List<KeptHistory>> ReadKeptAsync()
    {
        OneShotSession reader = await OneShotSession.OpenAsync(_profile with { Connector = TlsConnector.Default }, CancellationToken.None).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            var kept = new List<KeptHistory>();
            foreach (string log in (string[])[WireLimits.Lobby, .. Rooms, WireLimits.Inbox])
                kept.Add(await KeptHistory.ReadAsync(reader, log, log == WireLimits.Inbox ? Ledgers.InboxOf(Name) : log).ConfigureAwait(false));
            return kept;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _leaving = true;
        await _session.DisposeAsync().ConfigureAwait(false);
        await _listening.ConfigureAwait(false);
        _identity.Dispose();
    }

    private string Text()
    {
        string text = $"{Name} says number {++_said}";
        return IsSteady ? Stamp.Text(Stamp.Length + 1) + text : text;
    }

    private async void Track(Task<ChatLine> fate)
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            _context.Ledgers.Accept(await fate.ConfigureAwait(false));
        }
        catch (UserError e) when (!_leaving)
        {
            _context.Problems.Add("a message was refused", $"{Name}: {e.Message}");
        }
        catch (UserError)
        {
            // It is over.
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    // The connection may be cut at any moment, and comes back.
    private async Task AgainAsync(Func<Task> ask)
    {
        for (long started = Stopwatch.GetTimestamp(); !_leaving;)
        {
            try
            {
                await ask().ConfigureAwait(false);
                return;
            }
            catch (UserError e)
            {
                if (Stopwatch.GetElapsedTime(started) > TimeSpan.FromMinutes(2))
                {
                    _context.Problems.Add("a room could not be left or entered", $"{Name}: {e.Message}");
                    return;
                }

                await Task.Delay(500).ConfigureAwait(false);
            }
        }
    }

    private async Task ListenAsync()
    {
        await foreach (ChatEvent item in _session.Events.ReadAllAsync().ConfigureAwait(false))
        {
            switch (item)
            {
                case MessageEvent { Line: var line }:
                    Hear(line);
                    break;
                case RoomEnteredEvent { Again: false } when _missing > 0:
                    if (--_missing == 0)
                        _entered.TrySetResult();
                    break;
                case LoggedInEvent login:
                    _context.Count.LoggedIn(login.Resumed);
                    break;
                case NoticeEvent notice:
                    _context.Problems.Add("a notice", $"{Name}: {notice.Sentence}");
                    break;
                case ErrorEvent error:
                    _context.Problems.Add("an error", $"{Name}: {error.Sentence}");
                    break;
                case RoomLeftEvent { Why: { } why } left:
                    _context.Problems.Add("out of a room against its will", $"{Name}, {left.Room}: {why}");
                    break;
                case DisconnectedEvent end when !_leaving:
                    IsOut = true;
                    _context.Problems.Add("thrown out", $"{Name}: {end.Error}");
                    _entered.TrySetException(end.Error ?? (Exception)new IOException("the session ended"));
                    break;
            }
        }
    }

    private void Hear(ChatLine line)
    {
        string log = line.Buffer.Kind == BufferKind.Room ? line.Buffer.Name : Ledgers.InboxOf(Name);
        long before;
        lock (_heard)
        {
            if (!_heard.TryGetValue(log, out List<HeardMessage>? heard))
                _heard.Add(log, heard = []);
            before = heard.Count == 0 ? 0 : heard[^1].Number;
            heard.Add(Ledgers.Heard(line));
        }

        // Told at once; judged by the comparison of all histories at the end.
        if (line.Sequence != before + 1)
            _context.Problems.Add("a gap or a step back", $"{Name}, {log}: {line.Sequence} behind {before}{(line.FromHistory ? ", from the history" : "")}");
        if (_context.Count.Epoch(log, line.Epoch) is { } other)
            _context.Problems.Add("the server lost a log", $"{log}: epoch {line.Epoch:x} behind {other:x}");
        _context.Count.Heard(line.FromHistory);
        if (IsSteady && !line.FromHistory && Stamp.TryRead(line.Text, out long sentAt))
            _context.Count.Latencies.Add(sentAt);
    }
}
