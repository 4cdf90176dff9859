using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Messenger.Transfer.Disk;

/// <summary>
/// One of the <see cref="DiskThreads"/>. Without work it sleeps at once: .NET's own locks look again and again first, and that takes a processor from those who are at
/// work, one of two on a small machine.
/// </summary>
internal sealed unsafe class DiskThread
{
    private readonly SafeFileHandle _wake;
    private readonly Func<DiskThread, IDiskWork?> _next;
    private IDiskWork? _work;
    private volatile int _id;

    /// <summary>Begins a thread that sleeps.</summary>
    /// <param name="next">Gives it the next piece behind each; null: it sleeps again.</param>
    /// <exception cref="IOException">There is no descriptor left to wake it by.</exception>
    public DiskThread(Func<DiskThread, IDiskWork?> next)
    {
        _next = next;
        _wake = new SafeFileHandle(Kernel.EventFd(0, Kernel.CloseOnExecute), ownsHandle: true);
        if (_wake.IsInvalid)
            throw new IOException($"No event descriptor can be had (error {Marshal.GetLastPInvokeError()}): raise the limit of open files.");
        new Thread(Serve) { IsBackground = true, Name = "disk" }.Start();
    }

    /// <summary>The processor that it does not run on; <see cref="Processors.None"/>: it runs on all.</summary>
    public int Shunned { get; private set; } = Processors.None;

    /// <summary>Gives it a piece of work; it must be asleep, or on its way there.</summary>
    /// <param name="work">The piece.</param>
    /// <param name="shunned">The new <see cref="Shunned"/>.</param>
    public void Wake(IDiskWork work, int shunned)
    {
        _work = work;
        if (shunned != Shunned && _id is > 0 and int id)
        {
            Processors.Shun(id, shunned);
            Shunned = shunned;
        }

        ulong one = 1;
        _ = Kernel.Write(_wake, &one, sizeof(ulong));
    }

    private void Serve()
    {
        _id = Kernel.ThreadId();
        while (true)
        {
            ulong count;
            // Interrupted by a signal, it has none.
            if (Kernel.Read(_wake, &count, sizeof(ulong)) != sizeof(ulong))
                continue;
            for (IDiskWork? work = _work; work is not null; work = _next(this))
                work.Run();
        }
    }
}
