using System.Globalization;
using Messenger.Cli.Trace;
using Messenger.Client.Files;
using Messenger.Contracts;
using Messenger.Contracts.Files;
using Messenger.Platform;
using Messenger.Platform.Text;

namespace Messenger.Cli.Commands;

/// <summary>The options of <c>msgr get</c> as they were typed.</summary>
internal sealed record RawGetOptions : RawTransferOptions
{
    public RawGetOptions()
    {
    }

    /// <param name="common">What it shares with other commands.</param>
    public RawGetOptions(RawTransferOptions common)
        : base(common)
    {
    }

    public string? Output { get; init; }
    public string? AskAt { get; init; }
    public bool Yes { get; init; }
    public string? Sha256 { get; init; }
}

/// <summary>The options of <c>msgr get</c>, typed and checked.</summary>
internal sealed record GetOptions
{
    /// <summary>Paths, folders and patterns.</summary>
    public required IReadOnlyList<string> Selections { get; init; }

    /// <summary>Where to; null: the working directory; <c>-</c>: standard output.</summary>
    public string? Output { get; init; }

    /// <summary>What to do with files that are there.</summary>
    public ExistingPolicy IfExists { get; init; }

    /// <summary>Where to ask whether to continue, more than 0 and less than 1; null: nowhere.</summary>
    public double? AskAt { get; init; }

    /// <summary>That question is answered already.</summary>
    public bool Yes { get; init; }

    /// <summary>The digest that the file must have, 32 bytes; null: not compared.</summary>
    public ReadOnlyMemory<byte>? Sha256 { get; init; }

    /// <summary>Bytes a second, at most; 0: no bound.</summary>
    public long LimitRate { get; init; }

    /// <summary>The congestion control that the server is asked for.</summary>
    public TransferCongestion Congestion { get; init; }

    /// <summary>How much it says.</summary>
    public required TransferVoice Voice { get; init; }

    /// <summary>The ways that the bytes may take.</summary>
    public TransferTransports Transports { get; init; }

    /// <summary>Where a record of the transfer is kept; null: nowhere.</summary>
    public string? Trace { get; init; }

    /// <summary>The bytes of the file go to standard output.</summary>
    public bool ToStandardOutput => Output == "-";

    /// <summary>From what was typed.</summary>
    /// <exception cref="UserError">It makes no sense; <see cref="ExitCode.Usage"/>.</exception>
    public static GetOptions Of(RawGetOptions raw)
    {
        if (raw.Words.Any(string.IsNullOrWhiteSpace))
            throw Usage("a name of a file is empty; give names as msgr files prints them");
        if (raw.Words.Count > WireLimits.Selections)
            throw Usage($"{raw.Words.Count} names are more than the {WireLimits.Selections} that one command takes; use a folder or a pattern");
        if (raw.Output == "-" && (raw.Json || raw.JsonLines))
            throw Usage("standard output can carry the file or JSON, not both; leave -o - or the JSON out");
        if (raw.Output is "")
            throw Usage("-o is empty; name a file, a folder, or - for standard output");
        if (raw.Sha256 is not null && raw.Words.Count > 1)
            throw Usage("--sha256 is for one file; get the files one by one");
        return new()
        {
            Selections = raw.Words,
            Transports = TransportOption.Of(raw.Tcp, raw.Udp),
            Output = raw.Output,
            IfExists = PolicyOf(raw.IfExists),
            AskAt = raw.AskAt is null ? null : FractionOf(raw.AskAt),
            Yes = raw.Yes,
            Sha256 = raw.Sha256 is null ? null : DigestOf(raw.Sha256),
            Congestion = CongestionOption.Of(raw.Congestion),
            LimitRate = raw.LimitRate is null ? 0 : RateOption.Of(raw.LimitRate),
            Trace = TraceFile.Of(raw.Trace),
            Voice = TransferVoice.Of(raw.Json, raw.JsonLines, raw.NoProgress, raw.Quiet),
        };
    }

    /// <summary>What files of the server need, and parcels do not.</summary>
    /// <param name="raw">What was typed.</param>
    /// <param name="ofParcels">There was an option that goes with <c>--inbox</c> alone.</param>
    /// <exception cref="UserError">It is not there; <see cref="ExitCode.Usage"/>.</exception>
    internal static RawGetOptions NeedNames(RawGetOptions raw, bool ofParcels) =>
        ofParcels ? throw Usage("--list and --refuse are for parcels; write msgr get --inbox --list, or --inbox --refuse N")
        : raw.Words.Count > 0 ? raw
        : throw Usage("msgr get needs NAME|PATTERN..., or --inbox; msgr files lists what there is");

    /// <summary>A policy by its name.</summary>
    internal static ExistingPolicy PolicyOf(string? text) => text switch
    {
        null => ExistingPolicy.Default,
        "skip" => ExistingPolicy.Skip,
        "resume" => ExistingPolicy.Resume,
        "rename" => ExistingPolicy.Rename,
        "overwrite" => ExistingPolicy.Overwrite,
        _ => throw Usage(
            $"--if-exists {SafeText.Show(text)} is not a policy{NearMiss.Suggest(text, ["skip", "resume", "rename", "overwrite"])}; give skip, resume, rename or overwrite"),
    };

    private static double FractionOf(string text) =>
        double.TryParse(text.EndsWith('%') ? text[..^1] : text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
        && percent is > 0 and < 100
            ? percent / 100
            : throw Usage($"--ask-at {SafeText.Show(text)} is not a percentage between 0 and 100; give one like 50%");

    // Nullable, because null beside a plain ReadOnlyMemory would be an empty one.
    private static ReadOnlyMemory<byte>? DigestOf(string text) =>
        text.Length == 2 * WireLimits.Sha256Bytes && text.All(char.IsAsciiHexDigit)
            ? Convert.FromHexString(text).AsMemory()
            : throw Usage($"--sha256 {SafeText.Show(text)} is not a SHA-256; it has 64 hexadecimal digits, as sha256sum prints them");

    private static UserError Usage(string sentence) => new(ExitCode.Usage, sentence);
}
