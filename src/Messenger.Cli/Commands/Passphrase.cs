using Messenger.Cli.Output;
using Messenger.Cli.Terminal;
using Messenger.Platform;
using Messenger.Platform.Files;
using Messenger.Platform.Text;

namespace Messenger.Cli.Commands;

/// <summary>A passphrase: from a file, or asked for on a terminal without being shown. Never an argument.</summary>
internal static class Passphrase
{
    /// <summary>Shorter ones are guessed, whatever a guess costs.</summary>
    private const int Shortest = 8;

    private const int Longest = 1_024;

    /// <summary>A passphrase that will protect something: asked for twice.</summary>
    /// <exception cref="UserError">There is none, or it is too short; <see cref="ExitCode.Usage"/>.</exception>
    public static async Task<string> NewAsync(string? file, CommandContext context, CancellationToken cancel)
    {
        var passphrase = file is null ? await AskAsync(context, "Passphrase to protect the key with:", cancel) : Read(file);
        if (passphrase.Length < Shortest)
            throw new UserError(ExitCode.Usage, $"the passphrase is shorter than {Shortest} characters; take a longer one");
        if (file is null && await AskAsync(context, "Again:", cancel) != passphrase)
            throw new UserError(ExitCode.Usage, "the two passphrases are not the same; try again");
        return passphrase;
    }

    /// <summary>The passphrase that something is protected with.</summary>
    /// <exception cref="UserError">There is none; <see cref="ExitCode.Usage"/>.</exception>
    public static async Task<string> KnownAsync(string? file, CommandContext context, CancellationToken cancel) =>
        file is null ? await AskAsync(context, "Passphrase of the key:", cancel) : Read(file);

    private static async Task<string> AskAsync(CommandContext context, string question, CancellationToken cancel)
    {
        if (!context.InputIsTerminal)
            throw new UserError(ExitCode.Usage, "a passphrase is needed, and there is no terminal to ask for it; give --passphrase-file FILE");
        using var hidden = HiddenInput.Begin();
        return await Prompt.AskAsync(context, question, cancel) is { Length: > 0 } typed
            ? typed
            : throw new UserError(ExitCode.Usage, "the passphrase is empty; type one, or give --passphrase-file FILE");
    }

    private static string Read(string file)
    {
        var line = FirstLine.Read(file, Longest, "the passphrase").TrimEnd('\r');
        return line.Length > 0 ? line : throw new UserError(ExitCode.Usage, $"{SafeText.Show(file)} has an empty first line; the passphrase stands there");
    }
}
