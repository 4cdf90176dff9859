using System.Globalization;
using Messenger.Cli.Terminal;
using Messenger.Client.Chat;
using Messenger.Platform.Text;

namespace Messenger.Cli.Chat;

/// <summary>What takes the place of a word.</summary>
/// <param name="Start">Where the word begins.</param>
/// <param name="Text">What takes its place.</param>
/// <param name="Choices">Where there are several ways on: what they are, safe.</param>
internal sealed record Completed(int Start, string Text, IReadOnlyList<string> Choices)
{
    private const string Between = "  ";

    /// <summary>The folder that the choices are in, with its slash, safe; empty: none, or no folder has to be named.</summary>
    public string Folder { get; init; } = "";

    /// <summary>The choices in words: as many as there is room for, and how many more there are.</summary>
    /// <param name="columns">Columns that there are.</param>
    public string Offer(int columns)
    {
        string[] words = Folder.Length > 0 ? [$"in {Folder}:", .. Choices] : [.. Choices];
        var fitting = words.Length - Choices.Count + 1; // At least one choice is named.
        var used = 0;
        for (var i = 0; i < words.Length && used <= columns; i++)
        {
            used += TextWidth.Of(words[i]) + (i > 0 ? Between.Length : 0);
            var rest = words.Length - i - 1;
            if (used + (rest > 0 ? Between.Length + More(rest).Length : 0) <= columns)
                fitting = Math.Max(fitting, i + 1);
        }

        string[] more = fitting < words.Length ? [More(words.Length - fitting)] : [];
        return string.Join(Between, [.. words.Take(fitting), .. more]);
    }

    private static string More(int number) => string.Create(CultureInfo.InvariantCulture, $"and {number} more");
}

/// <summary>What Tab makes of the word before the cursor: commands, names, rooms, files of the server and of this machine.</summary>
/// <param name="link">Knows names and rooms.</param>
/// <param name="commands">The commands that the view knows.</param>
/// <param name="folder">Paths of this machine start from here.</param>
internal sealed class Completion(IChatLink link, IReadOnlyList<SlashCommand> commands, string folder)
{
    private const int RecentLines = 500;

    /// <summary>Names of the server's files, where the view knows them; asked for when one is needed.</summary>
    public Func<IEnumerable<string>> Files { get; init; } = () => [];

    /// <summary>Names of the server's rooms beside those that one is in, where the view knows them.</summary>
    public Func<IEnumerable<string>> Rooms { get; init; } = () => [];

    /// <summary>Who spoke in a conversation lately: they are answered even where they have gone.</summary>
    public Func<BufferKey, IEnumerable<string>> Speakers { get; init; } = target => link.Lines(target, RecentLines).Where(line => !line.Own).Select(line => line.From);

    /// <summary>Completes as far as there is only one way on.</summary>
    /// <param name="line">The line before the cursor.</param>
    /// <param name="target">Whose members come first.</param>
    /// <returns>Null where nothing fits.</returns>
    public Completed? Find(string line, BufferKey target)
    {
        var word = QuotedWord.At(line);
        var command = line.StartsWith('/') && line.IndexOf(' ') is > 0 and var end ? line[..end].ToLowerInvariant() : "";
        switch (command)
        {
            case "/put" or "/save":
            case "/send" when Words(line[..word.Start]).Count > 1:
            case "/get" or "/accept" when Words(line[..word.Start]) is [.., "-o" or "--output"]:
                return OfPaths(word, LocalPaths.Continuing(word.Text, folder));
            case "/get":
                return word.Text.Length == 0 ? null : OfPaths(word, NextNames(word.Text, Files()));
        }

        // Everywhere else a quotation mark is a character as any other.
        var start = line.AsSpan().LastIndexOfAny(' ', '\n') + 1;
        var plain = line[start..];
        if (plain.Length == 0)
            return null;
        if (start == 0 && plain[0] == '/')
            return Of(start, plain, commands.Select(c => c.Name), " ");
        if (command is "/join" or "/part" or "/who")
        {
            var own = link.Buffers.Where(b => b.Key.Kind == BufferKind.Room).Select(b => b.Key.Name);
            return Of(start, plain, command == "/part" ? own : own.Concat(Rooms()), " ");
        }

        var names = link.Members(target.Kind == BufferKind.Room ? target.Name : BufferKey.Lobby.Name).Select(m => m.Name)
            .Concat(Speakers(target))
            .Concat(link.Members(BufferKey.Lobby.Name).Select(m => m.Name))
            .Concat(link.Buffers.Where(b => b.Key.Kind == BufferKind.Private).Select(b => b.Key.Name));
        // At the beginning of a line a name is addressed.
        return Of(start, plain, names, start == 0 ? ": " : " ");
    }

    private static List<string> Words(string line)
    {
        TransferWords.TrySplit(line, out var words);
        return words;
    }

    private static Completed? Of(int start, string word, IEnumerable<string> candidates, string behind)
    {
        var fitting = Fitting(word, candidates, StringComparison.OrdinalIgnoreCase);
        return fitting switch
        {
            [] => null,
            [var only] => new(start, only + behind, []),
            _ => new(start, Common(fitting, StringComparison.OrdinalIgnoreCase) is var common && common.Length > word.Length ? common : word, fitting),
        };
    }

    // Paths differ by case, may need quotation marks, and go on behind a folder.
    private static Completed? OfPaths(QuotedWord word, IEnumerable<string> candidates)
    {
        var fitting = Fitting(word.Text, candidates.Where(c => !c.AsSpan().ContainsAny("\n\t")), StringComparison.Ordinal);
        if (fitting.Count == 0)
            return null;
        var common = Common(fitting, StringComparison.Ordinal);
        var isWhole = fitting.Count == 1 && !common.EndsWith('/');
        if (QuotedWord.Quote(common, isWhole) is not { } quoted)
            return null;
        if (fitting.Count == 1)
            return new(word.Start, quoted + (isWhole ? " " : ""), []);
        var names = fitting[0].AsSpan(0, fitting[0].Length - 1).LastIndexOf('/') + 1;
        var folder = fitting[0].AsSpan(0, Math.Max(0, names - 1)).LastIndexOf('/') + 1;
        return new(word.Start, quoted, [.. fitting.Select(f => f[names..])]) { Folder = fitting[0][folder..names] };
    }

    // As in a shell: the names of one folder, those below it as folders; where there is nothing to choose, the next folder's.
    private static IReadOnlyList<string> NextNames(string typed, IEnumerable<string> paths)
    {
        string[] fitting = [.. paths.Where(p => p.StartsWith(typed, StringComparison.Ordinal)).Distinct(StringComparer.Ordinal)];
        for (var from = typed.LastIndexOf('/') + 1; fitting.Length > 1; from = typed.Length)
        {
            var names = fitting.Select(p => p.IndexOf('/', from) is >= 0 and var cut ? p[..(cut + 1)] : p).Distinct().ToArray();
            if (names is not [var only])
                return names;
            typed = only;
        }

        return fitting;
    }

    private static List<string> Fitting(string word, IEnumerable<string> candidates, StringComparison comparison) =>
        [.. candidates.Where(c => c.StartsWith(word, comparison) && SafeText.IsSafe(c)).Distinct(StringComparer.FromComparison(comparison))];

    private static string Common(List<string> fitting, StringComparison comparison)
    {
        var first = fitting[0];
        var common = first.Length;
        foreach (var other in fitting)
        {
            while (!other.AsSpan().StartsWith(first.AsSpan(0, common), comparison))
                common--;
        }

        // Half a character is none.
        return common > 0 && char.IsHighSurrogate(first[common - 1]) ? first[..(common - 1)] : first[..common];
    }
}
