using System.Text;

namespace Messenger.EndToEnd.Tests.Harness;

/// <summary>Everything that a program writes to one stream, as it comes: as bytes, as text, and as lines to wait for.</summary>
internal sealed class OutputCapture
{
    private readonly Lock _gate = new();
    private readonly MemoryStream _bytes = new();
    private TaskCompletionSource _changed = NewSignal();
    private bool _ended;

    private OutputCapture()
    {
    }

    /// <summary>Done when the stream has ended.</summary>
    internal Task Completion { get; private set; } = Task.CompletedTask;

    internal byte[] Bytes
    {
        get
        {
            lock (_gate)
                return _bytes.ToArray();
        }
    }

    internal string Text => Encoding.UTF8.GetString(Bytes);

    /// <summary>The lines that are complete.</summary>
    internal string[] Lines => Text is var text && text.LastIndexOf('\n') is >= 0 and var end ? text[..end].Split('\n') : [];

    internal static OutputCapture Of(Stream stream)
    {
        var capture = new OutputCapture();
        capture.Completion = capture.ReadAllAsync(stream);
        return capture;
    }

    /// <summary>Waits for a complete line, and returns the first that matches.</summary>
    /// <param name="matches">What is waited for.</param>
    /// <param name="after">How many complete lines are passed over first: what was read before.</param>
    internal async Task<string> LineAsync(Predicate<string> matches, int after = 0)
    {
        using var deadline = new CancellationTokenSource(Deadline.Ordinary);
        while (true)
        {
            Task change;
            bool ended;
            lock (_gate)
                (change, ended) = (_changed.Task, _ended);

            if (Array.Find(Lines.Skip(after).ToArray(), matches) is { } line)
                return line;
            if (ended)
                throw new InvalidOperationException($"The output ended without the line that was waited for:\n{Text}");
            try
            {
                await change.WaitAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"The line that was waited for did not come:\n{Text}");
            }
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task ReadAllAsync(Stream stream)
    {
        var buffer = new byte[65_536];
        int count;
        do
        {
            count = await stream.ReadAsync(buffer);
            TaskCompletionSource changed;
            lock (_gate)
            {
                _bytes.Write(buffer, 0, count);
                _ended = count == 0;
                (changed, _changed) = (_changed, NewSignal());
            }

            changed.SetResult();
        }
        while (count > 0);
    }
}
