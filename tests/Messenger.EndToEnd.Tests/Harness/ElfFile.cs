using System.Buffers.Binary;

namespace Messenger.EndToEnd.Tests.Harness;

/// <summary>What the headers of a 64-bit little-endian ELF file say (System V ABI, chapters 4 and 5).</summary>
internal sealed class ElfFile
{
    private const int ProgramInterpreter = 3;
    private const int Dynamic = 2;
    private const int GnuStack = 0x6474e551;
    private const int Executable = 1;
    private const int SymbolTable = 2;
    private const int NeededLibrary = 1;

    private readonly byte[] _bytes;

    private ElfFile(byte[] bytes) => _bytes = bytes;

    /// <summary>Whether a dynamic linker is asked for (PT_INTERP).</summary>
    internal bool HasInterpreter => Segments.Any(s => s.Type == ProgramInterpreter);

    /// <summary>Whether the stack can be executed.</summary>
    internal bool HasExecutableStack => Segments.Single(s => s.Type == GnuStack).Flags % 2 == Executable;

    /// <summary>Whether it can be loaded anywhere (ET_DYN).</summary>
    internal bool IsPositionIndependent => BinaryPrimitives.ReadInt16LittleEndian(_bytes.AsSpan(16)) == 3;

    /// <summary>Number of shared libraries that are asked for (DT_NEEDED).</summary>
    internal int NeededLibraries => Segments.Where(s => s.Type == Dynamic).Sum(CountNeeded);

    /// <summary>Whether a symbol table for debuggers is left (SHT_SYMTAB).</summary>
    internal bool HasSymbolTable
    {
        get
        {
            var (table, size, count) = (Int64(40), Int16(58), Int16(60));
            return Enumerable.Range(0, count).Any(i => Int32((int)table + i * size + 4) == SymbolTable);
        }
    }

    private IEnumerable<(int Type, int Flags, int Offset, int Length)> Segments
    {
        get
        {
            var (table, size, count) = ((int)Int64(32), Int16(54), Int16(56));
            return Enumerable.Range(0, count).Select(i => table + i * size)
                .Select(at => (Int32(at), Int32(at + 4), (int)Int64(at + 8), (int)Int64(at + 32)));
        }
    }

    internal static ElfFile Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        Assert.Equal([0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1], bytes[..6]);
        return new ElfFile(bytes);
    }

    private int CountNeeded((int Type, int Flags, int Offset, int Length) dynamic)
    {
        const int entry = 16; // Tag and value, eight bytes each.
        return Enumerable.Range(0, dynamic.Length / entry).Count(i => Int64(dynamic.Offset + i * entry) == NeededLibrary);
    }

    private short Int16(int at) => BinaryPrimitives.ReadInt16LittleEndian(_bytes.AsSpan(at));

    private int Int32(int at) => BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(at));

    private long Int64(int at) => BinaryPrimitives.ReadInt64LittleEndian(_bytes.AsSpan(at));
}
