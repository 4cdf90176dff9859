using Messenger.Transfer.Plan;
using Messenger.Transfer.Rooted;

namespace Messenger.Transfer.Source;

/// <summary>A file or empty folder to be sent.</summary>
/// <param name="SourcePath">Where it lies, relative to the source's root.</param>
/// <param name="PlanPath">Where it goes, relative to the receiver's folder.</param>
public readonly record struct SourceEntry(string SourcePath, string PlanPath);

/// <summary>
/// The files of a plan where they lie, each in the state that the plan saw. Holds no open file; one source serves any number of
/// transfers at once, which share the chunk hashes that were computed.
/// </summary>
public sealed class FileSource
{
    private FileSource(TransferPlan plan) => Plan = plan;

    /// <summary>The plan.</summary>
    public TransferPlan Plan { get; }

    /// <summary>Looks at files and makes a plan of them. The order is kept.</summary>
    /// <param name="root">Where they lie; must stay open as long as the source is used.</param>
    /// <param name="entries">Regular files and folders; a folder is planned as an empty one.</param>
    /// <param name="chunkSize">Bytes of a chunk; null: <see cref="ChunkSizes.For"/>.</param>
    /// <exception cref="PlanException">A name is not safe or given twice.</exception>
    /// <exception cref="FileNotFoundException">A file is gone.</exception>
    /// <exception cref="IOException">It is neither a regular file nor a folder.</exception>
    public static FileSource Open(RootedDirectory root, IReadOnlyList<SourceEntry> entries, int? chunkSize = null) => throw new NotImplementedException();

    /// <summary>Whether every file still is in the state that the plan saw.</summary>
    /// <param name="changed">The first that is not.</param>
    public bool IsUnchanged(out string? changed) => throw new NotImplementedException();
}
