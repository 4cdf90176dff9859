using Messenger.Contracts.Files;
using Messenger.Transfer.Rooted;

namespace Messenger.Transfer.Sink;

/// <summary>Where a file's bytes are on this disk.</summary>
internal enum Backing : byte
{
    /// <summary>In its part, as far as they are there.</summary>
    Part,

    /// <summary>Maybe in the file that has its name already: same size, to be compared.</summary>
    Existing,

    /// <summary>In the file that an earlier run gave its final name.</summary>
    Promoted,
}

/// <summary>What was decided about a file.</summary>
internal enum Resolution : byte
{
    /// <summary>Nothing had to be.</summary>
    None,

    /// <summary>What is there is kept.</summary>
    Keep,

    /// <summary>The new one gets a number.</summary>
    Rename,

    /// <summary>What is there is replaced.</summary>
    Overwrite,
}

/// <summary>One file of the plan, as it is on this disk.</summary>
internal sealed class TargetFile(int index, PlanFile planned, string path, string part)
{
    public int Index { get; } = index;

    public PlanFile Planned { get; } = planned;

    public bool IsFolder => Planned.Attributes.HasFlag(PlanFileAttributes.Folder);

    /// <summary>The final name, relative to the root; with its number once it is promoted.</summary>
    public string Path { get; set; } = path;

    /// <summary>Where its bytes go until then, relative to the root.</summary>
    public string Part { get; } = part;

    public Backing Backing { get; set; }

    /// <summary>It becomes executable once it is verified.</summary>
    public bool IsExecutable => Planned.Attributes.HasFlag(PlanFileAttributes.Executable);

    public Resolution Resolution { get; set; }

    /// <summary>The part, where there is one, as <see cref="FileIdentity.File"/>.</summary>
    public UInt128? PartId { get; set; }

    /// <summary>Bytes of the part as it was found.</summary>
    public long PartLength { get; set; }

    /// <summary>The part is the one that the journal speaks of.</summary>
    public bool PartIsKnown { get; set; }

    /// <summary>This process wrote the part to its end, and gave it its time behind its last byte; it needs nothing but its name.</summary>
    public bool IsDressed { get; set; }

    /// <summary>At the end it was looked at, and was still that.</summary>
    public bool IsAsWritten { get; set; }

    /// <summary>What has the name already.</summary>
    public FileIdentity? Existing { get; set; }

    /// <summary>What is in its place is still to be found the same or not.</summary>
    public bool IsUndecided => Backing == Backing.Existing && Resolution == Resolution.None;

    /// <summary>The number-th name beside the wanted one: <c>name (2).txt</c>; 0: the wanted one.</summary>
    public static string Numbered(string path, int number)
    {
        if (number == 0)
            return path;
        int name = path.LastIndexOf('/') + 1;
        int dot = path.LastIndexOf('.');
        // A dot in front is no suffix but hides the file.
        if (dot <= name)
            dot = path.Length;
        return $"{path[..dot]} ({number}){path[dot..]}";
    }
}
