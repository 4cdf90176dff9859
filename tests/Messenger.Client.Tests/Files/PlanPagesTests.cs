using Messenger.Client.Files;
using Messenger.Client.Session;
using Messenger.Client.Tests.Support;
using Messenger.Contracts.Control;
using Messenger.Contracts.Files;
using Messenger.Platform;
using Messenger.Testing;
using Messenger.Transfer.Plan;

namespace Messenger.Client.Tests.Files;

/// <summary>The list of many files: asked for in several pages at once, so that it costs few round trips.</summary>
public sealed class PlanPagesTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly FakeServer _server = new();
    private readonly PlanFile[] _files = [.. Enumerable.Range(0, 40).Select(i => new PlanFile { Path = $"file {i:00}", Size = i })];

    [Fact]
    public async Task SeveralPagesAreAskedForBeforeOneHasCome()
    {
        var (asked, connection) = await BeginAsync(first: 4);
        var requests = new List<FetchPlan>();
        for (var i = 0; i < 8; i++)
            requests.Add(await connection.ReadAsync<FetchPlan>());
        Assert.Equal([4, 8, 12, 16, 20, 24, 28, 32], requests.Select(request => request.First));
        foreach (var request in Enumerable.Reverse(requests))
            await connection.SendAsync(Page(request, 4));
        await connection.SendAsync(Page(await connection.ReadAsync<FetchPlan>(), 4));
        Assert.Equal(_files.Select(file => file.Path), (await asked.Soon()).Plan.Files.Select(file => file.Path));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    public async Task PagesOfAnyLengthMakeTheWholeList(int seed)
    {
        var random = new Random(seed);
        var (asked, connection) = await BeginAsync(first: random.Next(0, 6));
        while (!asked.IsCompleted && await connection.ReadAnyAsync() is { } frame)
        {
            if (frame is FetchPlan fetch)
                await connection.SendAsync(Page(fetch, random.Next(1, 9)));
            if (frame is Logout)
                break;
        }

        Assert.Equal(_files.Select(file => file.Path), (await asked.Soon()).Plan.Files.Select(file => file.Path));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(37)]
    public async Task AServerWhosePagesLeadNowhereIsLeft(int length)
    {
        var (asked, connection) = await BeginAsync(first: 4);
        _ = Task.Run(async () =>
        {
            while (await connection.ReadAnyAsync() is FetchPlan fetch)
                await connection.SendAsync(new PlanPage { RequestId = fetch.RequestId, First = fetch.First, Files = [.. Enumerable.Repeat(_files[0], length)] });
        });
        Assert.Equal(ExitCode.Protocol, (await Assert.ThrowsAsync<UserError>(() => asked.Soon())).Code);
    }

    private async Task<(Task<DataOffer> Asked, FakeConnection Connection)> BeginAsync(int first)
    {
        var plan = TransferPlan.Create(_files, ChunkSizes.Default);
        var asked = AskAsync();
        var connection = await _server.AcceptAsync();
        await connection.AcceptLoginAsync();
        var open = await connection.ReadAsync<OpenDownload>();
        await connection.SendAsync(new TransferOffer
        {
            RequestId = open.RequestId,
            TransferId = 1,
            Secret = new byte[32],
            Transports = TransferTransports.Tcp,
            ChunkSize = plan.ChunkSize,
            PlanDigest = plan.Digest.ToArray(),
            FileCount = plan.Files.Count,
            TotalBytes = plan.TotalBytes,
            Files = [.. _files.Take(first)],
        });
        return (asked, connection);
    }

    private async Task<DataOffer> AskAsync()
    {
        await using var session = await OneShotSession.OpenAsync(Profiles.Of(_server, _time), CancellationToken.None);
        return await DownloadOffers.AskAsync(session, new DownloadRequest { Selections = ["folder"], WorkingDirectory = "/" }, TransferTransports.Tcp, null, early: null, CancellationToken.None);
    }

    private PlanPage Page(FetchPlan request, int length) => new()
    {
        RequestId = request.RequestId,
        First = request.First,
        Files = [.. _files.Skip(request.First).Take(length)],
    };
}
