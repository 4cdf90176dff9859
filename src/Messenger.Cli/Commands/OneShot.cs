using Messenger.Cli.Output;
using Messenger.Client.Session;
using Messenger.Platform;

namespace Messenger.Cli.Commands;

/// <summary>The frame of every command that asks one thing and leaves.</summary>
internal static class OneShot
{
    /// <summary>Opens a session, asks, remembers server and name, leaves.</summary>
    /// <param name="options">Whom to ask.</param>
    /// <param name="context">What the command runs in.</param>
    /// <param name="ask">The command itself.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<ExitCode> RunAsync(
        ConnectionOptions options, CommandContext context, Func<OneShotSession, Task<ExitCode>> ask, CancellationToken cancel)
    {
        using var connection = Connection.Open(options, context);
        await using var session = await OneShotSession.OpenAsync(connection.Profile, cancel);
        var code = await ask(session);
        connection.Remember();
        return code;
    }
}
