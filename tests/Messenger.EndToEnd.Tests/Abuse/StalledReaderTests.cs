using Messenger.Contracts.Control;

namespace Messenger.EndToEnd.Tests.Abuse;

/// <summary>CTL-LIVE-4 over real connections: one who does not read, among 500.</summary>
public sealed class StalledReaderTests(PublishedBinaries binaries)
{
    private const int Others = 499, AtOnce = 4, Characters = 4_000, Rounds = 40, RoundsAlone = 10, Outbox = 128 << 10;

    // What .NET keeps beside 500 connections: garbage of a burst. Unbounded, the stalled one alone would have a frame of each message.
    private const long Memory = 96L << 20;

    [Fact]
    public async Task CTL_LIVE_4_nobody_waits_for_one_stalled_reader_among_500_and_it_is_dropped_with_its_reason()
    {
        await using var server = await TestServer.StartAsync(binaries, "--requests-per-second", "0", "--limits", $"outbox-bytes={Outbox}");
        await using var stalled = await RawClient.EnterAsync(server, "mallory", receiveBuffer: 4_096);
        using var leaving = new CancellationTokenSource();
        var alive = StayAliveAsync(stalled, leaving.Token);
        Listener[] others = await EnterAsync(server);
        try
        {
            // Every round is heard by all others before the next is said, though one of the members reads nothing at all.
            var said = 0;
            var cost = new ServerCost(server);
            for (var round = 0; round < Rounds; round++)
                await SayAsync(round);

            await others[0].SeesGoneAsync("mallory");
            var beside = cost.Processor;
            // It costs the others nothing that it is there: without it, a round is no cheaper.
            var alone = await ServerCost.ProcessorOfAsync(server, async () =>
            {
                for (var round = 0; round < RoundsAlone; round++)
                    await SayAsync(round);
            });
            ServerCost.IsWorthAtMost(3, beside, (double)Rounds / RoundsAlone * alone);
            await cost.LeavesNothingOpenAsync();

            async Task SayAsync(int round)
            {
                await others[round % Others].SayAsync([.. Enumerable.Repeat(new string('x', Characters), AtOnce)]);
                said += AtOnce;
                await Task.WhenAll(others.Select(other => other.HearsAsync(said)));
                cost.IsBounded(Memory);
            }

            await others[0].SayAsync("after it");
            await Task.WhenAll(others.Select(other => other.HearsAsync(said + 1)));
            await leaving.CancelAsync();
            await alive;
            // The last word reaches it where it reads in time; in any case the connection has ended, and not for silence.
            var rest = await stalled.ReadToEndAsync();
            Assert.All(rest.OfType<Closing>(), closing => Assert.Equal(ClosingReason.TooSlow, closing.Reason));
            Assert.InRange(rest.Count, 1, said);
        }
        finally
        {
            await leaving.CancelAsync();
            foreach (var other in others)
                await other.DisposeAsync();
        }
    }

    private static async Task<Listener[]> EnterAsync(TestServer server)
    {
        var entered = new Listener[Others];
        await Parallel.ForEachAsync(Enumerable.Range(0, Others), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) => entered[i] = await Listener.EnterAsync(server, $"member{i}"));
        return entered;
    }

    // One who does not read and says that it lives is no dead peer.
    private static async Task StayAliveAsync(RawClient client, CancellationToken ct)
    {
        try
        {
            while (true)
            {
                await client.SendAsync(new ClientPong());
                await Task.Delay(TimeSpan.FromSeconds(2), ct);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // It was dropped.
        }
    }
}
