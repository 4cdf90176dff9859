namespace Messenger.Testing.Histories;

/// <summary>What is wrong with a message in somebody's history.</summary>
public enum HistoryFaultKind
{
    /// <summary>It is in the log, and was not heard.</summary>
    Lost,

    /// <summary>It was heard twice, or is in the log twice.</summary>
    Doubled,

    /// <summary>It was heard behind a later one.</summary>
    Reordered,

    /// <summary>Another one was heard under its number than others heard, or than was said.</summary>
    Altered,

    /// <summary>It was heard, and the log has no such number.</summary>
    Invented,
}

/// <summary>A message that is wrong in somebody's history.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Who">Whose history.</param>
/// <param name="Log">The room or inbox.</param>
/// <param name="Number">The message's number; 0 where it has none.</param>
public sealed record HistoryFault(HistoryFaultKind Kind, string Who, string Log, long Number);
