namespace Messenger.Cli.Terminal;

/// <summary>What is typed is not shown, until disposed or until the process ends in a way that lets it say goodbye.</summary>
internal sealed unsafe class HiddenInput : IDisposable
{
    private const int Input = 0;
    private const uint Echo = 0x8, EchoLineFeed = 0x40;

    private Libc.Termios _before;
    private bool _hidden;

    private HiddenInput()
    {
    }

    /// <summary>Hides what is typed on standard input; where that is no terminal, nothing happens.</summary>
    public static HiddenInput Begin()
    {
        var hidden = new HiddenInput();
        hidden.Enter();
        AppDomain.CurrentDomain.ProcessExit += hidden.OnProcessEnd;
        return hidden;
    }

    /// <summary>Shows it again.</summary>
    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnProcessEnd;
        Leave();
    }

    private void Enter()
    {
        Libc.Termios attributes;
        if (Libc.GetAttributes(Input, &attributes) != 0)
            return;
        _before = attributes;
        // The line feed at the end is still seen: the next question begins on a line of its own.
        attributes.Local = (attributes.Local & ~Echo) | EchoLineFeed;
        _hidden = Libc.SetAttributes(Input, Libc.SetAfterOutput, &attributes) == 0;
    }

    private void Leave()
    {
        if (!_hidden)
            return;
        _hidden = false;
        fixed (Libc.Termios* before = &_before)
            Libc.SetAttributes(Input, Libc.SetNow, before);
    }

    private void OnProcessEnd(object? sender, EventArgs e) => Leave();
}
