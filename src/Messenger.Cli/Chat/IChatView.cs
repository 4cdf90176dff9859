using Messenger.Platform;

namespace Messenger.Cli.Chat;

/// <summary>A way to see a chat and to take part in it.</summary>
internal interface IChatView
{
    /// <summary>Runs until the person leaves or the session ends.</summary>
    /// <param name="cancel">A signal asks to stop.</param>
    Task<ExitCode> RunAsync(CancellationToken cancel);
}
