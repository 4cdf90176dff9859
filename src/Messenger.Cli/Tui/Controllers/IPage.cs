using Messenger.Cli.Terminal;

namespace Messenger.Cli.Tui.Controllers;

/// <summary>What fills the middle of the screen: a chat buffer, the files, the transfers, the help.</summary>
internal interface IPage
{
    /// <summary>Its name, safe.</summary>
    string Title { get; }

    /// <summary>What stands before the line to type in, safe.</summary>
    string Prompt { get; }

    /// <summary>What is being typed here.</summary>
    LineBuffer Input { get; }

    /// <summary>What can be done here, most useful first.</summary>
    IReadOnlyList<KeyHint> Hints { get; }

    /// <summary>What is seen.</summary>
    /// <param name="columns">Columns of a row.</param>
    /// <param name="rows">Rows at most.</param>
    IReadOnlyList<ScreenRow> Rows(int columns, int rows);

    /// <summary>Takes a key that is for this page alone.</summary>
    /// <returns>Whether it was.</returns>
    bool Press(KeyPress press);
}

/// <summary>A key and what it does.</summary>
internal readonly record struct KeyHint(string Key, string What);

/// <summary>A box above everything else, which takes all keys until it is answered.</summary>
internal interface IOverlay
{
    /// <summary>Its heading.</summary>
    string Title { get; }

    /// <summary>Columns that it would like to have inside its border.</summary>
    int PreferredColumns { get; }

    /// <summary>What it says.</summary>
    /// <param name="columns">Columns of a row.</param>
    /// <param name="rows">Rows at most.</param>
    OverlayContent Content(int columns, int rows);

    /// <summary>Takes a key.</summary>
    void Press(KeyPress press);
}

/// <summary>What stands in a box.</summary>
/// <param name="Rows">Its rows.</param>
/// <param name="Cursor">Column and row of the cursor; null: none.</param>
internal readonly record struct OverlayContent(IReadOnlyList<ScreenRow> Rows, (int Column, int Row)? Cursor = null);
