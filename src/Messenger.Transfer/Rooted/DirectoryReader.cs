using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;
using Messenger.Transfer.Disk;
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

    private delegate void Visitor(byte* entry);

    /// <summary>Reads all of it.</summary>
    /// <param name="nameless">How many names more there are that are not UTF-8.</param>
    public List<DirectoryEntry> Read(out int nameless)
    {
        List<DirectoryEntry?[]> found = [];
        List<(string Name, FileKind? Kind)> names = [];
        int others = 0;
        var looks = new ManyFiles();
        try
        {
            Visit(
                entry =>
                {
                    if (TryGetName(entry, out string? name))
                        names.Add((name, KindOf(entry)));
                    else
                        others++;
                },
                () =>
                {
                    (string Name, FileKind? Kind)[] some = [.. names];
                    var entries = new DirectoryEntry?[some.Length];
                    names.Clear();
                    found.Add(entries);
                    // While the next names are read.
                    looks.Add(() =>
                    {
                        for (int i = 0; i < some.Length; i++)
                            entries[i] = Entry(some[i].Name, some[i].Kind);
                    });
                });
        }
        finally
        {
            // None looks at the folder when it is closed.
            looks.Finish();
        }

        nameless = others;
        return [.. found.SelectMany(entries => entries).OfType<DirectoryEntry>()];
    }

    /// <summary>Reads the inodes of those that are no folders.</summary>
    /// <param name="inodes">Gets them.</param>
    /// <param name="folders">Gets the names of those that are folders.</param>
    public void ReadInodes(List<ulong> inodes, List<string> folders) => Visit(entry =>
    {
        FileKind? kind = KindOf(entry);
        if ((kind is null or FileKind.Folder) && TryGetName(entry, out string? name) && Entry(name, kind) is { Kind: FileKind.Folder })
            folders.Add(name);
        else
            inodes.Add(*(ulong*)entry);
    });

    // All but "." and "..".
    private void Visit(Visitor visitor, Action? onSome = null)
    {
        byte[] buffer = new byte[BufferLength];
        fixed (byte* start = buffer)
        {
            for (nint length = ReadSome(start); length > 0; length = ReadSome(start))
            {
                for (byte* at = start; at < start + length; at += *(ushort*)(at + LengthAt))
                {
                    if (!IsItself(at))
                        visitor(at);
                }

                onSome?.Invoke();
            }
        }
    }

    private nint ReadSome(byte* buffer)
    {
        nint length = Native.ReadDirectory(folder, buffer, BufferLength);
        return length >= 0 ? length : throw NativeError.Last("read", path);
    }

    private static bool IsItself(byte* entry) =>
        entry[NameAt] == '.' && (entry[NameAt + 1] == 0 || (entry[NameAt + 1] == '.' && entry[NameAt + 2] == 0));

    // False: it has a name that is not UTF-8, which cannot be told to anybody.
    private static bool TryGetName(byte* entry, [NotNullWhen(true)] out string? name)
    {
        try
        {
            name = StrictUtf8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(entry + NameAt));
            return true;
        }
        catch (DecoderFallbackException)
        {
            name = null;
            return false;
        }
    }

    // Some file systems do not say in the listing what a name is.
    private static FileKind? KindOf(byte* entry) =>
        entry[TypeAt] switch { 8 => FileKind.File, 4 => FileKind.Folder, 10 => FileKind.Link, 0 => null, _ => FileKind.Special };

    // Null: it went away meanwhile.
    private DirectoryEntry? Entry(string name, FileKind? kind)
    {
        FileStatus? status = withStatus || kind is null ? StatusOf(name) : null;
        return (status?.Kind ?? kind) is { } known ? new DirectoryEntry(name, known) { Status = status } : null;
    }

    private FileStatus? StatusOf(string name) =>
        Native.Stat(folder, name, Native.AtSymlinkNoFollow, out Native.Statx status) == 0 ? RootedDirectory.Status(status) : null;
}
