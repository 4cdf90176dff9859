using System.Globalization;
using System.Text;
using Messenger.Cli.Chat;
using Messenger.Cli.Output;
using Messenger.Client.Chat;
using Messenger.Contracts.Chat;
using Messenger.Platform;
using Messenger.Platform.Files;
using Messenger.Platform.Text;

namespace Messenger.Cli.Tui.Controllers;

/// <summary>Does what was typed: what concerns the screen here, the rest as every other view does it.</summary>
/// <param name="screen">The screen.</param>
/// <param name="link">The session.</param>
/// <param name="context">Clock and folder.</param>
internal sealed class CommandDesk(ChatScreen screen, IChatLink link, CommandContext context)
{
    private readonly ChatExecutor _executor = new(link, waits: false);

    private BufferBook Book => screen.Book;

    /// <summary>Takes a line.</summary>
    public void Enter(string line)
    {
        if (SlashParser.TryParse(line, Book.Active.Key, SlashCommand.OnScreen, out var action, out var problem))
            _ = DoAsync(action);
        else if (problem.Length > 0)
            screen.Tell(TranscriptLine.Of(problem, SpanStyle.Error));
    }

    /// <summary>Does it; what fails is told.</summary>
    public async Task DoAsync(ChatAction action)
    {
        try
        {
            await PerformAsync(action);
        }
        catch (UserError e)
        {
            // A refused message is told by its event, where it was to go.
            if (action is not SayAction say || say.Target != Book.Active.Key || e.Code == ExitCode.Usage)
                screen.Tell(TranscriptLine.Of(Advice.InChat(e.Message, e), SpanStyle.Error));
        }
        // A defect of one command must not pass in silence, nor end the chat.
        catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException))
        {
            screen.Tell(TranscriptLine.Of(Failure.Of(e, ExitCode.Done).Sentence ?? "the output is closed", SpanStyle.Error));
        }
    }

    /// <summary>Does it; that it fails is nobody's concern.</summary>
    public async Task DoQuietlyAsync(ChatAction action)
    {
        try
        {
            await _executor.ExecuteAsync(action, CancellationToken.None);
        }
        catch (UserError)
        {
            // The status line says how the connection is.
        }
    }

    private async Task PerformAsync(ChatAction action)
    {
        switch (action)
        {
            case HelpAction { Command: null }:
                screen.Show(screen.Help);
                break;
            case HelpAction help:
                Tell(ReplyLines.Help(help.Command, SlashCommand.OnScreen));
                break;
            case SwitchAction to:
                screen.Show(Book.Open(to.Target));
                if (to.Text is not null)
                    await _executor.ExecuteAsync(new SayAction(to.Target, to.Text), CancellationToken.None);
                break;
            case SayAction say when say.Target != Book.Active.Key:
                await _executor.ExecuteAsync(say, CancellationToken.None);
                Tell([TranscriptLine.Of($"to {SafeText.Show(say.Target.ToString())}: {SafeText.Show(say.Text)}", SpanStyle.Notice)]);
                break;
            case JoinAction join:
                await _executor.ExecuteAsync(join, CancellationToken.None);
                screen.Show(Book.Open(BufferKey.Room(join.Room)));
                break;
            case FilesAction files:
                await screen.ShowFilesAsync(files.Pattern);
                break;
            case GetAction get:
                await screen.Transfers.StartAsync(get);
                break;
            case PutAction put:
                var outcome = await screen.Transfers.StartAsync(put);
                if (put.Told is { } room && outcome is { Code: ExitCode.Done, FilesWritten: [var name] })
                    await _executor.ExecuteAsync(new SayAction(room, $"put {name} on the server; /get {name} fetches it", MessageKind.Action), CancellationToken.None);
                break;
            case PickAction:
                await screen.ShowLocalAsync();
                break;
            case ShowTransfersAction:
                screen.Show(screen.Transfers);
                break;
            case SteerAction steer:
                Tell(new SteeredReply(steer, screen.Transfers.Each(steer.Number, steer.Apply)));
                break;
            case LimitAction limit:
                Tell(new SteeredReply(limit, screen.Transfers.Each(limit.Number, limit.Apply)));
                break;
            case MouseAction:
                screen.Mouse = !screen.Mouse;
                Tell([TranscriptLine.Of(screen.Mouse ? "the mouse is on: double click a name, click a buffer; /mouse again gives it back to the terminal" : "the mouse is the terminal's again", SpanStyle.Notice)]);
                break;
            case QuitAction quit:
                await screen.LeaveAsync(quit.Reason, again: false);
                break;
            case LogoutAction:
                await screen.LeaveAsync("", again: true);
                break;
            case ClearAction or SearchAction or SaveAction or IgnoreAction or CloseAction:
                await OnBufferAsync(action);
                break;
            default:
                Tell(await _executor.ExecuteAsync(action, CancellationToken.None));
                break;
        }
    }

    private async Task OnBufferAsync(ChatAction action)
    {
        var buffer = Book.Active;
        switch (action)
        {
            case ClearAction:
                buffer.Clear();
                break;
            case SearchAction search:
                screen.Show(buffer);
                // Beside the buffer: an answer in it would be what the next search finds.
                screen.Notice = AnswerTo(buffer.View.Search(search.Text), buffer.View.Match);
                break;
            case SaveAction save:
                var path = Path.GetFullPath(Path.Combine(context.WorkingDirectory, save.Path));
                Tell([TranscriptLine.Of($"{Plural.Of(Save(buffer, path), "line")} written to {SafeText.Show(path)}", SpanStyle.Notice)]);
                break;
            case IgnoreAction { Name: { } name }:
                Tell([TranscriptLine.Of(Book.ToggleIgnored(name) ? $"{SafeText.Show(name)} is hidden from now on; /ignore {SafeText.Show(name)} again ends that" : $"{SafeText.Show(name)} is shown again", SpanStyle.Notice)]);
                break;
            case IgnoreAction:
                Tell([TranscriptLine.Of(Book.Ignored.Count == 0 ? "nobody is hidden" : "hidden: " + string.Join(", ", Book.Ignored.Select(n => SafeText.Show(n))), SpanStyle.Notice)]);
                break;
            case CloseAction when buffer.Key == BufferKey.Lobby:
                throw new UserError(ExitCode.Usage, "the lobby stays; /quit leaves");
            case CloseAction:
                if (buffer.Key.Kind == BufferKind.Room && buffer.Present)
                    await _executor.ExecuteAsync(new PartAction(buffer.Key.Name), CancellationToken.None);
                Book.Close(buffer);
                break;
        }
    }

    private static Span? AnswerTo(Sought sought, string? text) => sought switch
    {
        Sought.Nowhere => new($"no line here has '{SafeText.Show(text ?? "")}' in it", SpanStyle.Error),
        Sought.NoFurther => new($"no line further up has '{SafeText.Show(text ?? "")}' in it; /search begins again at the newest", SpanStyle.Error),
        Sought.Nothing => new("/search needs a text to look for", SpanStyle.Error),
        _ => null,
    };

    private static int Save(ChatBuffer buffer, string path)
    {
        var text = new StringBuilder();
        for (var number = buffer.Lines.First; number < buffer.Lines.End; number++)
        {
            var line = buffer.Lines[number];
            text.Append(line.Time?.ToString("yyyy-MM-dd HH:mm:ss ", CultureInfo.InvariantCulture)).Append(line.Text).Append('\n');
        }

        try
        {
            // What is there is somebody's: it is never written over.
            using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = PrivateFile.Mode });
            file.Write(Encoding.UTF8.GetBytes(text.ToString()));
            return buffer.Lines.Count;
        }
        catch (IOException) when (Path.Exists(path))
        {
            throw new UserError(ExitCode.Exists, $"{SafeText.Show(path)} is there already; choose another name");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw UserError.OnFile("write the buffer to", path, e);
        }
    }

    private void Tell(ChatReply reply) => Tell(ReplyLines.Of(reply, context.Now, context.WorkingDirectory));

    // What was asked for is seen: on another page one line stands in the place of the hints, and more bring the chat back.
    private void Tell(IEnumerable<TranscriptLine> lines)
    {
        TranscriptLine[] told = [.. lines];
        if (told.Length > 1)
            screen.ShowChat();
        foreach (var line in told)
            screen.Tell(line);
        if (!screen.ShowsChat && told is [var only])
            screen.Notice = new(only.Text, only.Spans[0].Style);
    }
}
