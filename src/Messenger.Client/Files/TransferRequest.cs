using Messenger.Client.Trace;
using Messenger.Contracts.Files;

namespace Messenger.Client.Files;

/// <summary>What a person can say of a transfer, whichever way it goes.</summary>
public abstract record TransferRequest
{
    /// <summary>The ways that the bytes may take: with both, UDP first, and TCP where datagrams do not get through.</summary>
    public TransferTransports Transports { get; init; } = TransferTransports.Tcp | TransferTransports.Rudp;

    /// <summary>Gets a sentence for people on the way, such as that the bytes take the other way now; may be called from any thread.</summary>
    public Action<string>? OnNotice { get; init; }

    /// <summary>Where relative paths start from.</summary>
    public string WorkingDirectory { get; init; } = Environment.CurrentDirectory;

    /// <summary>What to do with targets that exist.</summary>
    public ExistingPolicy IfExists { get; init; }

    /// <summary>Asks whether to continue when so much is verified (<c>--ask-at</c>), 0 to 1; null: never.</summary>
    public double? AskAt { get; init; }

    /// <summary>The question for <see cref="AskAt"/>; null: the answer is no. Not asked where so much was there before the job.</summary>
    public Func<TransferProgress, CancellationToken, ValueTask<bool>>? AskContinue { get; init; }

    /// <summary>The congestion control over UDP (<c>--cc</c>): of an upload the client's own, of a download what the server is asked for.</summary>
    public TransferCongestion Congestion { get; init; }

    /// <summary>Keeps a record of the transfer (<c>--trace</c>); null: none is kept. Not disposed.</summary>
    public TransferTrace? Trace { get; init; }

    /// <summary>Bytes a second, at most (<c>--limit-rate</c>); 0: no bound. <see cref="TransferJob.LimitRate"/> changes it on the way.</summary>
    public long LimitRate { get; init; }

    /// <summary>How long a broken transfer tries to go on without a byte verified, before it ends with exit 7; zero: not at all.</summary>
    public TimeSpan KeepTrying { get; init; } = TimeSpan.FromMinutes(2);
}
