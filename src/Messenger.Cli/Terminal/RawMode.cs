using System.Runtime.InteropServices;
using System.Text;

namespace Messenger.Cli.Terminal;

/// <summary>
/// The terminal gives every key at once and draws none of them, and marks what is pasted; until disposed, or until the process ends in any way
/// that lets it say goodbye. Ctrl-C and Ctrl-Z stay signals. After Ctrl-Z and <c>fg</c> the mode is taken again.
/// </summary>
internal sealed unsafe class RawMode : IDisposable
{
    private const int Input = 0;
    private const uint BreakInterrupts = 0x2, StripEighth = 0x20, ReturnToFeed = 0x100, FlowControl = 0x400;
    private const uint Canonical = 0x2, Echo = 0x8, Extended = 0x8000;
    private const int MinimumBytes = 6, WaitTime = 5;

    private const string BeginPasteMarks = "\e[?2004h", EndPasteMarks = "\e[?2004l";

    private readonly Stream _screen;
    private readonly Action _resumed;
    private readonly Lock _gate = new();
    private readonly List<PosixSignalRegistration> _signals = [];
    private Libc.Termios _before;
    private readonly byte[] _begin;
    private readonly byte[] _end;
    private bool _raw;

    private RawMode(Stream screen, Action resumed, string begin, string end)
    {
        _screen = screen;
        _resumed = resumed;
        (_begin, _end) = (Encoding.ASCII.GetBytes(begin), Encoding.ASCII.GetBytes(end));
    }

    /// <summary>Takes the mode on.</summary>
    /// <param name="screen">Where the terminal is written to.</param>
    /// <param name="resumed">Called on any thread when the mode was taken again after a stop: the screen must be drawn anew.</param>
    /// <param name="begin">Written when the mode is taken on; it asks for marks around what is pasted.</param>
    /// <param name="end">Written when the terminal is given back.</param>
    /// <returns>Null where standard input is no terminal that has modes.</returns>
    public static RawMode? TryEnter(Stream screen, Action resumed, string begin = BeginPasteMarks, string end = EndPasteMarks)
    {
        var mode = new RawMode(screen, resumed, begin, end);
        if (!mode.Enter())
            return null;
        // Environment.Exit and an unhandled exception pass here.
        AppDomain.CurrentDomain.ProcessExit += mode.OnProcessEnd;
        AppDomain.CurrentDomain.UnhandledException += mode.OnProcessEnd;
        mode._signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGTSTP, mode.OnStop));
        mode._signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGCONT, mode.OnContinue));
        // It ends the process, as it should, but not the terminal with it.
        mode._signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGQUIT, _ => mode.Leave()));
        return mode;
    }

    /// <summary>Writes to the terminal while it is ours; afterwards nothing.</summary>
    public void Write(ReadOnlySpan<byte> sequence)
    {
        lock (_gate)
        {
            if (_raw)
                WriteAll(sequence);
        }
    }

    /// <summary>Takes the mode again where it was given back for a stop, and the program is in the foreground: a shell says nothing when it puts a running one there.</summary>
    public void Retake()
    {
        if (!_raw && TerminalDevice.IsForeground(Input) && Enter())
            _resumed();
    }

    /// <summary>Gives the terminal back as it was.</summary>
    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnProcessEnd;
        AppDomain.CurrentDomain.UnhandledException -= OnProcessEnd;
        foreach (var signal in _signals)
            signal.Dispose();
        Leave();
    }

    private bool Enter()
    {
        lock (_gate)
        {
            Libc.Termios attributes;
            if (Libc.GetAttributes(Input, &attributes) != 0)
                return false;
            _before = attributes;
            attributes.Input &= ~(BreakInterrupts | StripEighth | ReturnToFeed | FlowControl);
            attributes.Local &= ~(Canonical | Echo | Extended);
            attributes.Characters[MinimumBytes] = 1;
            attributes.Characters[WaitTime] = 0;
            if (Libc.SetAttributes(Input, Libc.SetAfterOutput, &attributes) != 0)
                return false;
            _raw = true;
            WriteAll(_begin);
            return true;
        }
    }

    private void Leave()
    {
        lock (_gate)
        {
            if (!_raw)
                return;
            _raw = false;
            WriteAll(_end);
            fixed (Libc.Termios* before = &_before)
                Libc.SetAttributes(Input, Libc.SetNow, before);
        }
    }

    private void WriteAll(ReadOnlySpan<byte> sequence)
    {
        try
        {
            _screen.Write(sequence);
            _screen.Flush();
        }
        catch (Exception e) when (e is IOException or Output.ClosedOutputException or ObjectDisposedException)
        {
            // The terminal has gone: there is nothing left to restore on it.
        }
    }

    private void OnProcessEnd(object? sender, EventArgs e) => Leave();

    private void OnStop(PosixSignalContext context)
    {
        context.Cancel = true;
        Leave();
        Libc.Kill(0, Libc.SignalStop);
    }

    private void OnContinue(PosixSignalContext context)
    {
        // .NET would set the terminal as its console knows it, and be stopped for that in the background.
        context.Cancel = true;
        Retake();
    }
}
