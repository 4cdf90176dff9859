namespace Messenger.Server.Chat;

/// <summary>Where a message went.</summary>
/// <param name="Epoch">The epoch of its log.</param>
/// <param name="Sequence">Its number.</param>
/// <param name="Time">When, Unix milliseconds.</param>
internal readonly record struct Acceptance(ulong Epoch, long Sequence, long Time);

/// <summary>The last messages of one user, by the ids that the client gave them: what is sent again after a reconnect is posted once.</summary>
internal sealed class RecentPosts
{
    /// <summary>Messages remembered: more than a client keeps unanswered.</summary>
    public const int Capacity = 256;

    private readonly Guid[] _ids = new Guid[Capacity];
    private readonly Acceptance[] _acceptances = new Acceptance[Capacity];
    private int _count;

    /// <summary>What the message was answered with the first time.</summary>
    public bool TryFind(Guid id, out Acceptance acceptance)
    {
        int at = id == Guid.Empty ? -1 : Array.IndexOf(_ids, id);
        acceptance = at < 0 ? default : _acceptances[at];
        return at >= 0;
    }

    /// <summary>Remembers a message in the place of the oldest; a message without an id cannot be known again.</summary>
    public void Add(Guid id, Acceptance acceptance)
    {
        if (id == Guid.Empty)
            return;
        int at = _count++ % Capacity;
        _ids[at] = id;
        _acceptances[at] = acceptance;
    }
}
