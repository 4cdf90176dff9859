using System.Text;

namespace Messenger.Platform.Files;

/// <summary>The first line of a file, of which <c>-</c> is standard input: where secrets are.</summary>
public static class FirstLine
{
    /// <summary>Reads it, and of a pipe no more than it.</summary>
    /// <param name="path">A file, or <c>-</c>.</param>
    /// <param name="longest">Characters that are read at most.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be.</exception>
    public static string Read(string path, int longest)
    {
        using var reader = path == "-" ? new StreamReader(Console.OpenStandardInput()) : new StreamReader(path);
        var line = new StringBuilder();
        for (int next = reader.Read(); next is not (-1 or '\n') && line.Length < longest; next = reader.Read())
            line.Append((char)next);
        return line.ToString();
    }
}
