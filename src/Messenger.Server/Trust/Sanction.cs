namespace Messenger.Server.Trust;

/// <summary>What somebody may not do.</summary>
internal enum SanctionKind
{
    /// <summary>Come in.</summary>
    Ban = 0,

    /// <summary>Say anything.</summary>
    Mute = 1,
}

/// <summary>A ban or a mute.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Target">Of whom.</param>
/// <param name="Until">Until when, Unix milliseconds; 0: for good.</param>
/// <param name="By">Who said so.</param>
/// <param name="Reason">Why, or empty; safe to show.</param>
/// <param name="Made">When, Unix milliseconds.</param>
internal sealed record Sanction(SanctionKind Kind, Target Target, long Until, string By, string Reason, long Made)
{
    /// <summary>Whether it is over.</summary>
    public bool IsOver(long now) => Until != 0 && Until <= now;

    /// <summary>What the one is told whom it hits.</summary>
    public string Sentence =>
        $"You are {(Kind == SanctionKind.Ban ? "banned from this server" : "muted")} {Span.Until(Until)}, by {By}{(Reason.Length > 0 ? $": {Reason}" : "")}.";

    /// <summary>A line of a list.</summary>
    public string Line => $"{Target.Text}\t{Span.Until(Until)}\tby {By}\t{Reason}".TrimEnd('\t');
}
