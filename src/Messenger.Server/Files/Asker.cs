using Messenger.Contracts.Control;
using Messenger.Server.Files.Uploads;

namespace Messenger.Server.Files;

/// <summary>One session as its files see it: whose it is, how it is told something, and whether it is still there.</summary>
/// <param name="peer">Its key and address.</param>
/// <param name="notify">Tells it what comes later than an answer.</param>
internal sealed class Asker(Peer peer, Action<ServerFrame> notify) : IDisposable
{
    private readonly CancellationTokenSource _gone = new();

    /// <summary>Its key and address.</summary>
    public Peer Peer => peer;

    /// <summary>Tells it what comes later than an answer.</summary>
    public Action<ServerFrame> Notify => notify;

    /// <summary>The name that it has.</summary>
    public string Name { get; set; } = "";

    /// <summary>It is in the chat, and not there for one command.</summary>
    public bool IsInChat { get; init; }

    /// <summary>The session has ended.</summary>
    public CancellationToken Gone => _gone.Token;

    /// <summary>The plan of an upload, page by page.</summary>
    public PlanStage Stage { get; } = new();

    /// <inheritdoc/>
    public void Dispose() => _gone.Cancel();
}
