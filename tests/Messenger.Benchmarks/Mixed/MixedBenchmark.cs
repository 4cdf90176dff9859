using System.Globalization;
using Messenger.Benchmarks.Mixed.Misfits;
using Messenger.Benchmarks.Processes;
using Messenger.Client.Session;
using Messenger.Platform;

namespace Messenger.Benchmarks.Mixed;

/// <summary>A server as it is in the world: many who talk and come and go, some who misbehave, transfers over bad links, for a long time.</summary>
internal static class MixedBenchmark
{
    /// <summary>Loads the published server with a mixture of clients, and compares everybody's history at the end; ends with 1 where anything is wrong.</summary>
    /// <param name="minutes">How long.</param>
    /// <param name="clients">Clients of both kinds together.</param>
    /// <param name="misbehaving">How many of a hundred misbehave.</param>
    /// <param name="rate">Messages a second that the members say in rooms, all together; a quarter as many go to one alone.</param>
    /// <param name="loss">Loss on the UDP of the transfers.</param>
    /// <param name="seed">Where chance begins.</param>
    public static async Task<int> RunAsync(double minutes = 60, int clients = 500, double misbehaving = 5, double rate = 6, string loss = "5%", int seed = 1)
    {
        var options = new MixedOptions
        {
            Duration = TimeSpan.FromMinutes(minutes),
            Clients = clients,
            Misfits = (int)Math.Round(clients * misbehaving / 100),
            Rate = rate,
            Loss = loss,
            Seed = seed,
        };
        string library = "";
        using MeasuredServer server = await MeasuredServer.StartAsync(Repository.Published("msgr-server"), (folder, port) =>
        {
            library = Directory.CreateDirectory(Path.Combine(folder, "files")).FullName;
            TransferRounds.Prepare(library);
            return ["--listen", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture), "--log-level", "warning", "--uploads", "on", "--limits", "room-messages=2000,inbox-messages=50"];
        }).ConfigureAwait(false);
        var problems = new Problems();
        string state = Directory.CreateTempSubdirectory("msgr-mixed-").FullName;
        try
        {
            var context = new MemberContext(ServerAddress.Parse(server.Address.ToString()), new KnownServers(Path.Combine(state, "known_servers")), new Ledgers(), problems, new MemberCount());
            return await RunAsync(options, server, context, new TransferRounds(options, server.Address.ToString(), library, problems)).ConfigureAwait(false);
        }
        finally
        {
            Directory.Delete(state, recursive: true);
        }
    }

    private static async Task<int> RunAsync(MixedOptions options, MeasuredServer server, MemberContext context, TransferRounds transfers)
    {
        var crowd = new Crowd(options, context);
        await using (crowd.ConfigureAwait(false))
        {
            await crowd.EnterAsync().ConfigureAwait(false);
            Console.WriteLine($"{options.Members} members are in {Crowd.Rooms.Count + 1} rooms; {options.Misfits} who misbehave join them");
            using var enough = new CancellationTokenSource(options.Duration);
            Misfit[] misfits = Misfit.Make(options.Misfits, new MisfitContext(server.Address, options.Seed, context.Problems));
            var watch = new Watch(options, server, context);
            await Task.WhenAll([crowd.LiveAsync(enough.Token), watch.RunAsync(enough), transfers.RunAsync(enough.Token), .. misfits.Select(m => m.RunAsync(enough.Token))]).ConfigureAwait(false);
            CrowdHistory history = await CompareAsync(crowd, context.Problems).ConfigureAwait(false);
            return new MixedReport(options, watch.Samples, history, context.Problems).Tell(
                $"{context.Count.Live} messages heard live, {context.Count.Fetched} fetched after {crowd.Cuts} cut connections ({context.Count.Resumed} places taken back, {context.Count.Logins - options.Members} logins anew) and {crowd.Wanderings} walks out of a room",
                transfers, misfits, server.Said);
        }
    }

    private static async Task<CrowdHistory> CompareAsync(Crowd crowd, Problems problems)
    {
        try
        {
            return await crowd.CompareAsync().ConfigureAwait(false);
        }
        catch (UserError e)
        {
            problems.Add("the histories could not be compared", e.Message);
            return new([], 0, 0, 0, 0);
        }
    }
}
