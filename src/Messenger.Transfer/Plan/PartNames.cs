using System.IO.Hashing;
using System.Text;

namespace Messenger.Transfer.Plan;

/// <summary>The names of what lies beside a file until it is whole.</summary>
public static class PartNames
{
    /// <summary>Behind the name of a file that is not whole yet.</summary>
    public const string PartSuffix = ".part";

    /// <summary>Behind the name of a part: its journal.</summary>
    public const string JournalSuffix = ".journal";

    private const int ShortBytes = 200;
    private const string SetPrefix = ".msgr-";

    /// <summary>Whether a name (its last part) is a part's or a journal's: such files are never served nor received.</summary>
    /// <param name="path">A path or a name.</param>
    public static bool IsReserved(string path) => Fault(path) is not null;

    /// <summary>The name of the journal of a set, hidden in the target's root: the same selection finds it again.</summary>
    /// <param name="selection">What was asked of whom.</param>
    public static string SetJournal(string selection) =>
        $"{SetPrefix}{XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(selection)):x16}{PartSuffix}{JournalSuffix}";

    /// <summary>The part of a file: in the same folder, its name cut and hashed where the suffixes would make it too long.</summary>
    internal static string Part(string path)
    {
        // SINK-PART-1: a part lies beside its file.
        ReadOnlySpan<char> start = path.AsSpan(path.LastIndexOf('/') + 1);
        if (Encoding.UTF8.GetByteCount(start) <= RelativePath.MaxPartBytes - PartSuffix.Length - JournalSuffix.Length)
            return path + PartSuffix;

        string name = start.ToString();
        ulong hash = XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(name));
        return $"{path[..^name.Length]}{ShortStart(name)}~{hash:x16}{PartSuffix}";
    }

    /// <summary>SINK-FOLDER-1: the part of a file where the first folder of its path is one that is new.</summary>
    internal static string PartInNewFolder(string path)
    {
        int slash = path.IndexOf('/');
        return Part(path[..slash]) + path[slash..];
    }

    internal static string Journal(string part) => part + JournalSuffix;

    private static string ShortStart(string name)
    {
        int bytes = 0;
        var start = new StringBuilder();
        foreach (Rune rune in name.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > ShortBytes)
                break;
            start.Append(rune.ToString());
        }

        return start.ToString();
    }

    internal static string? Fault(string path) =>
        path.EndsWith(PartSuffix, StringComparison.Ordinal) || path.EndsWith(PartSuffix + JournalSuffix, StringComparison.Ordinal)
            ? "is that of a part or a journal"
            : null;
}
