using System.Runtime.InteropServices;

namespace Messenger.Transfer.Rooted;

/// <summary>
/// A file that is open for a moment, within one method of one thread: its descriptor alone, without the keeping of a handle, which costs as much as a small
/// file's bytes. Nobody else knows the descriptor; whoever got it closes it.
/// </summary>
internal readonly unsafe ref struct BriefFile(int descriptor, string path)
{
    /// <summary>What was opened, and in which state.</summary>
    public FileStatus Status() =>
        Native.Stat(descriptor, out Native.Statx raw) == 0 ? RootedDirectory.Status(raw) : throw NativeError.Last("looked at", path);

    /// <summary>Reads from the beginning; less than was asked for only where the file ends.</summary>
    /// <returns>Bytes.</returns>
    public int Read(Span<byte> destination)
    {
        int done = 0;
        while (done < destination.Length)
        {
            nint read;
            fixed (byte* to = destination[done..])
                read = Native.Read(descriptor, to, (nuint)(destination.Length - done), done);
            if (read == 0)
                return done;
            done += Advance(read, "read");
        }

        return done;
    }

    /// <summary>Writes at the beginning.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        for (int done = 0; done < bytes.Length;)
        {
            nint written;
            fixed (byte* from = bytes[done..])
                written = Native.Write(descriptor, from, (nuint)(bytes.Length - done), done);
            done += Advance(written, "written");
        }
    }

    /// <summary>Sets the time of the last write, Unix nanoseconds.</summary>
    public void SetModified(long modified)
    {
        if (Native.SetModified(descriptor, modified) != 0)
            throw NativeError.Last("given its time", path);
    }

    /// <summary>Closes it.</summary>
    public void Dispose() => _ = Native.Close(descriptor);

    private int Advance(nint moved, string what)
    {
        if (moved >= 0)
            return (int)moved;
        int errno = Marshal.GetLastPInvokeError();
        return errno == Native.EINTR ? 0 : throw NativeError.From(errno, what, path);
    }
}
