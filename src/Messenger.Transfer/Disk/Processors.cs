using System.Numerics;

namespace Messenger.Transfer.Disk;

/// <summary>The processors that this process may run on, as its threads found them.</summary>
internal static unsafe class Processors
{
    /// <summary>No processor.</summary>
    public const int None = -1;

    // glibc's cpu_set_t: 1,024 processors.
    private const int Words = 16, BitsOfWord = 64;

    private static readonly ulong[] Allowed = Read();

    /// <summary>The one that runs the caller; <see cref="None"/> where there is no other.</summary>
    public static int Current => AreSeveral ? Kernel.CurrentProcessor() : None;

    private static bool AreSeveral { get; } = Allowed.Sum(word => BitOperations.PopCount(word)) > 1;

    /// <summary>Keeps a thread of this process off one processor, from now on; a kernel that refuses changes nothing.</summary>
    /// <param name="thread">The kernel's number of the thread.</param>
    /// <param name="processor">The processor; <see cref="None"/>: it may run on all again.</param>
    public static void Shun(int thread, int processor)
    {
        ulong* mask = stackalloc ulong[Words];
        Allowed.CopyTo(new Span<ulong>(mask, Words));
        if (processor is >= 0 and < Words * BitsOfWord)
            mask[processor / BitsOfWord] &= ~(1UL << (processor % BitsOfWord));
        _ = Kernel.SetAffinity(thread, Words * sizeof(ulong), mask);
    }

    private static ulong[] Read()
    {
        ulong[] allowed = new ulong[Words];
        fixed (ulong* mask = allowed)
            _ = Kernel.GetAffinity(0, Words * sizeof(ulong), mask);
        return allowed;
    }
}
