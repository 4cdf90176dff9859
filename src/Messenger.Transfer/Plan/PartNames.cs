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

    private const string SetPrefix = ".msgr-";

    /// <summary>Whether a name (its last part) is a part's or a journal's: such files are never served nor received.</summary>
    /// <param name="path">A path or a name.</param>
    public static bool IsReserved(string path) => Fault(path) is not null;

    /// <summary>The name of the journal of a set, hidden in the target's root: the same selection finds it again.</summary>
    /// <param name="selection">What was asked of whom.</param>
    public static string SetJournal(string selection) =>
        $"{SetPrefix}{XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(selection)):x16}{PartSuffix}{JournalSuffix}";

    internal static string? Fault(string path) =>
        path.EndsWith(PartSuffix, StringComparison.Ordinal) || path.EndsWith(PartSuffix + JournalSuffix, StringComparison.Ordinal)
            ? "is that of a part or a journal"
            : null;
}
