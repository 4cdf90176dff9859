namespace Messenger.Platform.Text;

/// <summary>Which layout characters <see cref="SafeText"/> leaves as they are.</summary>
[Flags]
public enum LayoutCharacters
{
    /// <summary>None: one line of text.</summary>
    None = 0,

    /// <summary>Line feeds.</summary>
    LineFeeds = 1,

    /// <summary>Tabulators.</summary>
    Tabs = 2,

    /// <summary>Line feeds and tabulators.</summary>
    All = LineFeeds | Tabs,
}
