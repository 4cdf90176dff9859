using System.Runtime.InteropServices;
using System.Text;

namespace Messenger.Cli.Terminal;

/// <summary>
/// The terminal gives every key at once and draws none of them, and marks what is pasted; until disposed, or until the process ends in any way
/// that lets it say goodbye. Ctrl-C and Ctrl-Z stay signals. After a stop, by Ctrl-Z or by somebody else, and <c>fg</c> the mode is taken again.
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
    private (uint Input, uint Local) _set; // As the terminal was made.
    private readonly byte[] _begin;
    private readonly byte[] _end;
    private Hold _hold;

    private enum Hold
    {
        /// <summary>It is as it was, and may be taken.</summary>
        Free,

        /// <summary>It is as this program needs it.</summary>
        Ours,

        /// <summary>Somebody stopped this program without a word: its screen may stand there still, its mode does not.</summary>
        Lost,

        /// <summary>It is as it was, until this program is brought back.</summary>
        Lent,

        /// <summary>It is as it was, for good.</summary>
        Over,
    }

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
        mode._signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGQUIT, _ => mode.Leave(Hold.Over)));
        return mode;
    }

    /// <summary>Writes to the terminal while it is ours; else nothing.</summary>
    public void Write(ReadOnlySpan<byte> sequence)
    {
        lock (_gate)
        {
            if (Look() == Hold.Ours)
                WriteAll(sequence);
        }
    }

    /// <summary>
    /// Takes the mode again where it was given back for a stop, or lost, and the program is in the foreground: a shell says nothing when it puts a
    /// running one there.
    /// </summary>
    public void Retake()
    {
        lock (_gate)
        {
            if (Look() is not (Hold.Free or Hold.Lost) || TerminalDevice.IsBackground(Input) || !Enter())
                return;
        }

        _resumed();
    }

    /// <summary>Gives the terminal back as it was.</summary>
    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnProcessEnd;
        AppDomain.CurrentDomain.UnhandledException -= OnProcessEnd;
        foreach (var signal in _signals)
            signal.Dispose();
        Leave(Hold.Over);
    }

    private bool Enter()
    {
        lock (_gate)
        {
            Libc.Termios attributes;
            if (Libc.GetAttributes(Input, &attributes) != 0)
                return false;
            // One that was left as it was made here has been nobody else's: what it is to become again is known.
            if (_hold == Hold.Free || _set != (attributes.Input, attributes.Local))
                _before = attributes;
            attributes.Input &= ~(BreakInterrupts | StripEighth | ReturnToFeed | FlowControl);
            attributes.Local &= ~(Canonical | Echo | Extended);
            attributes.Characters[MinimumBytes] = 1;
            attributes.Characters[WaitTime] = 0;
            if (Libc.SetAttributes(Input, Libc.SetAfterOutput, &attributes) != 0)
                return false;
            _set = (attributes.Input, attributes.Local);
            _hold = Hold.Ours;
            WriteAll(_begin);
            return true;
        }
    }

    // Whose the terminal is now: who was stopped and goes on in the background has no signal before it runs.
    private Hold Look()
    {
        if (_hold == Hold.Ours && TerminalDevice.IsBackground(Input))
            _hold = Hold.Lost;
        return _hold;
    }

    private void Leave(Hold hold)
    {
        lock (_gate)
        {
            var isSet = _hold is Hold.Ours or Hold.Lost;
            if (_hold != Hold.Over)
                _hold = hold;
            if (!isSet)
                return;
            WriteAll(_end);
            // Who sets another's terminal from the background is stopped for that, and would never end.
            if (TerminalDevice.IsBackground(Input))
                return;
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

    private void OnProcessEnd(object? sender, EventArgs e) => Leave(Hold.Over);

    private void OnStop(PosixSignalContext context)
    {
        context.Cancel = true;
        // Nobody brings back who is stopped without a shell that waits for it: ssh -t HOST msgr chat.
        if (Libc.OwnGroup() == Libc.Session(0))
            return;
        lock (_gate)
        {
            Leave(Hold.Lent);
            Libc.Kill(0, Libc.SignalStop);
        }
    }

    private void OnContinue(PosixSignalContext context)
    {
        // .NET would set the terminal as its console knows it, and be stopped for that in the background.
        context.Cancel = true;
        lock (_gate)
        {
            _hold = _hold switch { Hold.Lent => Hold.Free, Hold.Ours => Hold.Lost, var same => same };
        }

        Retake();
    }
}
