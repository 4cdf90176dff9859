namespace Messenger.Cli.Tui.Controllers;

/// <summary>The boxes that stand above everything else; the newest is seen and takes the keys.</summary>
internal sealed class Overlays
{
    private readonly List<IOverlay> _open = [];

    /// <summary>The one that is seen; null: none.</summary>
    public IOverlay? Top => _open.Count > 0 ? _open[^1] : null;

    /// <summary>The one that takes the keys; null: who types does.</summary>
    public IOverlay? Taker => Top is Question { IsHeld: true } ? null : Top;

    /// <summary>Whether somebody is in the middle of a line.</summary>
    public Func<bool> IsTyping { get; init; } = static () => false;

    /// <summary>Puts a box above the others.</summary>
    public void Open(IOverlay overlay) => _open.Add(overlay);

    /// <summary>Takes a box away.</summary>
    public void Close(IOverlay overlay) => _open.Remove(overlay);

    /// <summary>Asks, and waits for the answer.</summary>
    /// <returns>The number of the answer; that of Escape where <paramref name="cancel"/> withdrew the question.</returns>
    public async Task<int> AskAsync(Question question, CancellationToken cancel = default)
    {
        Open(question);
        try
        {
            await using var withdrawn = cancel.Register(question.Withdraw);
            return await question.Answer;
        }
        finally
        {
            Close(question);
        }
    }
}
