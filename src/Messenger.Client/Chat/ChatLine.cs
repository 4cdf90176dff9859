using Messenger.Contracts.Chat;

namespace Messenger.Client.Chat;

/// <summary>A message as views show it. Names and text come from peers: views clean them (<see cref="Platform.Text.SafeText"/>).</summary>
public sealed record ChatLine
{
    /// <summary>Where it belongs.</summary>
    public required BufferKey Buffer { get; init; }

    /// <summary>Names the message for ever: the same one seen twice, or the one in the outbox, has the same id.</summary>
    public required Guid Id { get; init; }

    /// <summary>When the server took it; in the outbox, when it was typed.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Who said it.</summary>
    public required string From { get; init; }

    /// <summary>What was said: 1 to 4,000 UTF-16 units.</summary>
    public required string Text { get; init; }

    /// <summary>Said or done.</summary>
    public MessageKind Kind { get; init; }

    /// <summary>Said by this user, here or in another session.</summary>
    public bool Own { get; init; }

    /// <summary>Names this user, and is not the user's own.</summary>
    public bool Mention { get; init; }

    /// <summary>From before the session, or from a time without connection: fetched, not heard live.</summary>
    public bool FromHistory { get; init; }

    /// <summary>The log's epoch; 0 in the outbox.</summary>
    public ulong Epoch { get; init; }

    /// <summary>The number in the log, 1 and up; 0 in the outbox.</summary>
    public long Sequence { get; init; }
}
