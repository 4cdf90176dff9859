namespace Messenger.Cli.Terminal;

/// <summary>
/// Listens for single keys beside something that runs, on a thread of its own, while the program is in the foreground of its terminal and nobody is asked
/// anything: then the terminal and what is typed are as they always are.
/// </summary>
internal sealed class KeyListener : IDisposable
{
    private const int Input = 0;
    private const int LookMilliseconds = 100;
    private readonly Stream _input;
    private readonly Action<char> _pressed;
    private readonly Lock _gate = new();
    private RawMode? _mode;
    private readonly ManualResetEventSlim _ended = new();

    private KeyListener(Stream input, Action<char> pressed, RawMode mode)
    {
        (_input, _pressed, _mode) = (input, pressed, mode);
        new Thread(Run) { IsBackground = true, Name = "keys" }.Start();
    }

    /// <summary>Begins to listen.</summary>
    /// <param name="input">Standard input, a terminal.</param>
    /// <param name="pressed">Gets each key that is a character; on the listener's thread.</param>
    /// <returns>Null where the terminal is another's, or gives no single keys.</returns>
    public static KeyListener? TryStart(Stream input, Action<char> pressed) =>
        TerminalDevice.IsForeground(Input) && RawMode.TryEnter(Stream.Null, static () => { }) is { } mode ? new(input, pressed, mode) : null;

    /// <summary>Asks something while nobody listens: the answer is typed as a line.</summary>
    public async Task<T> PauseWhileAsync<T>(Func<Task<T>> ask)
    {
        lock (_gate)
        {
            _mode?.Dispose();
            _mode = null;
        }

        try
        {
            return await ask();
        }
        finally
        {
            lock (_gate)
            {
                if (!_ended.IsSet && TerminalDevice.IsForeground(Input))
                    _mode = RawMode.TryEnter(Stream.Null, static () => { });
            }
        }
    }

    /// <summary>Gives the terminal back as it was.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _ended.Set();
            _mode?.Dispose();
            _mode = null;
        }
    }

    private void Run()
    {
        var decoder = new KeyDecoder();
        var buffer = new byte[256];
        while (!_ended.IsSet)
        {
            // A look and not a read: what is typed while a question is asked is not this listener's.
            if (!TerminalDevice.HasInput(Input, LookMilliseconds))
            {
                lock (_gate)
                    _mode?.Retake();
                continue;
            }

            int read;
            lock (_gate)
            {
                if (_mode is null || !TerminalDevice.IsForeground(Input) || !TerminalDevice.HasInput(Input, 0))
                    read = -1;
                else
                    read = Read(buffer);
            }

            if (read == 0)
                return;
            if (read < 0)
            {
                _ended.Wait(LookMilliseconds);
                continue;
            }

            foreach (var key in decoder.Feed(buffer.AsSpan(0, read)).Where(key => key.Key == Key.Text))
            {
                foreach (var character in key.Text)
                    _pressed(character);
            }
        }
    }

    private int Read(byte[] buffer)
    {
        try
        {
            return _input.Read(buffer);
        }
        catch (IOException)
        {
            // The terminal has gone.
            return 0;
        }
    }
}
