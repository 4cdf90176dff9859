using System.Numerics;
using System.Runtime.InteropServices;
using SharpFuzz;
using SharpFuzz.Common;

namespace Messenger.Fuzz;

/// <summary>
/// Which ways through our assemblies an input took: they are instrumented as for AFL, and counted in this process. An input is worth keeping
/// when it went a way that none went before, or one of them in another order of magnitude of times.
/// </summary>
internal sealed unsafe class Coverage
{
    private const int MapBytes = 65_536;

    private static readonly byte* Map = (byte*)NativeMemory.AllocZeroed(MapBytes);
    private readonly byte[] _seen = new byte[MapBytes];

    /// <summary>Begins to count in this process, whose assemblies <see cref="Instrument"/> made: before anything of them runs.</summary>
    public static void Attach() => Trace.SharedMem = Map;

    /// <summary>Ways that some input took.</summary>
    public int Ways { get; private set; }

    /// <summary>Copies this program with instrumented assemblies of ours into a folder.</summary>
    public static void Instrument(string folder)
    {
        foreach (string source in Directory.GetFiles(AppContext.BaseDirectory))
            File.Copy(source, Path.Combine(folder, Path.GetFileName(source)));
        foreach (string assembly in (string[])["Messenger.Platform", "Messenger.Contracts", "Messenger.Rudp", "Messenger.Rudp.Sockets", "Messenger.Transfer", "Messenger.Discovery", "Messenger.Client", "msgr-server"])
            _ = Fuzzer.Instrument(Path.Combine(folder, assembly + ".dll"), static _ => true, Options.Value);
    }

    /// <summary>Before an input.</summary>
    public void Clear()
    {
        NativeMemory.Clear(Map, MapBytes);
        Trace.PrevLocation = 0;
    }

    /// <summary>After an input: whether it went a new way.</summary>
    public bool FoundNew()
    {
        bool found = false;
        for (int at = 0; at < MapBytes; at += Vector<byte>.Count)
        {
            if (Vector.EqualsAll(*(Vector<byte>*)(Map + at), Vector<byte>.Zero))
                continue;
            for (int i = at; i < at + Vector<byte>.Count; i++)
                found |= Map[i] != 0 && IsNew(i);
        }

        return found;
    }

    private bool IsNew(int way)
    {
        // AFL's classes: 1, 2, 3, 4-7, 8-15, 16-31, 32-127, 128-255 times.
        byte times = Map[way];
        byte bit = (byte)(times <= 3 ? 1 << (times - 1) : times < 8 ? 8 : times < 16 ? 16 : times < 32 ? 32 : times < 128 ? 64 : 128);
        if ((_seen[way] & bit) != 0)
            return false;
        if (_seen[way] == 0)
            Ways++;
        _seen[way] |= bit;
        return true;
    }
}
