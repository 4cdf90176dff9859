namespace Messenger.Cli.Tests.Tui;

/// <summary>Terminal.Gui has state of its process: its tests run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class ScreenCollection
{
    public const string Name = "screen";
}
