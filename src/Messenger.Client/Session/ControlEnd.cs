using Messenger.Contracts.Control;
using Messenger.Platform;
using Messenger.Platform.Text;

namespace Messenger.Client.Session;

/// <summary>How a control connection came to its end.</summary>
internal enum ControlEndKind
{
    /// <summary>Closed by this end.</summary>
    Closed,

    /// <summary>The server said goodbye.</summary>
    Goodbye,

    /// <summary>The connection broke, or ended without a goodbye.</summary>
    Broken,

    /// <summary>Nothing came from the server for too long.</summary>
    Silent,

    /// <summary>The server broke the protocol, or speaks another one.</summary>
    Protocol,

    /// <summary>The login was refused.</summary>
    LoginRefused,
}

/// <summary>The end of a control connection.</summary>
/// <param name="Kind">How.</param>
/// <param name="Error">The same for people, with its exit code.</param>
/// <param name="Goodbye">The server's last frame, where there was one.</param>
internal sealed record ControlEnd(ControlEndKind Kind, UserError Error, Closing? Goodbye = null)
{
    public static ControlEnd Here(ServerAddress server) =>
        new(ControlEndKind.Closed, new(ExitCode.Failure, $"the session with {server} is closed"));

    public static ControlEnd Broken(ServerAddress server, Exception? cause) =>
        new(ControlEndKind.Broken, new(ExitCode.CannotConnect, $"the connection to {server} was lost; try again", cause));

    public static ControlEnd Silent(ServerAddress server, TimeSpan after) =>
        new(ControlEndKind.Silent, new(ExitCode.Timeout, $"{server} said nothing for {after.TotalSeconds:0} s; check the network, and try again"));

    public static ControlEnd Protocol(ServerAddress server, string what) =>
        new(ControlEndKind.Protocol, new(ExitCode.Protocol, $"{server} {what}; it is another version, or broken"));

    public static ControlEnd LoginRefused(ServerAddress server, Refused refused) => new(ControlEndKind.LoginRefused, Refusals.ToError(refused, server));

    public static ControlEnd Of(ServerAddress server, Closing closing)
    {
        var sentence = closing.Sentence.Length > 0 ? SafeText.Show(closing.Sentence) : $"{server} ended the session ({closing.Reason})";
        var code = closing.Reason switch
        {
            ClosingReason.Shutdown => ExitCode.CannotConnect,
            ClosingReason.TooSlow or ClosingReason.Idle => ExitCode.Timeout,
            ClosingReason.Protocol => ExitCode.Protocol,
            ClosingReason.Replaced or ClosingReason.Removed => ExitCode.Denied,
            _ => ExitCode.Failure,
        };
        return new(ControlEndKind.Goodbye, new(code, sentence), closing);
    }
}
