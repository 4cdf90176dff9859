using ConsoleAppFramework;
using Messenger.Cli.Chat;
using Messenger.Cli.Commands;
using Messenger.Cli.Doctor;
using Messenger.Cli.ShellCompletion;
using Messenger.Cli.Trace;
using Messenger.Platform;
using Messenger.Rudp.Sockets.Impairments;

namespace Messenger.Cli.CommandLine;

/// <summary>
/// What was typed becomes what is needed: ConsoleAppFramework binds a normalized command line to raw options, and each command types them.
/// </summary>
internal static class CommandBinder
{
    /// <summary>The command that was asked for.</summary>
    /// <param name="typed">Names a command.</param>
    /// <param name="argv">The command line as it was typed.</param>
    /// <exception cref="Platform.UserError">An option makes no sense; <see cref="Platform.ExitCode.Usage"/>.</exception>
    public static ICommand Bind(NormalizedArguments typed, IReadOnlyList<string> argv)
    {
        // Typing happens after the framework has gone: it would take an exception for a defect of the program.
        Func<ICommand>? bound = null;
        var app = ConsoleApp.Create();
        app.ConfigureGlobalOptions((ref builder) => new GlobalOptions(
            builder.AddGlobalOption<string?>("--host", "", null),
            builder.AddGlobalOption<string?>("--user", "", null),
            builder.AddGlobalOption<string?>("--fingerprint", "", null),
            builder.AddGlobalOption<string?>("--secret-file", "", null),
            builder.AddGlobalOption<bool>("--verbose", ""),
            // From here on, of those commands alone that have them in the table.
            builder.AddGlobalOption<string?>("--impair", "", null),
            builder.AddGlobalOption<bool>("--tcp", ""),
            builder.AddGlobalOption<bool>("--udp", ""),
            builder.AddGlobalOption<string?>("--if-exists", "", null),
            builder.AddGlobalOption<string?>("--limit-rate", "", null),
            builder.AddGlobalOption<string?>("--cc", "", null),
            builder.AddGlobalOption<bool>("--no-progress", ""),
            builder.AddGlobalOption<bool>("--quiet", "")));
        app.Add("chat", (ConsoleAppContext context, string? room = null, bool line = false, bool plain = false, bool jsonl = false, string? since = null) =>
            bound = () => Chat(Connection(context, typed.Words.FirstOrDefault()), Value(room), line, plain, jsonl, Value(since)));
        app.Add("say", (ConsoleAppContext context, string? to = null, string? room = null, bool me = false) =>
            bound = () => new SayCommand(SayOptions.Of(Connection(context), Value(to), Value(room), me, typed.Words)));
        app.Add("users", (ConsoleAppContext context, string? room = null, bool json = false) =>
            bound = () => new UsersCommand(Connection(context), Value(room), json));
        app.Add("rooms", (ConsoleAppContext context, bool json = false) =>
            bound = () => new RoomsCommand(Connection(context), json));
        app.Add("whois", (ConsoleAppContext context, bool json = false) =>
            bound = () => new WhoisCommand(Connection(context), typed.Words[0], json));
        app.Add("files", (ConsoleAppContext context, bool json = false, bool sha256 = false) =>
            bound = () => new FilesCommand(Connection(context), typed.Words.FirstOrDefault(), json, sha256));
        app.Add("ping", (ConsoleAppContext context, string? count = null, bool json = false) =>
            bound = () => new PingCommand(Connection(context), PingCommand.CountOf(Value(count)), json));
        app.Add("get", (
            ConsoleAppContext context, string? output = null, string? askAt = null, bool yes = false, bool inbox = false, bool list = false, bool refuse = false,
            string? sha256 = null, string? trace = null, bool json = false, bool jsonl = false) =>
        {
            var raw = new RawGetOptions(Transfer(context, typed, json, jsonl)) { Output = Value(output), AskAt = Value(askAt), Yes = yes, Sha256 = Value(sha256), Trace = Value(trace) };
            bound = () => inbox
                ? new InboxCommand(Connection(context), InboxOptions.Of(raw, list, refuse), argv)
                : new GetCommand(Connection(context), GetOptions.Of(GetOptions.NeedNames(raw, list || refuse)), argv);
        });
        app.Add("put", (ConsoleAppContext context, string? asName = null, string? trace = null, bool json = false, bool jsonl = false) =>
        {
            var raw = new RawPutOptions(Transfer(context, typed, json, jsonl)) { As = Value(asName), Trace = Value(trace) };
            bound = () => new PutCommand(Connection(context), PutOptions.Of(raw), argv);
        });
        app.Add("send", (ConsoleAppContext context, string? asName = null, bool wait = false, bool list = false, bool takeBack = false, bool json = false, bool jsonl = false) =>
        {
            var raw = new RawPutOptions(Transfer(context, typed, json, jsonl)) { As = Value(asName) };
            bound = () => new SendCommand(Connection(context), SendOptions.Of(raw, wait, list, takeBack), argv);
        });
        app.Add("doctor", (ConsoleAppContext context, bool json = false) =>
            bound = () => new DoctorCommand(Connection(context, typed.Words.FirstOrDefault()), json));
        app.Add("bench", (ConsoleAppContext context, string? seconds = null, bool json = false) =>
            bound = () => new BenchCommand(Connection(context), TransportOption.Of(Global(context).Tcp, Global(context).Udp), BenchCommand.DurationOf(Value(seconds)), json));
        app.Add("trace", (bool json = false) => bound = () => new TraceCommand(typed.Words[0], json));
        app.Add("link", (ConsoleAppContext context, string? room = null, bool withSecret = false, bool noQr = false, bool json = false) =>
            bound = () => new LinkCommand(Connection(context), Value(room), withSecret, qr: !noQr, json));
        app.Add("discover", (string? seconds = null, bool json = false) =>
            bound = () => new DiscoverCommand(DiscoverCommand.DurationOf(Value(seconds)), json));
        app.Add("identity", (ConsoleAppContext context, string? passphraseFile = null, bool force = false, bool json = false) =>
            bound = () => IdentityAtServerOptions.AreMeant(typed.Words)
                ? new IdentityAtServerCommand(Connection(context), IdentityAtServerOptions.Of(typed.Words, force || passphraseFile is not null, json))
                : new IdentityCommand(IdentityOptions.Of(typed.Words, Value(passphraseFile), force, json)));
        app.Add("completion", () => bound = () => new CompletionCommand(typed.Words[0]));
        app.Add("complete", () => bound = () => new CompleteCommand(typed.Words));
        app.Add("man", () => bound = () => new ManCommand());
        app.Run(typed.ToArguments());
        return bound is null ? throw new InvalidOperationException($"The command {typed.Command?.Name} was not bound.") : bound();
    }

    private static ChatCommand Chat(ConnectionOptions connection, string? room, bool line, bool plain, bool jsonLines, string? since) =>
        new(connection, ChatCommandOptions.Of(room ?? connection.InvitedRoom, line, plain, jsonLines, since));

    // An invitation may stand as a word of its own.
    private static ConnectionOptions Connection(ConsoleAppContext context, string? word = null)
    {
        var global = Global(context);
        if (word is not null && global.Host is not null)
            throw new UserError(ExitCode.Usage, "--host and a host as a word exclude each other; give one of them");
        return ConnectionOptions.Of(word ?? Value(global.Host), Value(global.User), Value(global.Fingerprint)) with
        {
            SecretFile = Value(global.SecretFile),
            Impairment = Value(global.Impair) is { } text ? ImpairmentText.Parse(text) : null,
        };
    }

    // What every command that moves files takes.
    private static RawTransferOptions Transfer(ConsoleAppContext context, NormalizedArguments typed, bool json, bool jsonLines)
    {
        var global = Global(context);
        return new()
        {
            Tcp = global.Tcp,
            Udp = global.Udp,
            IfExists = Value(global.IfExists),
            LimitRate = Value(global.LimitRate),
            Congestion = Value(global.Congestion),
            Json = json,
            JsonLines = jsonLines,
            NoProgress = global.NoProgress,
            Quiet = global.Quiet,
            Words = typed.Words,
        };
    }

    private static GlobalOptions Global(ConsoleAppContext context) => (GlobalOptions)context.GlobalOptions!;

    private static string? Value(string? wrapped) => NormalizedArguments.Unwrap(wrapped);

    private sealed record GlobalOptions(
        string? Host, string? User, string? Fingerprint, string? SecretFile, bool Verbose, string? Impair,
        bool Tcp, bool Udp, string? IfExists, string? LimitRate, string? Congestion, bool NoProgress, bool Quiet);
}
