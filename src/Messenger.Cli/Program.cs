using Messenger.Cli;
using Messenger.Cli.Output;
using Messenger.Platform.Startup;

StandardStreams.ReserveClosed();
StaticLibc.ConfigureNameService();
using var signals = ShutdownSignals.Listen();
var context = CommandContext.OfProcess(() => signals.ExitCode);
return (int)await CommandRunner.RunAsync(args, context, signals.Token);
