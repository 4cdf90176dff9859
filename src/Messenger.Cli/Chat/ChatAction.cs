using Messenger.Client.Chat;
using Messenger.Contracts.Chat;
using Messenger.Contracts.Files;

namespace Messenger.Cli.Chat;

/// <summary>Something that a person or a bot wants, however it was said: by a slash command, or by an object.</summary>
internal abstract record ChatAction;

internal sealed record SayAction(BufferKey Target, string Text, MessageKind Kind = MessageKind.Text) : ChatAction;

/// <summary>From now on lines go there; text, when there is any, at once.</summary>
internal sealed record SwitchAction(BufferKey Target, string? Text) : ChatAction;

internal sealed record JoinAction(string Room) : ChatAction;

internal sealed record PartAction(string Room) : ChatAction;

internal sealed record RoomsAction : ChatAction;

internal sealed record WhoAction(string Room) : ChatAction;

internal sealed record WhoisAction(string Name) : ChatAction;

internal sealed record FilesAction(string Pattern, bool Sha256 = false) : ChatAction;

internal sealed record GetAction(IReadOnlyList<string> Selections, string? Output, TransferTransports Transports) : ChatAction
{
    /// <inheritdoc/>
    public bool Equals(GetAction? other) => other is not null && Selections.SequenceEqual(other.Selections)
        && Output == other.Output && Transports == other.Transports;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Selections.Count, Output);
}

internal sealed record HistoryAction(BufferKey Buffer, int Most) : ChatAction;

internal sealed record AwayAction(string Reason) : ChatAction;

/// <summary>Sets the topic, empty removes it; null asks for it.</summary>
internal sealed record TopicAction(string Room, string? Topic) : ChatAction;

internal sealed record PingAction : ChatAction;

internal sealed record HelpAction(string? Command) : ChatAction;

internal sealed record QuitAction(string Reason) : ChatAction;
