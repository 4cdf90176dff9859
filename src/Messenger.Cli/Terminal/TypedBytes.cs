namespace Messenger.Cli.Terminal;

/// <summary>
/// What is typed, while this program is in the foreground: who reads in the background is stopped for it, and could neither go on nor end there.
/// </summary>
/// <param name="input">Standard input, a terminal.</param>
/// <param name="mode">Taken again as soon as the program is in the foreground again, for which a shell need not give a signal.</param>
internal sealed class TypedBytes(Stream input, RawMode mode)
{
    private const int Input = 0;
    private const int LookMilliseconds = 250;
    private readonly ManualResetEventSlim _never = new();

    /// <summary>Waits for what is typed.</summary>
    /// <param name="buffer">Takes it.</param>
    /// <returns>Bytes; 0: the terminal has gone.</returns>
    public int Read(byte[] buffer)
    {
        while (true)
        {
            var isTyped = TerminalDevice.HasInput(Input, LookMilliseconds);
            if (!TerminalDevice.IsBackground(Input))
            {
                mode.Retake();
                if (isTyped)
                    return ReadNow(buffer);
            }
            else if (isTyped)
            {
                _never.Wait(LookMilliseconds);
            }
        }
    }

    private int ReadNow(byte[] buffer)
    {
        try
        {
            return input.Read(buffer);
        }
        catch (IOException)
        {
            // The terminal has gone: as the end of input.
            return 0;
        }
    }
}
