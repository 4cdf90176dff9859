namespace Messenger.Transfer.Sink;

/// <summary>What happens where the target's name is taken by a file that is not whole or not the same.</summary>
public enum IfExists : byte
{
    /// <summary>An identical file is left alone; another one is asked about, and without somebody to ask refused.</summary>
    Ask,

    /// <summary>What is there is kept, whether it is the same or not; the result counts those that differ.</summary>
    Skip,

    /// <summary>A part is continued, an identical file left alone, another one refused.</summary>
    Resume,

    /// <summary>An identical file is left alone; another one stays, and the new one gets a number in its name.</summary>
    Rename,

    /// <summary>An identical file is left alone; another one is replaced, at the end and in one step.</summary>
    Overwrite,
}

/// <summary>What to do with one file whose name is taken by another.</summary>
public enum ConflictAnswer : byte
{
    /// <summary>End the transfer: <see cref="TransferFailure.Exists"/>.</summary>
    Refuse,

    /// <summary>Keep what is there.</summary>
    Keep,

    /// <summary>Give the new one a number in its name.</summary>
    Rename,

    /// <summary>Replace what is there, at the end.</summary>
    Overwrite,
}

/// <summary>A target whose name is taken by another file.</summary>
/// <param name="File">Index of the file in the plan.</param>
/// <param name="Path">The target, relative to its root.</param>
/// <param name="ExistingSize">Bytes of what is there.</param>
/// <param name="ExistingModified">Its time, Unix nanoseconds.</param>
/// <param name="NewSize">Bytes of what would come.</param>
/// <param name="NewModified">Its time, Unix nanoseconds.</param>
public readonly record struct FileConflict(int File, string Path, long ExistingSize, long ExistingModified, long NewSize, long NewModified);

/// <summary>How a sink behaves.</summary>
public sealed record FileSinkOptions
{
    /// <summary>The policy for names that are taken.</summary>
    public IfExists IfExists { get; init; }

    /// <summary>For a plan of one file: the target's name (relative to the root) in place of the plan's; null: the plan's.</summary>
    public string? TargetName { get; init; }

    /// <summary>
    /// For a plan of several files: what was asked of whom, such as the server's fingerprint and the selections. The same words find the same journal.
    /// Null: the plan's digest.
    /// </summary>
    public string? Selection { get; init; }

    /// <summary>
    /// For a plan of one file: what its SHA-256 must be, 32 bytes; null: not compared. Another one ends the transfer with
    /// <see cref="TransferFailure.Integrity"/> before anything gets its final name.
    /// </summary>
    public ReadOnlyMemory<byte>? Sha256 { get; init; }

    /// <summary>
    /// For a target that several people write to: a part that this journal has not made is removed and begun anew, for another journal may believe in its bytes.
    /// </summary>
    public bool OwnPartsOnly { get; init; }

    /// <summary>For <see cref="IfExists.Overwrite"/>: whether the file of a name, relative to the root, may be replaced; null: every one.</summary>
    public Func<string, bool>? MayReplace { get; init; }

    /// <summary>The kernel's boot id; null: read from /proc. Another one than the journal's means that the power may have gone.</summary>
    public string? BootId { get; init; }

    /// <summary>For tests: called before each step that changes the disk; what it throws is what the disk, or the power, did.</summary>
    internal Action<SinkStep>? BeforeStep { get; init; }

    /// <summary>What the policy says to a file whose name another one has; <see cref="Resolution.None"/>: somebody is asked, or it is refused.</summary>
    internal Resolution ResolutionOf(TargetFile target) => IfExists switch
    {
        IfExists.Skip => Resolution.Keep,
        IfExists.Rename => Resolution.Rename,
        IfExists.Overwrite when MayReplace is null || MayReplace(target.Path) => Resolution.Overwrite,
        _ => Resolution.None,
    };
}

/// <summary>The steps that change the disk.</summary>
internal enum SinkStep : byte
{
    Data,
    Journal,
    Sync,
    Rename,
    Remove,
}
