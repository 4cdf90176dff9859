using ConsoleAppFramework;
using Messenger.Benchmarks.Chat;
using Messenger.Benchmarks.Micro;
using Messenger.Benchmarks.Mixed;
using Messenger.Benchmarks.Screen;
using Messenger.Benchmarks.Transfers;
using Spectre.Console;

// A table that breaks its words is of no use in a log.
if (Console.IsOutputRedirected)
    AnsiConsole.Profile.Width = 160;
var app = ConsoleApp.Create();
app.Add("chat", ChatBenchmark.RunAsync);
app.Add("mixed", MixedBenchmark.RunAsync);
app.Add("transfer", TransferBenchmark.RunAsync);
app.Add("crowd", CrowdBenchmark.RunAsync);
app.Add("small-files", SmallFilesBenchmark.RunAsync);
app.Add("datagrams", DatagramBenchmark.RunAsync);
app.Add("screen", ScreenBenchmark.RunAsync);
app.Add("micro", MicroBenchmarks.Run);
await app.RunAsync(args);
