using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Messenger.Cli.Commands;
using Messenger.Client.Chat;
using Messenger.Contracts;
using Messenger.Contracts.Chat;
using Messenger.Platform.Text;

namespace Messenger.Cli.Chat;

/// <summary>A line typed in the chat becomes an action. What begins with one slash is a command and is never sent.</summary>
internal static class SlashParser
{
    /// <summary>Reads a line.</summary>
    /// <param name="line">What was typed.</param>
    /// <param name="current">Where text goes.</param>
    /// <param name="commands">The commands that the view knows.</param>
    /// <param name="action">What it asks for, when true is returned.</param>
    /// <param name="problem">One sentence, when false is returned; empty for a line that asks for nothing.</param>
    public static bool TryParse(
        string line, BufferKey current, IReadOnlyList<SlashCommand> commands, [NotNullWhen(true)] out ChatAction? action, out string problem)
    {
        action = null;
        problem = "";
        if (string.IsNullOrWhiteSpace(line))
            return false;
        if (line[0] != '/')
        {
            action = new SayAction(current, line);
            return true;
        }

        if (line.StartsWith("//", StringComparison.Ordinal))
        {
            action = new SayAction(current, line[1..]);
            return true;
        }

        var end = line.AsSpan().IndexOfAny(' ', '\n', '\t');
        var name = (end < 0 ? line : line[..end]).ToLowerInvariant();
        var known = commands.FirstOrDefault(c => c.Name == (name == "/exit" ? "/quit" : name));
        var rest = end < 0 ? "" : line[(end + 1)..].Trim();
        action = known is null ? null : known.Operators ? ParseAct(known, rest) : Parse(name, rest, current, known, ref problem);
        if (action is null && problem.Length == 0)
            problem = Problem(name, known, commands, current);
        return action is not null;
    }

    private static ChatAction? Parse(string name, string rest, BufferKey current, SlashCommand known, ref string problem)
    {
        var (first, after) = FirstWord(rest);
        switch (name)
        {
            case "/help":
                return new HelpAction(rest.Length == 0 ? null : "/" + rest.TrimStart('/'));
            case "/msg" when after.Length > 0:
                return new SayAction(BufferKey.Private(first), after);
            case "/query":
                return new SwitchAction(first.Length == 0 ? BufferKey.Lobby : BufferKey.Private(first), after.Length == 0 ? null : after);
            case "/me" when rest.Length > 0:
                return new SayAction(current, rest, MessageKind.Action);
            case "/join" when first.Length > 0 && after.Length == 0:
                return new JoinAction(RoomName(first));
            case "/part" when first.Length > 0 || current.Kind == BufferKind.Room:
                return new PartAction(first.Length > 0 ? RoomName(first) : current.Name);
            case "/rooms":
                return new RoomsAction();
            case "/who":
                return new WhoAction(first.Length > 0 ? RoomName(first) : current.Kind == BufferKind.Room ? current.Name : WireLimits.Lobby);
            case "/whois" when first.Length > 0:
                return new WhoisAction(first);
            case "/topic" when current.Kind == BufferKind.Room:
                return new TopicAction(current.Name, rest.Length == 0 ? null : rest);
            case "/files":
                return new FilesAction(rest);
            case "/get":
                return ParseGet(rest, known, ref problem);
            case "/put" when rest.Length == 0 && known.Words.StartsWith('['):
                return new PickAction();
            case "/put":
                return ParsePut(rest, known, ref problem);
            case "/send":
                return ParseSend(rest, known, ref problem);
            case "/inbox":
                return new InboxAction();
            case "/accept" when ParcelOf(first) is { } parcel:
                return ParseAccept(parcel, after, known, ref problem);
            case "/refuse" when after.Length == 0 && ParcelOf(first) is { } parcel:
                return new RefuseAction(parcel);
            case "/transfers":
                return new ShowTransfersAction();
            case "/pause" or "/resume" or "/stop" when first.Length == 0:
                return new SteerAction(SteeringOf(name), null);
            case "/pause" or "/resume" or "/stop" when int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var number):
                return new SteerAction(SteeringOf(name), number);
            case "/limit" when ParseLimit(rest) is { } limit:
                return limit;
            case "/clear":
                return new ClearAction();
            case "/search":
                return new SearchAction(rest);
            case "/save" when rest.Length > 0:
                return new SaveAction(LocalPaths.Expand(TransferWords.TrySplit(rest, out var words) && words is [var only] ? only : rest));
            case "/ignore":
                return new IgnoreAction(first.Length == 0 ? null : first);
            case "/close":
                return new CloseAction();
            case "/mouse":
                return new MouseAction();
            case "/logout":
                return new LogoutAction();
            case "/nick" when first.Length > 0 && after.Length == 0:
                return new RenameAction(first);
            case "/away":
                return new AwayAction(rest);
            case "/ping":
                return new PingAction();
            case "/quit" or "/exit":
                return new QuitAction(rest);
        }

        return null;
    }

    // The server reads what is behind the first word: it knows what there can be.
    private static OperateAction? ParseAct(SlashCommand command, string rest)
    {
        var (first, after) = FirstWord(rest);
        if (first.Length == 0 && command.Words is not ("" or ['[', ..]))
            return null;
        string[] words = first.Length == 0 ? [] : after.Length == 0 ? [first] : [first, after];
        return new OperateAction(command.Name[1..], command.Name is "/lock" or "/unlock" ? [RoomName(first), .. words[1..]] : words);
    }

    // A rate alone is for all; with a number before it, for that one.
    private static LimitAction? ParseLimit(string rest)
    {
        var words = rest.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int? number = words.Length == 2 && int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : null;
        if (words.Length == 0 || words.Length > (number is null ? 1 : 2))
            return null;
        return RateOption.TryParse(words[^1], out var rate) ? new LimitAction(rate, number) : null;
    }

    private static Steering SteeringOf(string name) => name switch
    {
        "/pause" => Steering.Pause,
        "/resume" => Steering.Resume,
        _ => Steering.Stop,
    };

    private static string Problem(string name, SlashCommand? known, IReadOnlyList<SlashCommand> commands, BufferKey current)
    {
        if (known is null)
            return $"there is no {SafeText.Show(name)}{NearMiss.Suggest(name, commands.Select(c => c.Name))}; /help lists what there is, and // says a line that begins with /";
        return current.Kind == BufferKind.Private && name is "/topic" or "/part"
            ? $"{name} is for rooms, and this is a private conversation"
            : $"{name} needs {known.Words}";
    }

    // "#ops" is what IRC's hands type.
    private static string RoomName(string word) => word.Length > 1 ? word.TrimStart('#') : word;

    private static (string First, string Behind) FirstWord(string text)
    {
        var end = text.AsSpan().IndexOfAny(' ', '\n', '\t');
        return end < 0 ? (text, "") : (text[..end], text[(end + 1)..].Trim());
    }

    private static GetAction? ParseGet(string rest, SlashCommand known, ref string problem)
    {
        var words = new TransferWords(known.Name, rest);
        var (output, ways, policy) = (words.TakeOutput(), words.TakeWays(), words.TakePolicy());
        var askAt = known.Words.Contains("--ask-at", StringComparison.Ordinal) ? words.TakeAskAt() : null;
        var names = words.Names(1, int.MaxValue, known.Words);
        problem = words.Problem ?? "";
        return words.Problem is null ? new GetAction(names, output, ways) { AskAt = askAt, IfExists = policy } : null;
    }

    private static PutAction? ParsePut(string rest, SlashCommand known, ref string problem)
    {
        var words = new TransferWords(known.Name, rest);
        var (name, ways, policy) = (words.TakeName(), words.TakeWays(), words.TakePolicy());
        var paths = words.Names(1, int.MaxValue, known.Words.TrimStart('[').Replace("]]", "]", StringComparison.Ordinal));
        problem = words.Problem ?? "";
        return words.Problem is null ? new PutAction([.. paths.Select(LocalPaths.Expand)], name, policy, ways) : null;
    }

    private static PutAction? ParseSend(string rest, SlashCommand known, ref string problem)
    {
        var words = new TransferWords(known.Name, rest);
        var ways = words.TakeWays();
        var names = words.Names(2, int.MaxValue, known.Words);
        problem = words.Problem ?? "";
        return words.Problem is null ? new PutAction([.. names.Skip(1).Select(LocalPaths.Expand)], null, Client.Files.ExistingPolicy.Default, ways) { To = names[0] } : null;
    }

    private static GetAction? ParseAccept(ulong parcel, string rest, SlashCommand known, ref string problem)
    {
        var words = new TransferWords(known.Name, rest);
        var (output, ways, policy) = (words.TakeOutput(), words.TakeWays(), words.TakePolicy());
        words.Names(0, 0, known.Words);
        problem = words.Problem ?? "";
        return words.Problem is null ? new GetAction([], output, ways) { Parcel = parcel, IfExists = policy } : null;
    }

    private static ulong? ParcelOf(string word) =>
        ulong.TryParse(word.TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
}
