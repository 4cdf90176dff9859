using Messenger.Contracts.Control;
using Messenger.Platform;

namespace Messenger.Client.Session;

/// <summary>What became of a request: the server's answer, or why there is none. Exactly one of them.</summary>
/// <param name="Reply">The answer; a <see cref="Refused"/> among them.</param>
/// <param name="Error">Why there is none.</param>
internal readonly record struct RequestEnd(ServerFrame? Reply, UserError? Error);

/// <summary>Requests that wait for their answer, by id. Any thread; each one ends exactly once.</summary>
internal sealed class PendingRequests
{
    private readonly Lock _gate = new();
    private readonly Dictionary<uint, (ushort Tag, Action<RequestEnd> End)> _pending = [];
    private UserError? _closed;
    private uint _last;

    /// <summary>Requests that wait.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _pending.Count;
        }
    }

    /// <summary>A new id, never 0 and not in use.</summary>
    public uint NextId()
    {
        lock (_gate)
        {
            do
                _last++;
            while (_last == 0 || _pending.ContainsKey(_last));
            return _last;
        }
    }

    /// <summary>Waits for an answer; when all is over already, the request ends at once.</summary>
    public void Add(uint id, ushort tag, Action<RequestEnd> end)
    {
        UserError? closed;
        lock (_gate)
        {
            closed = _closed;
            if (closed is null)
                _pending.Add(id, (tag, end));
        }

        if (closed is not null)
            end(new(null, closed));
    }

    /// <summary>An answer came; one that nobody waits for is ignored.</summary>
    public void Complete(uint id, ServerFrame reply)
    {
        if (TryTake(id, out var end))
            end(new(reply, null));
    }

    /// <summary>One request ends without an answer.</summary>
    public void Fail(uint id, UserError error)
    {
        if (TryTake(id, out var end))
            end(new(null, error));
    }

    /// <summary>The server does not know a frame of this kind: the oldest that waits ends.</summary>
    public void FailOldest(ushort tag, Refused refused)
    {
        uint? oldest;
        lock (_gate)
            oldest = _pending.Where(entry => entry.Value.Tag == tag).Select(entry => (uint?)entry.Key).Min();
        if (oldest is { } id)
            Complete(id, refused);
    }

    /// <summary>Nothing will be answered any more.</summary>
    public void Close(UserError error)
    {
        Action<RequestEnd>[] ends;
        lock (_gate)
        {
            _closed ??= error;
            ends = [.. _pending.OrderBy(entry => entry.Key).Select(entry => entry.Value.End)];
            _pending.Clear();
        }

        foreach (var end in ends)
            end(new(null, error));
    }

    private bool TryTake(uint id, out Action<RequestEnd> end)
    {
        lock (_gate)
        {
            var found = _pending.Remove(id, out var entry);
            end = entry.End;
            return found;
        }
    }
}
