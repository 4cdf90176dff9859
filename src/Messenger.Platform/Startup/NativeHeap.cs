namespace Messenger.Platform.Startup;

/// <summary>The heap of the C library, where OpenSSL and SQLite have their memory.</summary>
public static class NativeHeap
{
    /// <summary>Gives the system the pages that nothing lies in any more. A C library that cannot is left alone.</summary>
    public static void Trim()
    {
        try
        {
            Libc.TrimHeap(0);
        }
        catch (EntryPointNotFoundException)
        {
            // Another library than glibc.
        }
    }
}
