using System.Text;
using Messenger.Contracts.Control;
using Messenger.Contracts.Files;
using Messenger.Server.Chat;
using Messenger.Transfer.Plan;

namespace Messenger.Server.Files.Uploads;

/// <summary>The plan of an upload, as its pages come in (CTL-XFER-8). Used by one request of its session at a time.</summary>
internal sealed class PlanStage
{
    // What one session can make the server keep before anything is decided.
    private const int MaxFiles = 100_000;
    private const int MaxNameBytes = 16 * 1024 * 1024;

    private readonly List<PlanFile> _files = [];
    private int _nameBytes;

    /// <summary>Takes a page that is not the last.</summary>
    /// <returns>Why not, or null.</returns>
    public Refused? Add(AddPlanFiles page) => Add(page.First, page.Files);

    /// <summary>Takes the last page and gives the plan; the next page begins another.</summary>
    /// <param name="last">The last page.</param>
    /// <param name="plan">The plan, where there is no refusal.</param>
    /// <exception cref="PlanException">It must not be carried out.</exception>
    public Refused? Complete(OpenUpload last, out TransferPlan? plan)
    {
        plan = null;
        try
        {
            if (Add(last.First, last.Files) is { } refusal)
                return refusal;
            // CTL-XFER-4: what the peer says of a plan is looked at before anything is made.
            TransferPlan made = TransferPlan.Create(_files, last.ChunkSize);
            if (made.ChunkSize != ChunkSizes.For(made.TotalBytes))
                return Refusals.BadRequest(0, $"A plan of {made.TotalBytes} bytes has chunks of {ChunkSizes.For(made.TotalBytes)} bytes, not of {made.ChunkSize}.");
            if (!made.Digest.ToArray().AsSpan().SequenceEqual(last.PlanDigest))
                return Refusals.BadRequest(0, "The digest is not that of the plan's files.");
            plan = made;
            return null;
        }
        finally
        {
            Clear();
        }
    }

    private Refused? Add(int first, PlanFile[] files)
    {
        if (first == 0)
            Clear();
        if (first != _files.Count)
        {
            Clear();
            return Refusals.BadRequest(0, "The pages of the plan do not follow one another.");
        }

        foreach (PlanFile file in files)
            _nameBytes += Encoding.UTF8.GetByteCount(file.Path);
        _files.AddRange(files);
        if (_files.Count <= MaxFiles && _nameBytes <= MaxNameBytes)
            return null;
        Clear();
        return Refusals.Of(RefusalCode.LimitReached, $"One upload has at most {MaxFiles} files, and {MaxNameBytes >> 20} MiB of names; put them in parts, or as an archive.");
    }

    private void Clear()
    {
        _files.Clear();
        _files.Capacity = 0;
        _nameBytes = 0;
    }
}
