using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Messenger.Transfer.Rooted;

/// <summary>Reads the names of an open folder: getdents64, for .NET can only list by path.</summary>
/// <param name="folder">The folder.</param>
/// <param name="path">Its path, for messages.</param>
/// <param name="withStatus">Each name's state is wanted, too.</param>
internal sealed unsafe class DirectoryReader(SafeFileHandle folder, string path, bool withStatus)
{
    private const int BufferLength = 32 * 1024;

    // struct linux_dirent64: d_ino u64, d_off i64, d_reclen u16, d_type u8, d_name.
    private const int LengthAt = 16, TypeAt = 18, NameAt = 19;

    private static readonly UTF8Encoding StrictUtf8 = new(false, true);
    private readonly List<DirectoryEntry> _entries = [];

    /// <summary>Reads all of it.</summary>
    /// <param name="nameless">How many names more there are that are not UTF-8.</param>
    public List<DirectoryEntry> Read(out int nameless)
    {
        nameless = 0;
        byte[] buffer = new byte[BufferLength];
        fixed (byte* start = buffer)
        {
            while (true)
            {
                nint length = Native.ReadDirectory(folder, start, BufferLength);
                if (length < 0)
                    throw NativeError.Last("read", path);
                if (length == 0)
                    return _entries;
                for (byte* at = start; at < start + length; at += *(ushort*)(at + LengthAt))
                    nameless += Add(at) ? 0 : 1;
            }
        }
    }

    // False: it has a name that is not UTF-8, which cannot be told to anybody.
    private bool Add(byte* at)
    {
        string name;
        try
        {
            name = StrictUtf8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(at + NameAt));
        }
        catch (DecoderFallbackException)
        {
            return false;
        }

        if (name is "." or "..")
            return true;
        FileKind? kind = at[TypeAt] switch { 8 => FileKind.File, 4 => FileKind.Folder, 10 => FileKind.Link, 0 => null, _ => FileKind.Special };
        // Some file systems do not say in the listing what a name is.
        FileStatus? status = withStatus || kind is null ? StatusOf(at + NameAt) : null;
        if ((status?.Kind ?? kind) is { } known)
            _entries.Add(new DirectoryEntry(name, known) { Status = status });
        return true;
    }

    private FileStatus? StatusOf(byte* name) =>
        Native.Stat(folder, name, Native.AtSymlinkNoFollow, out Native.Statx status) == 0 ? RootedDirectory.Status(status) : null;
}
