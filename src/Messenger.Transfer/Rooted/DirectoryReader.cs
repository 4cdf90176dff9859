using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Messenger.Transfer.Rooted;

/// <summary>Reads the names of an open folder: getdents64, for .NET can only list by path.</summary>
internal static unsafe class DirectoryReader
{
    private const int BufferLength = 32 * 1024;

    // struct linux_dirent64: d_ino u64, d_off i64, d_reclen u16, d_type u8, d_name.
    private const int LengthAt = 16, TypeAt = 18, NameAt = 19;

    public static List<DirectoryEntry> Read(SafeFileHandle folder, string path, out int nameless)
    {
        nameless = 0;
        var entries = new List<DirectoryEntry>();
        byte[] buffer = new byte[BufferLength];
        fixed (byte* start = buffer)
        {
            while (true)
            {
                nint length = Native.ReadDirectory(folder, start, BufferLength);
                if (length < 0)
                    throw NativeError.Last("read", path);
                if (length == 0)
                    return entries;
                for (byte* at = start; at < start + length; at += *(ushort*)(at + LengthAt))
                    nameless += Add(entries, folder, at) ? 0 : 1;
            }
        }
    }

    // False: it has a name that is not UTF-8, which cannot be told to anybody.
    private static bool Add(List<DirectoryEntry> entries, SafeFileHandle folder, byte* at)
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
        FileKind? kind = at[TypeAt] switch { 8 => FileKind.File, 4 => FileKind.Folder, 10 => FileKind.Link, 0 => KindOf(folder, name), _ => FileKind.Special };
        if (kind is { } known)
            entries.Add(new DirectoryEntry(name, known));
        return true;
    }

    // Some file systems do not say in the listing what a name is.
    private static FileKind? KindOf(SafeFileHandle folder, string name)
    {
        if (Native.Stat(folder, name, Native.AtSymlinkNoFollow, out Native.Statx status) != 0)
            return null;
        return (status.Mode & 0xF000) switch { 0x8000 => FileKind.File, 0x4000 => FileKind.Folder, 0xA000 => FileKind.Link, _ => FileKind.Special };
    }

    private static readonly UTF8Encoding StrictUtf8 = new(false, true);
}
