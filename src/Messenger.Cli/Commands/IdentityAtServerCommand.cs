using Messenger.Cli.Output;
using Messenger.Cli.Output.Json;
using Messenger.Client.Session;
using Messenger.Contracts.Control;
using Messenger.Platform;
using Messenger.Platform.Identity;
using Messenger.Platform.Text;

namespace Messenger.Cli.Commands;

/// <summary>What <c>msgr identity</c> asks of a server.</summary>
/// <param name="Verb">What.</param>
/// <param name="Word">What it is about; null: nothing was given.</param>
/// <param name="Json">An object instead of text.</param>
internal sealed record IdentityAtServerOptions(string Verb, string? Word, bool Json)
{
    /// <summary>What there is to ask.</summary>
    public static readonly string[] Verbs = ["link", "keys", "unlink", "rename", "release"];

    /// <summary>Whether words are of this kind.</summary>
    public static bool AreMeant(IReadOnlyList<string> words) => Verbs.Contains(words[0]);

    /// <summary>From what was typed.</summary>
    /// <exception cref="UserError">It makes no sense; <see cref="ExitCode.Usage"/>.</exception>
    public static IdentityAtServerOptions Of(IReadOnlyList<string> words, bool hasFileOptions, bool json)
    {
        if (hasFileOptions)
            throw Usage($"msgr identity {words[0]} takes no --force or --passphrase-file; leave them out");
        return (words[0], words.Count) switch
        {
            ("keys" or "release", > 1) => throw Usage($"msgr identity {words[0]} takes no word; --user says which name is meant"),
            ("rename", 1) => throw Usage("msgr identity rename needs the name that you want"),
            ("unlink", 1) => throw Usage("msgr identity unlink needs a key; msgr identity keys lists yours"),
            ("unlink", _) when !Fingerprint.TryParse(words[1], out _) => throw Usage($"{SafeText.Show(words[1])} is no key; msgr identity keys lists yours"),
            _ => new(words[0], words.Count > 1 ? words[1] : null, json),
        };
    }

    private static UserError Usage(string sentence) => new(ExitCode.Usage, sentence);
}

/// <summary><c>msgr identity link|keys|unlink|rename|release</c>: who one is on a server.</summary>
internal sealed class IdentityAtServerCommand(ConnectionOptions connection, IdentityAtServerOptions options) : ICommand
{
    /// <inheritdoc/>
    public Task<ExitCode> RunAsync(CommandContext context, CancellationToken cancel) => (options.Verb, options.Word) switch
    {
        ("link", { } code) => JoinAsync(code == "-" ? ReadCode(context) : code, context, cancel),
        ("link", null) => AskAsync(OpenAsync, context, cancel),
        ("unlink", _) => AskAsync(UnlinkAsync, context, cancel),
        ("rename", { } name) => RenameAsync(name, context, cancel),
        ("release", _) => ReleaseAsync(context, cancel),
        _ => AskAsync(ListAsync, context, cancel),
    };

    private Task<ExitCode> AskAsync(Func<OneShotSession, CommandContext, CancellationToken, Task> ask, CommandContext context, CancellationToken cancel) => OneShot.RunAsync(
        connection,
        context,
        async session =>
        {
            await ask(session, context, cancel);
            return ExitCode.Done;
        },
        cancel);

    private async Task OpenAsync(OneShotSession session, CommandContext context, CancellationToken cancel)
    {
        var (code, life) = await session.OpenLinkAsync(cancel);
        if (options.Json)
        {
            context.Write(new LinkCodeObject(code, context.Now.ToUniversalTime() + life));
            return;
        }

        context.Out.WriteLine(SafeText.Show(code));
        context.Note($"on the other machine: msgr identity link {SafeText.Show(code)} --host {SafeText.Show(session.Identity.Address.ToString())}; it holds for one use and {Quantities.Duration(life)}, and whoever uses it is you");
    }

    private async Task ListAsync(OneShotSession session, CommandContext context, CancellationToken cancel)
    {
        var keys = await session.ListKeysAsync(cancel);
        if (options.Json)
        {
            context.Write(new KeysObject([.. keys.Select(key => new KeyItem(key.Fingerprint, key.Sessions, key.IsOwn) { Linked = LinkedAt(key) })]));
            return;
        }

        foreach (var key in keys)
        {
            var since = LinkedAt(key) is { } linked ? $"linked {Quantities.Moment(linked, context.Now)}" : "the first";
            context.Out.WriteLine($"{SafeText.Show(key.Fingerprint)}  {since}, {Plural.Of(key.Sessions, "session")}{(key.IsOwn ? ", this machine" : "")}");
        }
    }

    private async Task UnlinkAsync(OneShotSession session, CommandContext context, CancellationToken cancel)
    {
        _ = Fingerprint.TryParse(options.Word, out var key);
        await session.UnlinkKeyAsync(key, cancel);
        Tell(context, new OkObject(), $"{key} is a stranger to {SafeText.Show(session.Identity.Address.ToString())} now");
    }

    private async Task<ExitCode> JoinAsync(string text, CommandContext context, CancellationToken cancel)
    {
        if (!LinkCode.TryParse(text, out var code))
            throw new UserError(ExitCode.Usage, "that is no link code; it has 16 letters and digits, as msgr identity link prints them on your other machine");
        using var opened = Connection.Open(connection, context);
        await using var session = await OneShotSession.OpenAsync(opened.Profile with { Link = code }, cancel);
        var (name, server) = await session.LoginAsync(cancel);
        if (!server.Features.HasFlag(ServerFeatures.LinkedKeys))
            throw new UserError(ExitCode.Protocol, $"{SafeText.Show(session.Identity.Address.ToString())} does not know link codes; its program is older than this one");
        opened.RememberAs(name);
        var fingerprint = opened.Profile.Identity.Fingerprint;
        Tell(context, new LinkedObject(name, fingerprint.ToString()), $"you are {SafeText.Show(name)} on {SafeText.Show(session.Identity.Address.ToString())}, with this machine's key {fingerprint} too");
        return ExitCode.Done;
    }

    private async Task<ExitCode> RenameAsync(string name, CommandContext context, CancellationToken cancel)
    {
        using var opened = Connection.Open(connection, context);
        await using var session = await OneShotSession.OpenAsync(opened.Profile, cancel);
        var now = await session.RenameAsync(name, cancel);
        opened.RememberAs(now);
        Tell(context, new RenamedObject(now), $"you are {SafeText.Show(now)} on {SafeText.Show(session.Identity.Address.ToString())} now; the name before stays yours until msgr identity release --user {SafeText.Show(opened.Choice.UserName)}");
        return ExitCode.Done;
    }

    // Nothing is remembered: the next command would take the name again.
    private async Task<ExitCode> ReleaseAsync(CommandContext context, CancellationToken cancel)
    {
        using var opened = Connection.Open(connection, context);
        await using var session = await OneShotSession.OpenAsync(opened.Profile, cancel);
        await session.ReleaseNameAsync(cancel);
        opened.Forget();
        Tell(context, new OkObject(), $"{SafeText.Show(opened.Profile.UserName)} is nobody's name on {SafeText.Show(session.Identity.Address.ToString())} now");
        return ExitCode.Done;
    }

    private void Tell(CommandContext context, JsonObject value, string sentence)
    {
        if (options.Json)
            context.Write(value);
        else
            context.Note(sentence);
    }

    private static string ReadCode(CommandContext context) => context.In.ReadLine() ?? "";

    // A server may say any number.
    private static DateTimeOffset? LinkedAt(UserKey key) => key.Linked <= 0
        ? null
        : DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(key.Linked, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));
}
