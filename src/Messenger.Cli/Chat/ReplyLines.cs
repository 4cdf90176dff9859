using System.Globalization;
using Messenger.Cli.Commands;
using Messenger.Cli.Output;
using Messenger.Client.Files;
using Messenger.Platform;
using Messenger.Platform.Text;

namespace Messenger.Cli.Chat;

/// <summary>What came of an action, as lines for people.</summary>
internal static class ReplyLines
{
    private const int MostFiles = 50;

    /// <summary>The lines; none where an event has said it.</summary>
    public static IEnumerable<TranscriptLine> Of(ChatReply reply, DateTimeOffset now, string folder) => reply switch
    {
        RoomsReply rooms => rooms.Rooms.Select(r => Line($"{SafeText.Show(r.Room)} ({r.MemberCount}) {SafeText.Show(r.Topic)}".TrimEnd())),
        UsersReply users => [Users(users)],
        UserReply user => WhoisCommand.Lines(user.User, now).Select(Line),
        FilesReply files => Files(files, now),
        TopicReply { Topic: "" } topic => [Line($"{SafeText.Show(topic.Room)} has no topic")],
        TopicReply topic => [Line($"{SafeText.Show(topic.Room)}: {SafeText.Show(topic.Topic)}")],
        OperatedReply operated => operated.Lines.Select(line => Line(string.Join("  ", line.Split('\t').Select(column => SafeText.Show(column))))),
        SteeredReply steered => [Line(Steered(steered))],
        PongReply pong => [Line($"{Quantities.RoundTrip(pong.RoundTrip)} to the server and back")],
        GetReply { Outcome.Code: ExitCode.Done } get => [Line(Done(get.Outcome, get.Action, folder))],
        GetReply get => [TranscriptLine.Of(End(get.Outcome, get.Action, "the download failed"), SpanStyle.Error)],
        InboxReply { Parcels.Count: 0 } => [Line("no parcel is for you, and you have sent none")],
        InboxReply inbox => inbox.Parcels.Select(parcel => Line(ParcelText.Line(parcel, now))),
        RefusedReply refused => [Line(string.Create(CultureInfo.InvariantCulture, $"parcel {refused.Parcel} is gone from the server"))],
        PutReply { Outcome.Code: ExitCode.Done } put => [Line(Done(put.Outcome, put.Action, folder))],
        PutReply put => [TranscriptLine.Of(End(put.Outcome, put.Action, "the upload failed"), SpanStyle.Error)],
        _ => [],
    };

    /// <summary>What /help prints.</summary>
    /// <param name="command">With its slash; null: all of them.</param>
    /// <param name="commands">The commands that the view knows.</param>
    public static IEnumerable<TranscriptLine> Help(string? command, IReadOnlyList<SlashCommand> commands)
    {
        var chosen = commands.Where(c => command is null || c.Name == command).ToArray();
        if (chosen.Length == 0)
            return [TranscriptLine.Of($"there is no {SafeText.Show(command!)}; /help lists what there is", SpanStyle.Error)];
        return chosen.Select(c => Line($"{c.Synopsis,-36} {c.Help}"))
            .Concat(command is null ? [Line("Alt-Enter begins a new line, // says a line that begins with /, Tab completes names and commands.")] : []);
    }

    /// <summary>How a transfer ended that is done; of a parcel, by which number it is looked after.</summary>
    /// <param name="outcome">How.</param>
    /// <param name="action">What began it.</param>
    /// <param name="folder">Paths below it are shown from there on.</param>
    public static string Done(TransferOutcome outcome, TransferAction action, string folder)
    {
        var what = TransferText.Done(outcome, folder);
        return (action, outcome.Parcel) switch
        {
            // What was there already was neither downloaded nor put there.
            (_, 0) when outcome.FileCount == 0 => $"{SafeText.Show(action.What)}: {what}",
            (PutAction { To: { Length: > 0 } to }, > 0 and var parcel) =>
                string.Create(CultureInfo.InvariantCulture, $"sent to {SafeText.Show(to)} as parcel {parcel}: {what}; /inbox shows what becomes of it, {ParcelText.TakeBack(parcel)}"),
            (PutAction { To: { Length: > 0 } to }, _) => $"sent to {SafeText.Show(to)}: {what}",
            (PutAction, _) => $"put on the server: {what}",
            _ => $"downloaded {what}",
        };
    }

    /// <summary>How a transfer ended that is not done; what was stopped says which line of the chat goes on with it.</summary>
    /// <param name="outcome">How.</param>
    /// <param name="action">What began it.</param>
    /// <param name="failed">What is said where the outcome has no sentence.</param>
    public static string End(TransferOutcome outcome, TransferAction action, string failed) =>
        outcome is { StoppedHere: true, Resumable: true } && action.SlashLine is { } line
            ? $"{TransferText.Kept(outcome.Progress)} {line}"
            : Advice.InChat(outcome.Sentence ?? failed, outcome.Cause);

    private static string Steered(SteeredReply reply) =>
        string.Join("; ", reply.Transfers.ToLookup(transfer => transfer.Changed, transfer => transfer.Number).OrderByDescending(some => some.Key).Select(some => Steered(reply.Action, [.. some], some.Key)));

    private static string Steered(ChatAction action, IReadOnlyList<int> numbers, bool changed)
    {
        var one = numbers.Count == 1;
        var which = (one ? "transfer " : "transfers ") + string.Join(", ", numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)));
        return action switch
        {
            SteerAction { Steering: Steering.Pause } when !changed => $"{which} {(one ? "is" : "are")} paused already",
            SteerAction { Steering: Steering.Resume } when !changed => $"{which} {(one ? "is" : "are")} running already",
            SteerAction { Steering: Steering.Pause } => $"{which} {(one ? "is" : "are")} paused; /resume lets {(one ? "it" : "them")} go on",
            SteerAction { Steering: Steering.Resume } => $"{which} {(one ? "goes" : "go")} on",
            SteerAction => $"{which} {(one ? "is" : "are")} being stopped",
            LimitAction { BytesPerSecond: > 0 and var rate } => $"{which} {(one ? "moves" : "move each")} at most {Quantities.Rate(rate)}; /limit off ends that",
            _ => $"{which} {(one ? "has" : "have")} no bound",
        };
    }

    private static TranscriptLine Users(UsersReply users)
    {
        var spans = new List<Span> { new($"{SafeText.Show(users.Room)} ({users.Members.Count}):", SpanStyle.Notice) };
        foreach (var member in users.Members)
        {
            spans.Add(new(" "));
            spans.Add(new(SafeText.Show(member.Name), SpanStyle.Name));
            if (member.Away)
                spans.Add(new(" (away)", SpanStyle.Dim));
        }

        return new(spans);
    }

    private static IEnumerable<TranscriptLine> Files(FilesReply files, DateTimeOffset now)
    {
        if (files.Files.Count == 0)
            yield return Line(files.Pattern.Length == 0 ? "the server has no files" : Wording.NoMatch(files.Pattern));
        foreach (var file in files.Files.Take(MostFiles))
        {
            yield return new(
            [
                new($"{Quantities.Size(file.Size),10}  {Quantities.Moment(DateTimeOffset.FromUnixTimeMilliseconds(file.Modified), now),-16}  ", SpanStyle.Dim),
                new(SafeText.Show(file.Path)),
            ]);
        }

        if (files.Files.Count > MostFiles)
            yield return Line($"and {files.Files.Count - MostFiles} more; /files PATTERN narrows it, msgr files lists all");
    }

    private static TranscriptLine Line(string text) => TranscriptLine.Of(text, SpanStyle.Notice);
}
