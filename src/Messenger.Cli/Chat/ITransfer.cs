using Messenger.Client.Files;

namespace Messenger.Cli.Chat;

/// <summary>A download or an upload that runs beside the chat.</summary>
internal interface ITransfer
{
    /// <summary>How far it is.</summary>
    TransferProgress Progress { get; }

    /// <summary>Ends with it; never fails.</summary>
    Task<TransferOutcome> Completion { get; }

    /// <summary>Stops the flow of bytes.</summary>
    /// <returns>Whether it was not paused before.</returns>
    bool Pause();

    /// <summary>Lets them flow again.</summary>
    /// <returns>Whether it was paused before.</returns>
    bool Resume();

    /// <summary>Bounds how fast they flow; 0: no bound.</summary>
    void LimitRate(long bytesPerSecond);

    /// <summary>Ends it, and keeps what came.</summary>
    void Stop();
}
