using System.Text;
using Messenger.Contracts;
using Messenger.Contracts.Files;
using Messenger.Transfer.Plan;

namespace Messenger.Server.Files;

/// <summary>Cuts lists into pages that fit into a frame: bounded in items, and in bytes with the largest paths there are.</summary>
internal static class Pages
{
    // The members of fixed size, their lengths and a SHA-256, rounded up.
    private const int EntryOverhead = 96;

    /// <summary>The files of a plan from one number on.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="first">The number of the first file, from 0.</param>
    public static PlanFile[] OfPlan(TransferPlan plan, int first)
    {
        int end = first;
        for (int bytes = 0; end < plan.Files.Count && end - first < WireLimits.FilesPerPage; end++)
        {
            bytes += WireLimits.PlanFileBytes + Encoding.UTF8.GetByteCount(plan.Files[end].Path);
            if (bytes > WireLimits.PageBytes)
                break;
        }

        var page = new PlanFile[end - first];
        for (int i = 0; i < page.Length; i++)
            page[i] = plan.Files[first + i];
        return page;
    }

    /// <summary>What an item takes at most.</summary>
    /// <param name="text">Its path, and what else of it varies.</param>
    public static int SizeOf(string text) => EntryOverhead + Encoding.UTF8.GetByteCount(text);
}
