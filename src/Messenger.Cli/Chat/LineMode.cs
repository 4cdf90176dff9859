using System.Runtime.InteropServices;
using System.Threading.Channels;
using Messenger.Cli.Output;
using Messenger.Cli.Terminal;
using Messenger.Client.Chat;
using Messenger.Platform;
using Messenger.Platform.Text;

namespace Messenger.Cli.Chat;

/// <summary>The chat on a terminal: lines above, one line to type in below, which stays whatever arrives.</summary>
internal sealed class LineMode : IChatView
{
    /// <summary>A paste of more than this is named before it is sent.</summary>
    private const int LongPasteLines = 5, LongPasteLength = 2_000;

    private const int MostOffered = 8; // Rows of what Tab may mean.

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly IChatLink _link;
    private readonly CommandContext _context;
    private readonly LoggedInEvent _login;
    private readonly LineScreen _screen;
    private readonly ChatConversation _conversation;
    private readonly Completion _completion;
    private int _downloads;

    /// <summary>A view of a session that is logged in.</summary>
    public LineMode(IChatLink link, CommandContext context, LoggedInEvent login, BufferKey target)
    {
        _link = link;
        _context = context;
        _login = login;
        _completion = new Completion(link, SlashCommand.All, context.WorkingDirectory);
        _screen = new LineScreen(context.Out, context.Columns, context.ColorOutput) { IsSeen = () => !TerminalDevice.IsBackground(0) };
        _conversation = new ChatConversation(link, context, target, LayoutCharacters.LineFeeds, waits: false) { Print = Print };
    }

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(CancellationToken cancel)
    {
        using var raw = RawMode.TryEnter(_context.Output, _screen.Redraw)
            ?? throw new UserError(ExitCode.Failure, "this terminal cannot be read key by key; use msgr chat --plain");
        using var resized = PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => _screen.Redraw());
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        try
        {
            _screen.SetPrompt(PromptText());
            var following = _conversation.FollowAsync(_login, over.Token);
            var talking = TalkAsync(new(_context.Input, raw), over.Token);
            if (await Task.WhenAny(following, talking) == following)
            {
                await following;
                return ExitCode.Done;
            }

            var reason = await talking;
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            patience.CancelAfter(Patience);
            await _link.LogoutAsync(reason, patience.Token);
            await following;
            return ExitCode.Done;
        }
        finally
        {
            await over.CancelAsync();
            _screen.Close();
        }
    }

    private async Task<string> TalkAsync(TypedBytes typed, CancellationToken cancel)
    {
        var keys = Channel.CreateUnbounded<KeyPress>(new() { SingleReader = true, SingleWriter = true });
        // A thread of its own, because a read of a terminal cannot be cancelled: it ends with the process.
        new Thread(() => ReadKeys(typed, keys.Writer)) { IsBackground = true, Name = "keys" }.Start();
        await foreach (var press in keys.Reader.ReadAllAsync(cancel))
        {
            if (press.Key == Key.EndOfInput && _screen.IsLineEmpty)
                return "";
            var key = press.Key switch
            {
                Key.EndOfInput => new KeyPress(Key.Delete),
                // A whole line is copied with its line feed.
                Key.Paste => press with { Text = press.Text.TrimEnd('\n') },
                _ => press,
            };
            var line = _screen.Press(key, Complete);
            WarnOfLongPaste(key);
            if (line is not null && Enter(line, cancel) is { } quit)
                return quit.Reason;
        }

        return "";
    }

    // As in a shell: where there are several ways on, they stand above the line.
    private (int Start, string Text)? Complete(string text, int cursor)
    {
        if (_completion.Find(text[..cursor], _conversation.Target) is not { } found)
            return null;
        if (found.Choices.Count > 0)
            Print([TranscriptLine.Of(found.Offer(_screen.Columns * MostOffered), SpanStyle.Notice)]);
        return (found.Start, found.Text);
    }

    private QuitAction? Enter(string line, CancellationToken cancel)
    {
        if (!SlashParser.TryParse(line, _conversation.Target, SlashCommand.All, out var action, out var problem))
        {
            if (problem.Length > 0)
                Print([TranscriptLine.Of(problem, SpanStyle.Error)]);
            return null;
        }

        if (action is QuitAction quit)
            return quit;
        _ = DoAsync(action, cancel);
        return null;
    }

    // Beside the typing: an answer may take its time, a download more than that.
    private async Task DoAsync(ChatAction action, CancellationToken cancel)
    {
        try
        {
            if (action is GetAction get)
            {
                Interlocked.Increment(ref _downloads);
                Print([TranscriptLine.Of($"downloading {SafeText.Show(get.What)}", SpanStyle.Notice)]);
            }

            if (action is PutAction put)
                Print([TranscriptLine.Of(put.To.Length > 0 ? $"sending {SafeText.Show(put.What)}" : $"putting {SafeText.Show(put.What)} on the server", SpanStyle.Notice)]);
            await _conversation.DoAsync(action, cancel);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            if (!cancel.IsCancellationRequested)
                Print([TranscriptLine.Of(Failure.Of(e, ExitCode.Done).Sentence ?? "the output is closed", SpanStyle.Error)]);
        }
        finally
        {
            if (action is GetAction)
                Interlocked.Decrement(ref _downloads);
            _screen.SetPrompt(PromptText());
        }
    }

    private void WarnOfLongPaste(KeyPress press)
    {
        if (press.Key != Key.Paste)
            return;
        var lines = press.Text.Count(c => c == '\n') + 1;
        if (lines > LongPasteLines || press.Text.Length > LongPasteLength)
            Print([TranscriptLine.Of($"pasted {Plural.Of(lines, "line")}, {Plural.Of(press.Text.Length, "character")}: Enter sends them, Ctrl-U discards them", SpanStyle.Notice)]);
    }

    private void Print(IReadOnlyList<TranscriptLine> lines)
    {
        var columns = _screen.Columns;
        if (lines.Count > 0)
            _screen.PrintAbove(lines.SelectMany(l => LineRenderer.Rows(l, columns, _context.ColorOutput)), lines.Any(l => l.Bell));
        _screen.SetPrompt(PromptText());
    }

    private string PromptText()
    {
        var state = _link.Online ? "" : " (no connection)";
        var downloads = Volatile.Read(ref _downloads);
        var loading = downloads == 0 ? "" : $" ({Plural.Of(downloads, "download")})";
        return $"{SafeText.Show(_conversation.Target.ToString())}{state}{loading}> ";
    }

    private static void ReadKeys(TypedBytes typed, ChannelWriter<KeyPress> keys)
    {
        var decoder = new KeyDecoder();
        var buffer = new byte[4_096];
        int read;
        while ((read = typed.Read(buffer)) > 0)
        {
            foreach (var press in decoder.Feed(buffer.AsSpan(0, read)))
                keys.TryWrite(press);
        }

        keys.TryComplete();
    }
}
