using ConsoleAppFramework;
using Messenger.Platform;
using Messenger.Platform.Startup;
using Messenger.Server.Commands;

StandardStreams.ReserveClosed();
StaticLibc.ConfigureNameService();

if (CtlCommand.IsMeant(args))
    return await CtlCommand.RunAsync(args);

if (RotateKeyCommand.IsMeant(args))
    return RotateKeyCommand.Run(args);

if (UnitCommand.IsMeant(args))
    return UnitCommand.Run(args);

bool wrongUsage = false;
ConsoleApp.Version = BuildInfo.Of("msgr-server").ToString();
ConsoleApp.Log = static text => Console.Out.WriteLine(HelpText.WithExamples(text));
ConsoleApp.LogError = text =>
{
    // The framework reports here what it could not read of the command line; the command itself handles its own failures.
    wrongUsage = true;
    Console.Error.WriteLine($"msgr-server: {text.TrimEnd()}{Misspelling.Ask(args)} See msgr-server --help.");
};

await ConsoleApp.RunAsync(args, ServeCommand.RunAsync);
return wrongUsage ? (int)ExitCode.Usage : Environment.ExitCode;
