namespace Messenger.Cli.Terminal;

/// <summary>The escape sequences that line mode writes.</summary>
internal static class Ansi
{
    public const string Reset = "\e[0m";
    public const string Dim = "\e[2m";
    public const string Bold = "\e[1m";
    public const string Red = "\e[31m";
    public const string BoldYellow = "\e[1;33m";
    public const string Cyan = "\e[36m";
    public const string Bell = "\a";
    public const string ClearScreen = "\e[H\e[2J";

    // Legible on light and dark grounds; red is for errors.
    private static readonly string[] NamePalette =
    [
        "\e[32m", "\e[33m", "\e[34m", "\e[35m", "\e[36m", "\e[92m", "\e[94m", "\e[95m", "\e[96m", "\e[91m",
    ];

    /// <summary>A name's colour: the same for the same name, however it is cased, in every run.</summary>
    public static string ColorOf(string name) => NamePalette[HashOf(name) % (uint)NamePalette.Length];

    /// <summary>A number for a name: the same for the same name, however it is cased, in every run.</summary>
    public static uint HashOf(string name)
    {
        var hash = 2166136261u; // FNV-1a: string.GetHashCode differs from run to run.
        foreach (var c in name.ToLowerInvariant())
            hash = (hash ^ c) * 16777619u;
        return hash ^ (hash >> 15);
    }
}
