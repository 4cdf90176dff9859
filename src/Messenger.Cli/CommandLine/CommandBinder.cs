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
            // Of those commands alone that have it in the table.
            builder.AddGlobalOption<string?>("--impair", "", null),
            builder.AddGlobalOption<bool>("--verbose", "")));
        app.Add("chat", (ConsoleAppContext context, string? room = null, bool line = false, bool plain = false, bool jsonl = false) =>
            bound = () => Chat(Connection(context, typed.Words.FirstOrDefault()), Value(room), line, plain, jsonl));
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
            ConsoleAppContext context,
            string? output = null, bool tcp = false, bool udp = false, string? ifExists = null, string? askAt = null, bool yes = false,
            bool inbox = false, bool list = false, bool refuse = false, string? sha256 = null, string? limitRate = null, string? cc = null, string? trace = null, bool json = false, bool jsonl = false, bool noProgress = false, bool quiet = false) =>
        {
            var raw = new RawGetOptions
            {
                Output = Value(output),
                Tcp = tcp,
                Udp = udp,
                IfExists = Value(ifExists),
                AskAt = Value(askAt),
                Yes = yes,
                Sha256 = Value(sha256),
                LimitRate = Value(limitRate),
                Congestion = Value(cc),
                Trace = Value(trace),
                Json = json,
                JsonLines = jsonl,
                NoProgress = noProgress,
                Quiet = quiet,
                Words = typed.Words,
            };
            bound = () => inbox
                ? new InboxCommand(Connection(context), InboxOptions.Of(raw, list, refuse), argv)
                : new GetCommand(Connection(context), GetOptions.Of(GetOptions.NeedNames(raw, list || refuse)), argv);
        });
        app.Add("put", (
            ConsoleAppContext context,
            string? asName = null, bool tcp = false, bool udp = false, string? ifExists = null, string? limitRate = null, string? cc = null, string? trace = null,
            bool json = false, bool jsonl = false, bool noProgress = false, bool quiet = false) =>
        {
            var raw = new RawPutOptions
            {
                As = Value(asName),
                Tcp = tcp,
                Udp = udp,
                IfExists = Value(ifExists),
                LimitRate = Value(limitRate),
                Congestion = Value(cc),
                Trace = Value(trace),
                Json = json,
                JsonLines = jsonl,
                NoProgress = noProgress,
                Quiet = quiet,
                Words = typed.Words,
            };
            bound = () => new PutCommand(Connection(context), PutOptions.Of(raw), argv);
        });
        app.Add("send", (
            ConsoleAppContext context,
            string? asName = null, bool tcp = false, bool udp = false, string? limitRate = null, string? cc = null, bool wait = false, bool list = false, bool takeBack = false,
            bool json = false, bool jsonl = false, bool noProgress = false, bool quiet = false) =>
        {
            var raw = new RawPutOptions
            {
                As = Value(asName),
                Tcp = tcp,
                Udp = udp,
                LimitRate = Value(limitRate),
                Congestion = Value(cc),
                Json = json,
                JsonLines = jsonl,
                NoProgress = noProgress,
                Quiet = quiet,
                Words = typed.Words,
            };
            bound = () => new SendCommand(Connection(context), SendOptions.Of(raw, wait, list, takeBack), argv);
        });
        app.Add("doctor", (ConsoleAppContext context, bool json = false) =>
            bound = () => new DoctorCommand(Connection(context, typed.Words.FirstOrDefault()), json));
        app.Add("bench", (ConsoleAppContext context, bool udp = false, bool tcp = false, string? seconds = null, bool json = false) =>
            bound = () => new BenchCommand(Connection(context), TransportOption.Of(tcp, udp), BenchCommand.DurationOf(Value(seconds)), json));
        app.Add("trace", (bool json = false) => bound = () => new TraceCommand(typed.Words[0], json));
        app.Add("link", (ConsoleAppContext context, string? room = null, bool withSecret = false, bool noQr = false, bool json = false) =>
            bound = () => new LinkCommand(Connection(context), Value(room), withSecret, qr: !noQr, json));
        app.Add("discover", (string? seconds = null, bool json = false) =>
            bound = () => new DiscoverCommand(DiscoverCommand.DurationOf(Value(seconds)), json));
        app.Add("identity", (string? passphraseFile = null, bool force = false, bool json = false) =>
            bound = () => new IdentityCommand(IdentityOptions.Of(typed.Words, Value(passphraseFile), force, json)));
        app.Add("completion", () => bound = () => new CompletionCommand(typed.Words[0]));
        app.Add("complete", () => bound = () => new CompleteCommand(typed.Words));
        app.Add("man", () => bound = () => new ManCommand());
        app.Run(typed.ToArguments());
        return bound is null ? throw new InvalidOperationException($"The command {typed.Command?.Name} was not bound.") : bound();
    }

    private static ChatCommand Chat(ConnectionOptions connection, string? room, bool line, bool plain, bool jsonLines) =>
        new(connection, ChatCommandOptions.Of(room ?? connection.InvitedRoom, line, plain, jsonLines));

    // An invitation may stand as a word of its own.
    private static ConnectionOptions Connection(ConsoleAppContext context, string? word = null)
    {
        var global = (GlobalOptions)context.GlobalOptions!;
        if (word is not null && global.Host is not null)
            throw new UserError(ExitCode.Usage, "--host and a host as a word exclude each other; give one of them");
        return ConnectionOptions.Of(word ?? Value(global.Host), Value(global.User), Value(global.Fingerprint)) with
        {
            SecretFile = Value(global.SecretFile),
            Impairment = Value(global.Impair) is { } text ? ImpairmentText.Parse(text) : null,
        };
    }

    private static string? Value(string? wrapped) => NormalizedArguments.Unwrap(wrapped);

    private sealed record GlobalOptions(string? Host, string? User, string? Fingerprint, string? SecretFile, string? Impair, bool Verbose);
}
