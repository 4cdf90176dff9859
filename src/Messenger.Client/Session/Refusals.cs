using Messenger.Contracts.Control;
using Messenger.Platform;
using Messenger.Platform.Text;

namespace Messenger.Client.Session;

/// <summary>What a server refused; the cause within a <see cref="UserError"/>.</summary>
/// <param name="code">The server's reason.</param>
/// <param name="sentence">Its sentence, as it came.</param>
/// <param name="server">The server that did not let in; null: another refusal.</param>
public sealed class RefusedException(RefusalCode code, string sentence, ServerAddress? server = null) : Exception(sentence)
{
    /// <summary>The server that did not let in; null: another refusal.</summary>
    public ServerAddress? Server { get; } = server;

    /// <summary>The server's reason.</summary>
    public RefusalCode Code { get; } = code;
}

/// <summary>A server's refusals as failures: the one place where they become exit codes.</summary>
internal static class Refusals
{
    public static UserError ToError(Refused refused, ServerAddress? server = null) => new(
        CodeOf(refused.Code),
        refused.Sentence.Length > 0 ? SafeText.Show(refused.Sentence) : $"the server refused: {refused.Code}",
        new RefusedException(refused.Code, refused.Sentence, server));

    /// <summary>The server's reason behind a failure, or null.</summary>
    public static RefusalCode? Of(UserError? error) => (error?.InnerException as RefusedException)?.Code;

    /// <summary>The same request may succeed a little later.</summary>
    public static bool IsPassing(RefusalCode code) => code is RefusalCode.TooFast or RefusalCode.ServerFull or RefusalCode.ServerFault;

    public static ExitCode CodeOf(RefusalCode code) => code switch
    {
        RefusalCode.NameTaken or RefusalCode.NameInvalid or RefusalCode.ServerFull or RefusalCode.AccessDenied => ExitCode.Denied,
        RefusalCode.NotInRoom or RefusalCode.LimitReached or RefusalCode.TooFast => ExitCode.Denied,
        RefusalCode.Version or RefusalCode.UnknownRequest or RefusalCode.NotLoggedIn => ExitCode.Protocol,
        RefusalCode.NoSuchUser or RefusalCode.UserOffline or RefusalCode.NoSuchRoom or RefusalCode.NoSuchFile => ExitCode.NotFound,
        RefusalCode.NoSuchParcel => ExitCode.NotFound,
        RefusalCode.NoRoom or RefusalCode.Busy or RefusalCode.SecretNeeded => ExitCode.Denied,
        RefusalCode.Exists => ExitCode.Exists,
        RefusalCode.SourceChanged => ExitCode.Integrity,
        _ => ExitCode.Failure,
    };
}
