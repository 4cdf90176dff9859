using System.Globalization;
using Messenger.Client.Chat;
using Messenger.Client.Session;
using Messenger.Platform;
using Messenger.Platform.Files;

namespace Messenger.Client.Settings;

/// <summary>
/// How far one has read on a server: what was said later is new at the next login. One line a conversation, <c>host:port user conversation epoch number</c>;
/// any number of programs may use the file at once, and losing it loses nothing but that.
/// </summary>
/// <param name="path">The file; made, with its folder, when it is first written.</param>
/// <param name="server">The server.</param>
public sealed class ReadMarks(string path, ServerAddress server)
{
    // Conversations of all servers; those that were read longest ago go first.
    private const int MostLines = 1_000;

    private readonly string _server = server.ToString();

    /// <summary>Stands for the log of private messages itself: how far it came in, whatever was read of it.</summary>
    public static BufferKey Inbox { get; } = BufferKey.Private("");

    /// <summary>The marks in the XDG state folder.</summary>
    /// <param name="directories">The XDG folders.</param>
    /// <param name="server">The server.</param>
    public static ReadMarks In(XdgDirectories directories, ServerAddress server)
    {
        ArgumentNullException.ThrowIfNull(directories);
        return new(Path.Combine(directories.State, "read_marks"), server);
    }

    /// <summary>The marks of a user. A file that is missing, unreadable or damaged has none.</summary>
    /// <param name="user">The user's name on the server.</param>
    public IReadOnlyDictionary<BufferKey, LogPlace> Read(string user)
    {
        var marks = new Dictionary<BufferKey, LogPlace>();
        try
        {
            foreach (var line in ReadLines())
            {
                if (TryParse(line, user, out var buffer, out var place))
                    marks[buffer] = place;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // As none.
        }

        return marks;
    }

    /// <summary>Writes marks beside those of other conversations, atomically; where another program has read on, its mark stays. Failing to is no reason to fail.</summary>
    /// <param name="user">The user's name on the server.</param>
    /// <param name="marks">How far the user has read.</param>
    /// <returns>Whether the file says so now.</returns>
    public bool TryWrite(string user, IReadOnlyDictionary<BufferKey, LogPlace> marks)
    {
        ArgumentNullException.ThrowIfNull(marks);
        try
        {
            PrivateDirectory.Create(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/");
            using var held = FileLock.Acquire(path + ".lock");
            var known = Read(user);
            var changed = marks
                .Where(mark => IsWord(user) && IsWord(mark.Key.ToString()) && (!known.TryGetValue(mark.Key, out var there) || mark.Value.IsAfter(there)))
                .ToDictionary();
            if (changed.Count == 0)
                return true;
            var lines = ReadLines().Where(line => !TryParse(line, user, out var buffer, out _) || !changed.ContainsKey(buffer))
                .Concat(changed.Select(mark => string.Create(CultureInfo.InvariantCulture, $"{_server} {user} {mark.Key} {mark.Value.Epoch} {mark.Value.Sequence}")));
            AtomicFile.WriteText(path, string.Join('\n', lines.TakeLast(MostLines)) + "\n");
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or UserError)
        {
            return false;
        }
    }

    private string[] ReadLines() => File.Exists(path) ? File.ReadAllLines(path) : [];

    private bool TryParse(string line, string user, out BufferKey buffer, out LogPlace place)
    {
        (buffer, place) = (default, default);
        if (line.Split(' ') is not [var server, var name, { Length: > 0 } conversation, var epoch, var sequence] || server != _server || name != user
            || !ulong.TryParse(epoch, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || !long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var at))
            return false;
        buffer = conversation[0] == '@' ? BufferKey.Private(conversation[1..]) : BufferKey.Room(conversation);
        place = new(number, at);
        return true;
    }

    // Names come from the server: one that would be more than a word of the file is left out.
    private static bool IsWord(string text) => text.Length > 0 && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c));
}
