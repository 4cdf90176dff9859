using Messenger.Cli.Output;
using Messenger.Cli.Terminal;
using Messenger.Client.Session;
using Messenger.Contracts.Control;
using Messenger.Platform;
using Messenger.Platform.Files;
using Messenger.Platform.Identity;
using Messenger.Platform.Text;

namespace Messenger.Cli.Commands;

/// <summary>Asks for a server's join secret where somebody can answer, so that the command can be tried again.</summary>
internal static class SecretPrompt
{
    /// <summary>Whether a failure is that a secret is missing or wrong, and somebody is there to be asked.</summary>
    public static bool CanHelp(UserError error, CommandContext context) =>
        context.InputIsTerminal && error.InnerException is RefusedException { Code: RefusalCode.SecretNeeded, Server: not null };

    /// <summary>Asks, and remembers the answer for that server.</summary>
    /// <exception cref="UserError">The failure itself, where there is no answer.</exception>
    public static async Task AskAsync(UserError error, CommandContext context, CancellationToken cancel)
    {
        var server = ((RefusedException)error.InnerException!).Server!.Value;
        string? typed;
        using (HiddenInput.Begin())
            typed = await Prompt.AskAsync(context, $"Secret of {SafeText.Show(server.ToString())}:", cancel);
        if (!JoinSecret.TryParse(typed ?? "", out var secret))
            throw error;
        KnownSecrets.In(new XdgDirectories(context.Environment)).Save(server, secret);
    }
}
