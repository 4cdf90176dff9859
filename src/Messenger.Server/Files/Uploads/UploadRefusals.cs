using Messenger.Contracts.Control;
using Messenger.Contracts.Files;
using Messenger.Platform.Text;
using Messenger.Server.Chat;
using Messenger.Transfer;
using Messenger.Transfer.Plan;
using Messenger.Transfer.Sink;

namespace Messenger.Server.Files.Uploads;

/// <summary>Why files are not taken in, whoever they are for.</summary>
internal static class UploadRefusals
{
    // errno, which .NET puts into HResult.
    private const int InputOutput = 5;
    private const int ReadOnly = 30;

    /// <summary>A name that the server would not show to anybody; null: none.</summary>
    public static Refused? OfNames(TransferPlan plan)
    {
        foreach (PlanFile file in plan.Files)
        {
            // CTL-XFER-8: what the library would not show is not taken either.
            if (!file.Path.Split('/').All(Library.IsServed))
                return Refusals.BadRequest(0, $"'{SafeText.Show(Short(file.Path))}' cannot be put here: names that begin with a dot are not shown by this server.");
        }

        return null;
    }

    /// <summary>Whether the disk itself is the trouble (read-only, failing, not this process's to write), and not what lies on it.</summary>
    public static bool IsOfDisk(SinkException e) =>
        e.Failure == TransferFailure.LocalFile && e.InnerException is UnauthorizedAccessException or IOException { HResult: InputOutput or ReadOnly };

    /// <summary>What is in the way.</summary>
    public static Refused Of(SinkException e) => e.Failure switch
    {
        TransferFailure.Exists => Refusals.Of(RefusalCode.Exists, e.Message),
        TransferFailure.DiskFull => Refusals.Of(RefusalCode.NoRoom, "The server's disk has no room for this; ask its keeper to make some."),
        TransferFailure.Busy => Refusals.Of(RefusalCode.Busy, "Somebody is sending the same files at the moment; wait until that is done."),
        _ => Refusals.Of(RefusalCode.AccessDenied, "What is in the way of these names on the server is no file, or cannot be written; choose another name with --as."),
    };

    // A path can be longer than a sentence may be.
    private static string Short(string path) => path.Length <= 150 ? path : $"{path[..100]}…{path[^49..]}";
}
