namespace Messenger.Transfer.Plan;

/// <summary>The part of one file that one chunk covers.</summary>
/// <param name="File">Index into <see cref="TransferPlan.Files"/>.</param>
/// <param name="FileOffset">First byte in the file.</param>
/// <param name="ChunkOffset">First byte in the chunk.</param>
/// <param name="Length">Bytes, 1 or more.</param>
public readonly record struct FileSegment(int File, long FileOffset, int ChunkOffset, int Length);
