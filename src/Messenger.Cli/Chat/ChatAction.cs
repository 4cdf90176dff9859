using System.Globalization;
using Messenger.Client.Chat;
using Messenger.Client.Files;
using Messenger.Contracts.Chat;
using Messenger.Contracts.Files;
using Messenger.Platform.Text;

namespace Messenger.Cli.Chat;

/// <summary>Something that a person or a bot wants, however it was said: by a slash command, or by an object.</summary>
internal abstract record ChatAction;

internal sealed record SayAction(BufferKey Target, string Text, MessageKind Kind = MessageKind.Text) : ChatAction;

/// <summary>From now on lines go there; text, when there is any, at once.</summary>
internal sealed record SwitchAction(BufferKey Target, string? Text) : ChatAction;

internal sealed record JoinAction(string Room) : ChatAction;

internal sealed record PartAction(string Room) : ChatAction;

internal sealed record RoomsAction : ChatAction;

internal sealed record WhoAction(string Room) : ChatAction;

internal sealed record WhoisAction(string Name) : ChatAction;

internal sealed record FilesAction(string Pattern, bool Sha256 = false) : ChatAction;

/// <summary>Moves files beside the chat.</summary>
/// <param name="Transports">Which ways they may take.</param>
internal abstract record TransferAction(TransferTransports Transports) : ChatAction
{
    /// <summary>What is moved, as it was named; not cleaned for a terminal.</summary>
    public abstract string What { get; }

    /// <summary>The words of the command that does the same; null: none can.</summary>
    public abstract IEnumerable<string>? CommandLine { get; }

    /// <summary>The line of the chat that does the same, safe; null: none can.</summary>
    public string? SlashLine
    {
        get
        {
            string[] words = [.. CommandLine ?? []];
            // The line has no mark behind which a dash begins a name.
            if (words.Length == 0 || words.Contains("--"))
                return null;
            string[] line = words is [_, "get", "--inbox", .. var parcel] ? ["/accept", .. parcel] : ["/" + words[1], .. words[2..]];
            var typed = line.Select(word => QuotedWord.Quote(word, isWhole: true)).ToArray();
            return typed.Contains(null) || !Array.TrueForAll(line, word => SafeText.IsSafe(word)) ? null : string.Join(' ', typed);
        }
    }

    /// <summary>The options of a command that say which ways.</summary>
    protected IEnumerable<string> WayOptions => Transports switch { TransferTransports.Rudp => ["--udp"], TransferTransports.Tcp => ["--tcp"], _ => [] };

    /// <summary>The options of a command that say what happens to other files of the same names.</summary>
    protected static IEnumerable<string> OptionsOf(Client.Files.ExistingPolicy policy) =>
        policy == Client.Files.ExistingPolicy.Default ? [] : ["--if-exists", policy.ToString().ToLowerInvariant()];
}

internal sealed record GetAction(IReadOnlyList<string> Selections, string? Output, TransferTransports Transports) : TransferAction(Transports)
{
    /// <summary>Where to ask whether to continue, more than 0 and less than 1; null: nowhere.</summary>
    public double? AskAt { get; init; }

    /// <summary>What happens to other files of the same names.</summary>
    public Client.Files.ExistingPolicy IfExists { get; init; }

    /// <summary>The parcel that is fetched, instead of selections; 0: none.</summary>
    public ulong Parcel { get; init; }

    /// <inheritdoc/>
    public override string What => Parcel > 0 ? string.Create(CultureInfo.InvariantCulture, $"parcel {Parcel}") : string.Join(", ", Selections);

    /// <inheritdoc/>
    public override IEnumerable<string> CommandLine
    {
        get
        {
            string[] output = Output is null ? [] : ["-o", Output];
            if (Parcel > 0)
                return ["msgr", "get", "--inbox", Parcel.ToString(CultureInfo.InvariantCulture), .. output, .. OptionsOf(IfExists), .. WayOptions];
            string[] onlyNames = Selections.Any(s => s.StartsWith('-')) ? ["--"] : [];
            return ["msgr", "get", .. output, .. OptionsOf(IfExists), .. WayOptions, .. onlyNames, .. Selections];
        }
    }

    /// <summary>As the client takes it.</summary>
    public DownloadRequest ToRequest() => new() { Selections = Selections, Output = Output, Transports = Transports, AskAt = AskAt, IfExists = IfExists, Parcel = Parcel };

    /// <inheritdoc/>
    public bool Equals(GetAction? other) => other is not null && Selections.SequenceEqual(other.Selections)
        && Output == other.Output && Transports == other.Transports && AskAt == other.AskAt && IfExists == other.IfExists && Parcel == other.Parcel;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Selections.Count, Output);
}

internal sealed record PutAction(IReadOnlyList<string> Paths, string? As, Client.Files.ExistingPolicy IfExists, TransferTransports Transports) : TransferAction(Transports)
{
    /// <summary>For whom it is; empty: for the server's library.</summary>
    public string To { get; init; } = "";

    /// <summary>The files are gone when it has ended: nothing can go on with it.</summary>
    public bool IsPassing { get; init; }

    /// <summary>The room that is told when it is on the server; null: none.</summary>
    public BufferKey? Told { get; init; }

    /// <inheritdoc/>
    public override string What => (As ?? string.Join(", ", Paths)) + (To.Length > 0 ? $" to {To}" : "");

    /// <inheritdoc/>
    public override IEnumerable<string>? CommandLine
    {
        get
        {
            if (IsPassing)
                return null;
            string[] begin = To.Length > 0 ? ["msgr", "send"] : ["msgr", "put"];
            string[] name = As is null ? [] : ["--as", As];
            string[] words = To.Length > 0 ? [To, .. Paths] : [.. Paths];
            string[] onlyNames = words.Any(w => w.StartsWith('-')) ? ["--"] : [];
            return [.. begin, .. name, .. OptionsOf(IfExists), .. WayOptions, .. onlyNames, .. words];
        }
    }

    /// <inheritdoc/>
    public bool Equals(PutAction? other) => other is not null && Paths.SequenceEqual(other.Paths)
        && As == other.As && IfExists == other.IfExists && Transports == other.Transports && To == other.To;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Paths.Count, As);
}

/// <summary>Asks for the parcels.</summary>
internal sealed record InboxAction : ChatAction;

/// <summary>Refuses a parcel, or takes one back.</summary>
internal sealed record RefuseAction(ulong Parcel) : ChatAction;

/// <summary>Chooses files of this machine from a list.</summary>
internal sealed record PickAction : ChatAction;

internal sealed record HistoryAction(BufferKey Buffer, int Most) : ChatAction;

internal sealed record AwayAction(string Reason) : ChatAction;

/// <summary>Takes another name.</summary>
internal sealed record RenameAction(string Name) : ChatAction;

/// <summary>Sets the topic, empty removes it; null asks for it.</summary>
internal sealed record TopicAction(string Room, string? Topic) : ChatAction;

/// <summary>Something that operators of the server alone can do.</summary>
internal sealed record OperateAction(string Act, IReadOnlyList<string> Words) : ChatAction
{
    /// <inheritdoc/>
    public bool Equals(OperateAction? other) => other is not null && Act == other.Act && Words.SequenceEqual(other.Words);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Act, Words.Count);
}

internal sealed record PingAction : ChatAction;

internal sealed record HelpAction(string? Command) : ChatAction;

/// <summary>The transfers, or one of them by its number.</summary>
internal sealed record SteerAction(Steering Steering, int? Number) : ChatAction
{
    /// <summary>Does it.</summary>
    /// <returns>Whether the transfer did something else before.</returns>
    public bool Apply(ITransfer transfer)
    {
        switch (Steering)
        {
            case Steering.Pause:
                return transfer.Pause();
            case Steering.Resume:
                return transfer.Resume();
            default:
                transfer.Stop();
                return true;
        }
    }
}

/// <summary>Bounds the rate of the transfers, or of one of them by its number; 0: no bound.</summary>
internal sealed record LimitAction(long BytesPerSecond, int? Number) : ChatAction
{
    /// <summary>Does it.</summary>
    /// <returns>True: a bound may be said again.</returns>
    public bool Apply(ITransfer transfer)
    {
        transfer.LimitRate(BytesPerSecond);
        return true;
    }
}

internal enum Steering
{
    Pause,
    Resume,
    Stop,
}

internal sealed record ShowTransfersAction : ChatAction;

internal sealed record ClearAction : ChatAction;

/// <summary>Looks for a text in what is shown, from the newest on; empty: the next one.</summary>
internal sealed record SearchAction(string Text) : ChatAction;

internal sealed record SaveAction(string Path) : ChatAction;

/// <summary>Hides what somebody says, or shows it again; null lists who is hidden.</summary>
internal sealed record IgnoreAction(string? Name) : ChatAction;

/// <summary>Closes the buffer that is shown; a room is left.</summary>
internal sealed record CloseAction : ChatAction;

/// <summary>The mouse is the program's, or the terminal's again.</summary>
internal sealed record MouseAction : ChatAction;

/// <summary>Leaves the server, and asks for the next one.</summary>
internal sealed record LogoutAction : ChatAction;

internal sealed record QuitAction(string Reason) : ChatAction;
