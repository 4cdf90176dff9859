namespace Messenger.Client.Chat;

/// <summary>A buffer's state: its lines, and for a room its topic, members and place in the log.</summary>
/// <param name="key">Names it.</param>
/// <param name="linesKept">Lines at most.</param>
internal sealed class Conversation(BufferKey key, int linesKept)
{
    public BufferKey Key { get; set; } = key;

    public Scrollback Lines { get; } = new(linesKept);

    public MemberList Members { get; } = new();

    public string Topic { get; set; } = "";

    /// <summary>The user is in the room; kept while the connection is away, as the user comes back into it.</summary>
    public bool Present { get; set; } = key.Kind == BufferKind.Private;

    /// <summary>How far the room's log was read; null for a private conversation, whose log is the inbox.</summary>
    public LogCursor? Cursor { get; set; }

    /// <summary>Grows with every line in any buffer: tells which was quiet longest.</summary>
    public long LastActive { get; set; }

    public BufferState ToState() => new(Key, Topic, Key.Kind == BufferKind.Room ? Members.Count : 0, Present);
}
