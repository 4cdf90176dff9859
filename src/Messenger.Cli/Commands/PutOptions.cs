using Messenger.Cli.Trace;
using Messenger.Client.Files;
using Messenger.Contracts;
using Messenger.Contracts.Files;
using Messenger.Platform;

namespace Messenger.Cli.Commands;

/// <summary>The options of <c>msgr put</c> as they were typed.</summary>
internal sealed record RawPutOptions : RawTransferOptions
{
    public RawPutOptions()
    {
    }

    /// <param name="common">What it shares with other commands.</param>
    public RawPutOptions(RawTransferOptions common)
        : base(common)
    {
    }

    public string? As { get; init; }
}

/// <summary>The options of <c>msgr put</c>, typed and checked.</summary>
internal sealed record PutOptions
{
    /// <summary>Files and folders; <c>-</c> alone: standard input.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>The name on the server, or with a trailing <c>/</c> or several paths the folder; null: their own names.</summary>
    public string? As { get; init; }

    /// <summary>What the server does with names that are taken.</summary>
    public ExistingPolicy IfExists { get; init; }

    /// <summary>The ways that the bytes may take.</summary>
    public TransferTransports Transports { get; init; }

    /// <summary>Bytes a second, at most; 0: no bound.</summary>
    public long LimitRate { get; init; }

    /// <summary>How the rate over UDP is found.</summary>
    public TransferCongestion Congestion { get; init; }

    /// <summary>How much it says.</summary>
    public required TransferVoice Voice { get; init; }

    /// <summary>Where a record of the transfer is kept; null: nowhere.</summary>
    public string? Trace { get; init; }

    /// <summary>The bytes come from standard input.</summary>
    public bool FromStandardInput => Paths is ["-"];

    /// <summary>From what was typed.</summary>
    /// <exception cref="UserError">It makes no sense; <see cref="ExitCode.Usage"/>.</exception>
    public static PutOptions Of(RawPutOptions raw)
    {
        if (raw.Words.Any(string.IsNullOrWhiteSpace))
            throw Usage("a path is empty; name files or folders");
        if (raw.Words.Count > WireLimits.Selections)
            throw Usage($"{raw.Words.Count} paths are more than the {WireLimits.Selections} that one command takes; name the folder that holds them");
        if (raw.As is { } name && name.Trim('/').Length == 0)
            throw Usage("--as is empty; give a name, or a folder with a trailing /");
        if (raw.Words.Contains("-") && (raw.Words.Count > 1 || raw.As is null || raw.As.EndsWith('/')))
            throw Usage("standard input needs a name, and goes alone; write msgr put - --as NAME");
        return new()
        {
            Paths = raw.Words,
            As = raw.As,
            IfExists = GetOptions.PolicyOf(raw.IfExists),
            Congestion = CongestionOption.Of(raw.Congestion),
            LimitRate = raw.LimitRate is null ? 0 : RateOption.Of(raw.LimitRate),
            Transports = TransportOption.Of(raw.Tcp, raw.Udp),
            Trace = TraceFile.Of(raw.Trace),
            Voice = TransferVoice.Of(raw.Json, raw.JsonLines, raw.NoProgress, raw.Quiet),
        };
    }

    private static UserError Usage(string sentence) => new(ExitCode.Usage, sentence);
}
