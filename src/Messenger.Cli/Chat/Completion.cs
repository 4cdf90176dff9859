using Messenger.Client.Chat;
using Messenger.Platform.Text;

namespace Messenger.Cli.Chat;

/// <summary>What Tab makes of the word before the cursor: commands, names, rooms, files.</summary>
internal static class Completion
{
    /// <summary>Completes as far as there is only one way on.</summary>
    /// <param name="line">The line.</param>
    /// <param name="cursor">Characters of it before the cursor.</param>
    /// <param name="link">Knows names and rooms.</param>
    /// <param name="target">Whose members come first.</param>
    /// <param name="commands">The commands that the view knows.</param>
    /// <param name="files">Names of the server's files, where the view knows them.</param>
    /// <returns>Where the word begins and what takes its place; null where nothing fits.</returns>
    public static (int Start, string Text)? Find(
        string line, int cursor, IChatLink link, BufferKey target, IReadOnlyList<SlashCommand> commands, IEnumerable<string>? files = null)
    {
        var start = line.AsSpan(0, cursor).LastIndexOfAny(' ', '\n') + 1;
        var word = line[start..cursor];
        if (word.Length == 0)
            return null;
        if (start == 0 && word[0] == '/')
            return Of(start, word, commands.Select(c => c.Name), " ");
        if (line.StartsWith("/join ", StringComparison.Ordinal) || line.StartsWith("/part ", StringComparison.Ordinal))
            return Of(start, word, link.Buffers.Where(b => b.Key.Kind == BufferKind.Room).Select(b => b.Key.Name), " ");

        // A name with blanks would need quotation marks around it.
        if (line.StartsWith("/get ", StringComparison.Ordinal))
            return Of(start, word, (files ?? []).Where(f => !f.AsSpan().ContainsAny(" \"'\n\t")), " ");

        var names = link.Members(target.Kind == BufferKind.Room ? target.Name : BufferKey.Lobby.Name).Select(m => m.Name)
            .Concat(link.Members(BufferKey.Lobby.Name).Select(m => m.Name));
        // At the beginning of a line a name is addressed.
        return Of(start, word, names, start == 0 ? ": " : " ");
    }

    private static (int Start, string Text)? Of(int start, string word, IEnumerable<string> candidates, string behind)
    {
        var fitting = candidates
            .Where(c => c.StartsWith(word, StringComparison.OrdinalIgnoreCase) && SafeText.IsSafe(c))
            .Distinct(StringComparer.OrdinalIgnoreCase).ToArray();
        if (fitting.Length == 0)
            return null;
        if (fitting.Length == 1)
            return (start, fitting[0] + behind);

        var common = fitting[0].Length;
        foreach (var other in fitting)
        {
            var same = 0;
            while (same < Math.Min(common, other.Length) && char.ToLowerInvariant(other[same]) == char.ToLowerInvariant(fitting[0][same]))
                same++;
            common = same;
        }

        return common > word.Length ? (start, fitting[0][..common]) : null;
    }
}
