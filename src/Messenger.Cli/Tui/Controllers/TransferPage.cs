using System.Globalization;
using Messenger.Cli.Chat;
using Messenger.Cli.Output;
using Messenger.Cli.Terminal;
using Messenger.Client.Files;
using Messenger.Contracts.Files;
using Messenger.Platform;
using Messenger.Platform.Text;

namespace Messenger.Cli.Tui.Controllers;

/// <summary>The downloads and uploads of this session: how far each is, and what can be done with it.</summary>
/// <param name="link">The session.</param>
/// <param name="context">Clock and folder.</param>
/// <param name="questions">Asks about files in the way and at half.</param>
/// <param name="post">Runs something on the thread of the screen.</param>
internal sealed class TransferPage(IChatLink link, CommandContext context, Overlays questions, Action<Action> post) : IPage
{
    private const int MostKept = 200;
    private readonly List<Item> _items = [];
    private readonly Dictionary<ulong, Parcel> _parcels = [];
    private readonly ListCursor _cursor = new();
    private IReadOnlyList<Item> _left = [];
    private int _last;

    /// <summary>Something to tell where the person is.</summary>
    public Action<TranscriptLine> Tell { get; set; } = _ => { };

    /// <summary>Something to say until the next key.</summary>
    public Action<string> Answer { get; set; } = _ => { };

    /// <summary>Those that have not ended.</summary>
    public int Running => _items.Count(i => i.Outcome is null);

    /// <summary>What all of them move a second, which way, and what of it gets lost.</summary>
    public string Summary
    {
        get
        {
            var running = _items.Where(i => i.Outcome is null).Select(i => i.Transfer.Progress).ToArray();
            var ways = string.Join("+", running.Select(p => TransferText.Way(p.Transport)).Where(w => w.Length > 0).Distinct().Order());
            var loss = running.Max(p => p.Loss) is { } most ? $", loss {Quantities.Share(most)}" : "";
            return $"{ShortSummary} {ways}{loss}".TrimEnd();
        }
    }

    /// <summary>What all of them move a second.</summary>
    public string ShortSummary
    {
        get
        {
            var running = _items.Where(i => i.Outcome is null).Select(i => i.Transfer.Progress).ToArray();
            return $"⇅{running.Length} {(running.All(p => p.Phase == TransferPhase.Paused) ? "paused" : Quantities.Rate(running.Sum(p => p.BytesPerSecond ?? 0)))}";
        }
    }

    /// <summary>Of transfers that ran when the person left: how far each is, and the command line that goes on with it; safe.</summary>
    public IEnumerable<string> Left =>
        from item in _left
        where item.Outcome?.Code != ExitCode.Done
        select TransferText.Left(item.What, item.Outcome?.Progress ?? item.Transfer.Progress, item.Action.CommandLine);

    /// <inheritdoc/>
    public string Title => "Transfers";

    /// <inheritdoc/>
    public string Prompt => "> ";

    /// <inheritdoc/>
    public LineBuffer Input { get; } = new();

    /// <inheritdoc/>
    public IReadOnlyList<KeyHint> Hints { get; } = [new("p", "pause"), new("r", "resume"), new("s", "stop"), new("Esc", "back"), new("F2", "files")];

    /// <summary>Begins a download.</summary>
    public async Task StartAsync(GetAction get)
    {
        var what = SafeText.Show(get.What);
        var request = get.ToRequest() with
        {
            AskExisting = (file, gone) => OnScreenAsync(() => AskExistingAsync(file, gone)),
            AskContinue = (progress, gone) => OnScreenAsync(() => AskContinueAsync(what, progress, gone)),
            OnNotice = sentence => post(() => Tell(TranscriptLine.Of(Wording.Of(sentence), SpanStyle.Notice))),
        };
        await FollowAsync("download", new(++_last, what, link.Download(request), get));
    }

    /// <summary>Begins an upload.</summary>
    /// <returns>How it ended.</returns>
    public Task<TransferOutcome> StartAsync(PutAction put) =>
        FollowAsync("upload", new(++_last, SafeText.Show((put with { Paths = [.. put.Paths.Select(Shown)] }).What), link.Upload(put), put));

    /// <summary>Something became of a parcel: of those that were sent, it is shown.</summary>
    public void Handle(Parcel parcel)
    {
        if (!parcel.Role.HasFlag(ParcelRole.Sender))
            return;
        // A server tells of those that were sent before, and from elsewhere, too.
        if (_parcels.Count >= 2 * MostKept)
            _parcels.Keys.Except(_items.Select(i => i.Outcome?.Parcel ?? 0)).ToList().ForEach(old => _parcels.Remove(old));
        _parcels[parcel.Id] = parcel;
    }

    /// <summary>Pauses, resumes, bounds or stops.</summary>
    /// <param name="number">Of a transfer; null: all that run.</param>
    /// <param name="act">What to do; says whether that changed anything.</param>
    /// <returns>Those that it was done to.</returns>
    /// <exception cref="UserError">There is none.</exception>
    public IReadOnlyList<Steered> Each(int? number, Func<ITransfer, bool> act)
    {
        var chosen = _items.Where(i => i.Outcome is null && (number is null || i.Number == number)).ToArray();
        if (chosen.Length == 0)
            throw new UserError(ExitCode.NotFound, number is null ? "no transfer is running" : $"there is no transfer {number} that is running; F4 shows them");
        return [.. chosen.Select(item => new Steered(item.Number, act(item.Transfer)))];
    }

    /// <summary>Stops all, and waits until each has written down how far it is.</summary>
    public Task StopAllAsync()
    {
        _left = [.. _items.Where(i => i.Outcome is null)];
        foreach (var item in _items)
            item.Transfer.Stop();
        return Task.WhenAll(_items.Select(i => i.Transfer.Completion));
    }

    /// <inheritdoc/>
    public IReadOnlyList<ScreenRow> Rows(int columns, int rows)
    {
        if (_items.Count == 0)
            return [.. Wrapped("nothing is being transferred; F2 shows the server's files, F5 yours", columns, SpanStyle.Dim).Select(r => ScreenRow.Of(r.Item1, r.Item2))];
        var blocks = _items.Select((item, i) => Block(item, columns, i == _cursor.Index)).ToArray();
        var seen = _cursor.Seen(_items.Count, Math.Max(1, rows / blocks.Max(b => b.Count)));
        return [.. blocks.Take(seen).SelectMany(b => b).Take(rows)];
    }

    /// <inheritdoc/>
    public bool Press(KeyPress press)
    {
        if (Input.Text.Length > 0)
            return false;
        if (_cursor.Press(press, _items.Count))
            return true;
        if (_items.Count == 0)
            return false;
        var item = _items[_cursor.Index];
        switch (press)
        {
            case { Key: Key.Enter } or { Key: Key.Text, Text: " " }:
                Steer(item, transfer =>
                {
                    if (!transfer.Pause())
                        transfer.Resume();
                });
                return true;
            case { Key: Key.Text, Text: "p" }:
                Steer(item, transfer => transfer.Pause());
                return true;
            case { Key: Key.Text, Text: "r" }:
                Steer(item, transfer => transfer.Resume());
                return true;
            case { Key: Key.Text, Text: "s" } or { Key: Key.Delete }:
                Steer(item, transfer => transfer.Stop());
                return true;
            default:
                return false;
        }
    }

    // What has ended says so: a key that does nothing in silence looks broken.
    private void Steer(Item item, Action<ITransfer> act)
    {
        if (item.Outcome is null)
            act(item.Transfer);
        else
            Answer($"transfer {item.Number} has ended");
    }

    // What lies here is called as it is here.
    private string Shown(string path) => Path.GetRelativePath(context.WorkingDirectory, path) is var here && here.StartsWith("..", StringComparison.Ordinal) ? path : here;

    private async Task<TransferOutcome> FollowAsync(string kind, Item item)
    {
        _items.Add(item);
        if (_items.Count > MostKept && _items.FindIndex(i => i.Outcome is not null) is >= 0 and var old)
            _items.RemoveAt(old);
        _cursor.Set(_items.Count - 1, _items.Count);
        var pasted = item.Action is PutAction { IsPassing: true } ? ", what you have pasted" : "";
        Tell(TranscriptLine.Of($"{kind} {item.Number}: {item.What}{pasted}; F4 shows how far it is", SpanStyle.Notice));

        var outcome = item.Outcome = await item.Transfer.Completion;
        Tell(outcome.Code == ExitCode.Done
            ? TranscriptLine.Of(ReplyLines.Done(outcome, item.Action, context.WorkingDirectory), SpanStyle.Notice, context.Now)
            : TranscriptLine.Of($"{kind} {item.Number}: {ReplyLines.End(outcome, item.Action, "it failed")}", SpanStyle.Error, context.Now));
        return outcome;
    }

    private List<ScreenRow> Block(Item item, int columns, bool selected)
    {
        var head = new ScreenRow([new($"{item.Number.ToString(CultureInfo.InvariantCulture),3} ", SpanStyle.Dim), new(TextWidth.Fit(item.What, columns - 4), SpanStyle.Strong)], selected);
        var told = item.Outcome switch
        {
            null => RowsOf(item.Transfer.Progress is var p && p.CurrentFile.Length > 0 ? p : p with { CurrentFile = item.What }, columns - 4),
            { Code: ExitCode.Done } done => Wrapped(TransferText.Done(done, context.WorkingDirectory), columns - 4, SpanStyle.Notice).Concat(RowsOf(done.Parcel, columns - 4)),
            var ended => Wrapped(ReplyLines.End(ended, item.Action, "it failed"), columns - 4, SpanStyle.Error),
        };
        return [head, .. told.Select(t => new ScreenRow([new("    "), new(t.Item1, t.Item2)]))];
    }

    // Why nothing comes has rows of its own: it does not fit beside the bar.
    private static IEnumerable<(string, SpanStyle)> RowsOf(TransferProgress progress, int columns)
    {
        var lines = TransferText.Progress(progress with { Stall = null }, columns).Select(l => (l, SpanStyle.Plain));
        if (TransferText.Link(progress) is { Length: > 0 } link)
            lines = lines.Append((TextWidth.Fit(link, columns), SpanStyle.Dim));
        return progress.Stall is { } why ? lines.Concat(Wrapped("stalled: " + Wording.Of(why), columns, SpanStyle.Mention)) : lines;
    }

    // How far the one is who fetches what was sent, and how it is named in the meantime.
    private IEnumerable<(string, SpanStyle)> RowsOf(ulong number, int columns)
    {
        if (number == 0)
            return [];
        var (name, back) = ($"parcel {number}", $"; {ParcelText.TakeBack(number)}");
        return _parcels.GetValueOrDefault(number) switch
        {
            null => Wrapped(name + back, columns, SpanStyle.Notice),
            { State: ParcelState.Accepted } parcel => TransferText.Progress(ParcelText.Progress(parcel), columns).Select(l => (l, SpanStyle.Plain)),
            { State: ParcelState.Waiting } parcel => Wrapped($"{name}: {ParcelText.Fate(parcel, context.Now)}{back}", columns, SpanStyle.Notice),
            var parcel => Wrapped($"{name}: {ParcelText.Fate(parcel, context.Now)}", columns, SpanStyle.Notice),
        };
    }

    private static IEnumerable<(string, SpanStyle)> Wrapped(string text, int columns, SpanStyle style) =>
        Wrapping.Of(text, Math.Max(1, columns)).Select(r => (text[r.Start..r.End], style));

    private async ValueTask<T> OnScreenAsync<T>(Func<Task<T>> ask)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        post(async () =>
        {
            try
            {
                answer.TrySetResult(await ask());
            }
            catch (Exception e)
            {
                answer.TrySetException(e);
            }
        });
        return await answer.Task.ConfigureAwait(false);
    }

    private async Task<ExistingPolicy> AskExistingAsync(ExistingFile file, CancellationToken gone)
    {
        var there = $"{SafeText.Show(file.Path)} is there ({Quantities.Size(file.Size)}, {Quantities.Moment(file.Modified, context.Now)}) "
            + $"and is another file than the one that comes ({Quantities.Size(file.NewSize)}).";
        Choice[] choices = [new('k', "keep it"), new('r', "give the new one another name"), new('o', "overwrite it")];
        return await questions.AskAsync(new Question("A file is in the way", [there], choices, otherwise: 0) { HeldWhile = questions.IsTyping }, gone) switch
        {
            2 => ExistingPolicy.Overwrite,
            1 => ExistingPolicy.Rename,
            _ => ExistingPolicy.Skip,
        };
    }

    private async Task<bool> AskContinueAsync(string what, TransferProgress progress, CancellationToken gone)
    {
        var half = $"{Quantities.Size(progress.VerifiedBytes)} of {Quantities.Size(progress.TotalBytes)} of {what} are here.";
        Choice[] choices = [new('y', "continue"), new('n', "stop; what came is kept")];
        return await questions.AskAsync(new Question("Continue?", [half], choices, otherwise: 1) { HeldWhile = questions.IsTyping }, gone) == 0;
    }

    private sealed record Item(int Number, string What, ITransfer Transfer, TransferAction Action)
    {
        public TransferOutcome? Outcome { get; set; }
    }
}
