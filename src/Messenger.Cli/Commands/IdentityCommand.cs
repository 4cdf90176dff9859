using Messenger.Cli.Output;
using Messenger.Cli.Output.Json;
using Messenger.Platform;
using Messenger.Platform.Files;
using Messenger.Platform.Identity;
using Messenger.Platform.Startup;
using Messenger.Platform.Text;

namespace Messenger.Cli.Commands;

/// <summary>What is done with the key.</summary>
internal enum IdentityAction
{
    /// <summary>Its fingerprint is printed.</summary>
    Show,

    /// <summary>It is written out, sealed by a passphrase.</summary>
    Export,

    /// <summary>It is taken from such a file.</summary>
    Import,
}

/// <summary>What <c>msgr identity</c> needs.</summary>
/// <param name="Action">What is done.</param>
/// <param name="File">Where to or from; null: standard output or input.</param>
/// <param name="PassphraseFile">Where the passphrase is; null: asked for.</param>
/// <param name="Force">What is there may be replaced.</param>
/// <param name="Json">An object instead of text.</param>
internal sealed record IdentityOptions(IdentityAction Action, string? File, string? PassphraseFile, bool Force, bool Json)
{
    /// <summary>What is done with the key on this machine.</summary>
    public static readonly string[] Names = ["show", "export", "import"];

    /// <summary>All that <c>msgr identity</c> does, on this machine and at a server.</summary>
    public static readonly string[] All = [.. Names, .. IdentityAtServerOptions.Verbs];

    /// <summary>All of it in words, as in <c>show, export or import</c>.</summary>
    public static readonly string AllInWords = $"{string.Join(", ", All[..^1])} or {All[^1]}";

    /// <summary>From what was typed.</summary>
    /// <exception cref="UserError">It makes no sense; <see cref="ExitCode.Usage"/>.</exception>
    public static IdentityOptions Of(IReadOnlyList<string> words, string? passphraseFile, bool force, bool json)
    {
        var action = Array.IndexOf(Names, words[0]);
        if (action < 0)
            throw Usage($"msgr identity cannot '{SafeText.Show(words[0])}'{NearMiss.Suggest(words[0], All)}; it takes {AllInWords}");
        var file = words.Count > 1 && words[1] != "-" ? words[1] : null;
        if (file is "")
            throw Usage("the name of the file is empty; name one, or leave it out");
        if ((IdentityAction)action == IdentityAction.Show && (words.Count > 1 || force || passphraseFile is not null))
            throw Usage("msgr identity show takes no file, --force or --passphrase-file; leave them out");
        if ((IdentityAction)action == IdentityAction.Export && file is null && json)
            throw Usage("standard output can carry the key or JSON, not both; name a file, or leave --json out");
        return new((IdentityAction)action, file, passphraseFile, force, json);
    }

    private static UserError Usage(string sentence) => new(ExitCode.Usage, sentence);
}

/// <summary><c>msgr identity</c>: the key that says who one is.</summary>
internal sealed class IdentityCommand(IdentityOptions options) : ICommand
{
    // An exported key has some 400 characters.
    private const int LongestImport = 64 * 1024;

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var path = Connection.IdentityPath(new XdgDirectories(context.Environment));
        switch (options.Action)
        {
            case IdentityAction.Export:
                await ExportAsync(path, context, cancel);
                break;
            case IdentityAction.Import:
                await ImportAsync(path, context, cancel);
                break;
            default:
                using (var identity = Load(path))
                    Tell(context, identity, path, identity.Fingerprint.ToString());
                break;
        }

        return ExitCode.Done;
    }

    private async Task ExportAsync(string path, CommandContext context, CancellationToken cancel)
    {
        using var identity = Load(path);
        // Before anything is asked: to learn of it afterwards would be a pity.
        if (options.File is { } there && File.Exists(there) && !options.Force)
            throw new UserError(ExitCode.Exists, $"{SafeText.Show(there)} exists; name another file, or replace it with --force");
        var pem = identity.ExportEncryptedPem(await Passphrase.NewAsync(options.PassphraseFile, context, cancel));
        if (options.File is not { } file)
        {
            context.Out.Write(pem);
            return;
        }

        try
        {
            AtomicFile.WriteText(file, pem);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw UserError.OnFile("write the key to", file, e);
        }

        Tell(context, identity, Path.GetFullPath(file), $"{SafeText.Show(file)} holds the key {identity.Fingerprint}, sealed by the passphrase");
    }

    private async Task ImportAsync(string path, CommandContext context, CancellationToken cancel)
    {
        if (options.File is null && context.InputIsTerminal)
            throw new UserError(ExitCode.Usage, "the exported key is read from a file or a pipe; name the file");
        var source = options.File is { } named ? SafeText.Show(named) : "standard input";
        var pem = await ReadAsync(context, cancel);
        if (options.File is null && options.PassphraseFile is null)
            throw new UserError(ExitCode.Usage, "standard input holds the key, so the passphrase cannot be asked for; give --passphrase-file FILE");
        Entropy.Require();
        using var imported = IdentityKey.ImportEncryptedPem(pem, await Passphrase.KnownAsync(options.PassphraseFile, context, cancel), source);
        using var before = IdentityKey.TryLoad(path);
        if (before?.Fingerprint == imported.Fingerprint)
        {
            Tell(context, imported, path, $"this machine has that key already: {imported.Fingerprint}");
            return;
        }

        var aside = before is null ? null : $"{path}.{before.Fingerprint.ToString()["SHA256:".Length..][..8]}";
        imported.Save(path, options.Force ? aside : null);
        if (aside is not null)
            context.Note($"the key that was here, {before!.Fingerprint}, is kept as {SafeText.Show(aside)}");
        Tell(context, imported, path, $"you are {imported.Fingerprint} on this machine now");
    }

    private async Task<string> ReadAsync(CommandContext context, CancellationToken cancel)
    {
        try
        {
            using var file = options.File is null ? null : new StreamReader(options.File);
            var buffer = new char[LongestImport];
            var length = await (file ?? context.In).ReadBlockAsync(buffer, cancel);
            return new string(buffer, 0, length);
        }
        catch (Exception e) when (options.File is not null && e is IOException or UnauthorizedAccessException)
        {
            throw UserError.OnFile("read the key from", options.File!, e);
        }
    }

    private static IdentityKey Load(string path) =>
        IdentityKey.TryLoad(path) ?? throw new UserError(ExitCode.NotFound, "there is no key yet; it is made when you first connect, as with msgr ping");

    private void Tell(CommandContext context, IdentityKey identity, string path, string sentence)
    {
        if (options.Json)
            context.Write(new IdentityObject(identity.Fingerprint.ToString(), path));
        else if (options.Action == IdentityAction.Show)
            context.Out.WriteLine(sentence);
        else
            context.Note(sentence);
    }
}
