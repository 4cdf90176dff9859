using System.Collections.Concurrent;
using Messenger.Client.Files;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Messenger.Cli.Output;

/// <summary>Progress on a terminal, drawn in place by Spectre.Console; hidden while a question is asked, gone when the transfer has ended.</summary>
internal sealed class ProgressView : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(125);
    private readonly CommandContext _context;
    private readonly SemaphoreSlim _screen = new(1);
    private readonly ConcurrentQueue<string> _notes = [];
    private CancellationTokenSource _hide = new();
    private bool _drawing;

    /// <summary>A view on standard error.</summary>
    public ProgressView(CommandContext context)
    {
        _context = context;
        AppDomain.CurrentDomain.ProcessExit += OnProcessEnd;
    }

    /// <summary>Shows a transfer until it has ended.</summary>
    /// <param name="progress">How far it is.</param>
    /// <param name="ended">Ends with the transfer.</param>
    public async Task ShowAsync(Func<TransferProgress> progress, Task ended)
    {
        while (!ended.IsCompleted)
        {
            await _screen.WaitAsync();
            try
            {
                await DrawAsync(progress, ended, _hide.Token);
            }
            finally
            {
                _screen.Release();
            }
        }

        while (_notes.TryDequeue(out var note))
            _context.Note(note);
    }

    /// <summary>Says something above the progress; see <see cref="CommandContext.Note"/>.</summary>
    public void Note(string sentence) => _notes.Enqueue(sentence);

    /// <summary>Asks something while the progress is out of the way.</summary>
    public async Task<T> HideWhileAsync<T>(Func<Task<T>> ask)
    {
        await _hide.CancelAsync();
        await _screen.WaitAsync();
        try
        {
            return await ask();
        }
        finally
        {
            _hide.Dispose();
            _hide = new();
            _screen.Release();
        }
    }

    /// <summary>Nothing is drawn any more.</summary>
    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnProcessEnd;
        _hide.Dispose();
        _screen.Dispose();
    }

    private async Task DrawAsync(Func<TransferProgress> progress, Task ended, CancellationToken hide)
    {
        if (hide.IsCancellationRequested)
            return;
        var console = SpectreConsole.On(_context.Error, _context.ColorError, _context.Columns, live: true);
        _drawing = true;
        await console.Progress().AutoRefresh(false).AutoClear(true).Columns(new LinesColumn(progress, _context.Columns)).StartAsync(async live =>
        {
            live.AddTask("total").IsIndeterminate();
            while (!ended.IsCompleted && !hide.IsCancellationRequested)
            {
                while (_notes.TryDequeue(out var note))
                    console.WriteLine("msgr: " + note);
                live.Refresh();
                await Task.WhenAny(ended, Task.Delay(Interval, _context.Time, hide));
            }
        });
        _drawing = false;
    }

    // A second Ctrl-C ends the process from within: Spectre.Console has hidden the cursor, and left it behind the bar.
    private void OnProcessEnd(object? sender, EventArgs e)
    {
        if (_drawing)
            _context.Error.Write("\r\n\e[?25h");
    }

    private sealed class LinesColumn(Func<TransferProgress> progress, Func<int> columns) : ProgressColumn
    {
        protected override bool NoWrap => true;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(string.Join('\n', TransferText.Progress(progress(), columns())));
    }
}
