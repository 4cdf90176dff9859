using Messenger.Transfer.Plan;
using Messenger.Transfer.Rooted;

namespace Messenger.Transfer.Sink;

/// <summary>
/// The files of a plan where they go: <c>NAME.part</c> and a journal until all is verified, then renamed into place. All writes go beneath the
/// target's root. Holds the journal's lock from <see cref="Open"/> to <see cref="Dispose"/>.
/// </summary>
public sealed class FileSink : IDisposable
{
    private FileSink(TransferPlan plan) => Plan = plan;

    /// <summary>The plan.</summary>
    public TransferPlan Plan { get; }

    /// <summary>Bytes of the chunks that an earlier run verified and this one believes.</summary>
    public long BytesResumed => throw new NotImplementedException();

    /// <summary>
    /// Looks for the journal, parts and existing files, and decides what is missing. Hashes again what a power cut may have damaged.
    /// Checks the free space.
    /// </summary>
    /// <param name="root">The target's root; must stay open as long as the sink is used.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="options">How to behave.</param>
    /// <exception cref="SinkException">
    /// <see cref="TransferFailure.Busy"/>, <see cref="TransferFailure.DiskFull"/>, <see cref="TransferFailure.LocalFile"/>, or
    /// <see cref="TransferFailure.Exists"/> where the policy refuses without asking and the sizes differ.
    /// </exception>
    public static FileSink Open(RootedDirectory root, TransferPlan plan, FileSinkOptions options) => throw new NotImplementedException();

    /// <summary>The plan that the journal of a selection has begun: its digest goes into the request, so that the offer can leave the files out.</summary>
    /// <param name="root">The target's root.</param>
    /// <param name="selection">The same words as <see cref="FileSinkOptions.Selection"/>.</param>
    /// <returns>Null: none, or not readable.</returns>
    public static TransferPlan? FindPlan(RootedDirectory root, string selection) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Dispose() => throw new NotImplementedException();
}
