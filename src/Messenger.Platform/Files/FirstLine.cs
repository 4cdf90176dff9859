using System.Text;

namespace Messenger.Platform.Files;

/// <summary>The first line of a file, of which <c>-</c> is standard input: where secrets are.</summary>
public static class FirstLine
{
    /// <summary>Reads it, and of a pipe no more than it.</summary>
    /// <param name="path">A file, or <c>-</c>.</param>
    /// <param name="longest">Characters that are read at most.</param>
    /// <param name="what">What it holds, as in <c>the secret</c>.</param>
    /// <exception cref="UserError">It cannot be read; <see cref="ExitCode.LocalFile"/>.</exception>
    public static string Read(string path, int longest, string what)
    {
        try
        {
            return Read(path, longest);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw UserError.OnFile($"read {what} from", path, e);
        }
    }

    private static string Read(string path, int longest)
    {
        using var reader = path == "-" ? new StreamReader(Console.OpenStandardInput()) : new StreamReader(path);
        var line = new StringBuilder();
        for (int next = reader.Read(); next is not (-1 or '\n') && line.Length < longest; next = reader.Read())
            line.Append((char)next);
        return line.ToString();
    }
}
