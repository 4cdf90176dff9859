using System.Runtime.InteropServices;

namespace Messenger.Platform.Startup;

/// <summary>
/// SIGINT, SIGTERM and SIGHUP: the first asks the program to stop cleanly, the second ends it at once.
/// </summary>
/// <remarks>
/// <para>.NET 10 installs no SIGTERM handler of its own. A signal that was ignored when the program started (nohup, a
/// background job of a script) stays ignored, but for a SIGHUP that reloads.</para>
/// <para>SIGPIPE needs nothing here: .NET ignores it, and a closed pipe shows as EPIPE where one writes; see
/// <see cref="StandardStreams"/> for how a closed stdout ends the program quietly.</para>
/// </remarks>
public sealed class ShutdownSignals : IDisposable
{
    private const int None = int.MinValue;

    private readonly CancellationTokenSource _source = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly Action<int> _exit;
    private readonly Action? _reload;
    private readonly Lock _gate = new();
    private int _first = None;
    private bool _leaving;

    internal ShutdownSignals(Action? reload, Action<int> exit)
    {
        _reload = reload;
        _exit = exit;
    }

    /// <summary>Cancelled by the first signal that asks the program to stop.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>The signal that asked the program to stop; null as long as none did.</summary>
    public PosixSignal? Received
    {
        get
        {
            lock (_gate)
                return _first == None ? null : (PosixSignal)_first;
        }
    }

    /// <summary>
    /// What a command that was stopped exits with: <see cref="ExitCode.Interrupted"/> after SIGINT,
    /// <see cref="ExitCode.Terminated"/> after SIGTERM and SIGHUP, <see cref="ExitCode.Done"/> when no signal came.
    /// A server that drained after SIGTERM exits with <see cref="ExitCode.Done"/> instead.
    /// </summary>
    public ExitCode ExitCode => Received is { } signal ? CodeOf(signal) : ExitCode.Done;

    /// <summary>Takes the signals over, until disposed.</summary>
    /// <param name="reload">What SIGHUP does, called on a thread of its own; when null, SIGHUP stops the program like SIGTERM.</param>
    public static ShutdownSignals Listen(Action? reload = null)
    {
        var signals = new ShutdownSignals(reload, Environment.Exit);
        foreach (var signal in (ReadOnlySpan<PosixSignal>)[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP])
        {
            // Who starts it under nohup wants it to outlive the terminal, and it does where the signal reloads.
            if ((signal == PosixSignal.SIGHUP && reload is not null) || !IsIgnored(signal))
                signals._registrations.Add(PosixSignalRegistration.Create(signal, signals.OnSignal));
        }

        return signals;
    }

    /// <summary>Gives the signals back to their defaults.</summary>
    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _registrations.Clear();
        _source.Dispose();
    }

    internal void Handle(PosixSignal signal)
    {
        if (signal == PosixSignal.SIGHUP && _reload is not null)
        {
            _reload();
            return;
        }

        bool first, stuck;
        lock (_gate)
        {
            first = _first == None;
            stuck = _leaving;
            if (first)
                _first = (int)signal;
            else
                _leaving = true;
        }

        if (first)
            _ = _source.CancelAsync(); // Not Cancel: a callback that blocks must not hold back the second signal.
        else if (!stuck)
            _exit((int)CodeOf(signal));
        else
            Libc.ExitNow((int)CodeOf(signal)); // The orderly exit hangs: a third signal asks nobody.
    }

    private static ExitCode CodeOf(PosixSignal signal) =>
        signal == PosixSignal.SIGINT ? ExitCode.Interrupted : ExitCode.Terminated;

    private static unsafe bool IsIgnored(PosixSignal signal)
    {
        const int ignore = 1; // SIG_IGN; the handler is the first word of glibc's struct sigaction.
        var number = signal switch { PosixSignal.SIGHUP => 1, PosixSignal.SIGINT => 2, _ => 15 };
        var previous = stackalloc nint[32];
        return Libc.SignalAction(number, null, previous) == 0 && previous[0] == ignore;
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        Handle(context.Signal);
    }
}
