using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Messenger.Client.Chat;

/// <summary>
/// Events for one reader. A writer never waits, so that a view may speak while it draws; whoever reads from the network waits
/// (<see cref="WaitForRoomAsync"/>) as long as too many are unread, and so the server is slowed, not the memory filled.
/// </summary>
/// <param name="limit">Unread events above which to wait.</param>
internal sealed class EventStream(int limit) : ChannelReader<ChatEvent>
{
    private readonly Channel<ChatEvent> _events = Channel.CreateUnbounded<ChatEvent>(new() { SingleReader = false });
    private readonly Lock _gate = new();
    private TaskCompletionSource? _room;
    private int _unread;
    private bool _abandoned;

    public override Task Completion => _events.Reader.Completion;

    public override bool CanCount => true;

    public override int Count => Volatile.Read(ref _unread);

    public override bool CanPeek => true;

    public void Add(ChatEvent item)
    {
        Interlocked.Increment(ref _unread);
        if (!_events.Writer.TryWrite(item))
            Interlocked.Decrement(ref _unread);
    }

    public void Complete()
    {
        _events.Writer.TryComplete();
        Abandon();
    }

    /// <summary>Nobody waits for room any more: the session ends.</summary>
    public void Abandon()
    {
        lock (_gate)
            _abandoned = true;
        FreeRoom();
    }

    public ValueTask WaitForRoomAsync()
    {
        lock (_gate)
        {
            if (Count <= limit || _abandoned)
                return ValueTask.CompletedTask;
            _room ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            // Whoever read them in between saw nobody who waits, and reads no more until more comes.
            Interlocked.MemoryBarrier();
            if (Count > limit / 2)
                return new(_room.Task);
        }

        FreeRoom();
        return ValueTask.CompletedTask;
    }

    public override bool TryRead([MaybeNullWhen(false)] out ChatEvent item)
    {
        if (!_events.Reader.TryRead(out item))
            return false;
        // Half empty before the network is read again: one wake-up for many events.
        if (Interlocked.Decrement(ref _unread) <= limit / 2)
            FreeRoom();
        return true;
    }

    // Without it the base class peeks at nothing for ever, and who looks before reading never gets on.
    public override bool TryPeek([MaybeNullWhen(false)] out ChatEvent item) => _events.Reader.TryPeek(out item);

    public override ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default) =>
        _events.Reader.WaitToReadAsync(cancellationToken);

    private void FreeRoom()
    {
        if (Volatile.Read(ref _room) is null)
            return;
        lock (_gate)
        {
            _room?.SetResult();
            _room = null;
        }
    }
}
