using Messenger.Client.Files;
using Messenger.Client.Tests.Support;
using Messenger.Contracts.Files;
using Messenger.Platform;

namespace Messenger.Client.Tests.Files;

/// <summary>CTL-XFER-12: a connection over UDP that begins with the request for its offer.</summary>
public sealed class EarlyWayTests : IDisposable
{
    private readonly TemporaryFolder _source = new();
    private readonly TemporaryFolder _target = new();
    private readonly FakeServer _server = new();
    private readonly FileServer _files;
    private readonly UdpRelay _relay;
    private readonly byte[] _content = new byte[3_000_007];

    public EarlyWayTests()
    {
        new Random(9).NextBytes(_content);
        File.WriteAllBytes(_source.File("big.bin"), _content);
        Directory.CreateDirectory(_source.File("sub"));
        File.WriteAllBytes(_source.File("sub/small.bin"), _content.AsSpan(0, 200_000));
        File.WriteAllBytes(_source.File("empty"), []);
        _files = new FileServer(_server, _source.Path);
        _relay = _files.ServeUdp();
    }

    public void Dispose()
    {
        _files.Dispose();
        _relay.Dispose();
        _source.Dispose();
        _target.Dispose();
    }

    [Fact]
    public async Task TheFirstBytesComeBeforeTheOffer()
    {
        // The client hears of the offer when its first bytes are on their way, on the connection that it has begun itself.
        _files.AfterOffer = async () =>
        {
            while (!_files.UdpControls.Any(control => control.Progress.MovedBytes > 0))
                await Task.Delay(10);
        };
        await ArrivesAsync("big.bin");
        Assert.Equal((1, _files.Asked!.TransferId), (_files.Offers, _files.UdpIds.Single()));
    }

    [Theory]
    [InlineData("sub")]
    [InlineData("empty")]
    [InlineData("big.bin", "sub/small.bin", "empty")]
    public async Task WhateverThereIs(params string[] selections)
    {
        await ArrivesAsync(selections);
        Assert.Equal((1, true), (_files.Offers, _files.Asked!.TransferId != 0));
    }

    [Fact]
    public async Task StandardOutputGetsThemInOrder()
    {
        var output = new MemoryStream();
        Assert.Equal(ExitCode.Done, (await GetAsync(["big.bin"], request => request with { Output = "-", StandardOutput = output })).Code);
        Assert.Equal(_content, output.ToArray());
        Assert.Equal((1, true), (_files.Offers, _files.Asked!.TransferId != 0));
    }

    [Fact]
    public async Task AServerThatMakesItsOwnIdIsServedAsEver()
    {
        _files.TakesIds = false;
        await ArrivesAsync("big.bin");
        Assert.Equal((1, true), (_files.Offers, _files.Asked!.TransferId != 0));
    }

    [Fact]
    public async Task AServerWithAnotherCipherIsConnectedToAnew()
    {
        _files.Cipher = TransferCipher.ChaCha20Poly1305;
        await ArrivesAsync("big.bin");
        Assert.Equal(1, _files.Offers);
    }

    [Fact]
    public async Task WhatIsHereAlreadyDoesNotComeAgain()
    {
        await ArrivesAsync("sub/small.bin");
        var before = _relay.ToClient;
        // That it is here shows only when the plan is known, behind which the first bytes may have come: what was begun is given back.
        Assert.Equal(ExitCode.Done, (await GetAsync(["sub/small.bin"])).Code);
        Assert.Equal(3, _files.Offers);
        Assert.True(_relay.ToClient - before < 400_000);
        Assert.True(SpinWait.SpinUntil(() => _files.OpenOffers == 0, Patience.Limit));
    }

    [Theory]
    [InlineData("big.bin")]
    [InlineData("big.bin.part")]
    public async Task WhereSomethingIsHereNothingIsBegun(string there)
    {
        File.WriteAllBytes(_target.File(there), _content.AsSpan(0, 100_000));
        await GetAsync(["big.bin"], request => request with { IfExists = ExistingPolicy.Overwrite });
        Assert.Equal(_content, File.ReadAllBytes(_target.File("big.bin")));
        Assert.Equal((0ul, 0), (_files.Asked!.TransferId, _files.Asked.Secret.Length));
    }

    [Fact]
    public async Task ABoundedRateIsToldBeforeAnythingComes()
    {
        await ArrivesAsync(request => request with { LimitRate = 50_000_000 }, "big.bin");
        Assert.Equal(0ul, _files.Asked!.TransferId);
    }

    [Fact]
    public async Task WithTcpAloneNothingIsBegun()
    {
        await ArrivesAsync(request => request with { Transports = TransferTransports.Tcp }, "big.bin");
        Assert.Equal((0ul, 1), (_files.Asked!.TransferId, _files.OverTcp));
    }

    [Fact]
    public async Task ARefusalIsSaidAsEver()
    {
        var outcome = await GetAsync(["nothing"]);
        Assert.Equal(ExitCode.NotFound, outcome.Code);
    }

    private Task ArrivesAsync(params string[] selections) => ArrivesAsync(request => request, selections);

    private async Task ArrivesAsync(Func<DownloadRequest, DownloadRequest> change, params string[] selections)
    {
        var outcome = await GetAsync(selections, change);
        Assert.Equal((ExitCode.Done, null), (outcome.Code, outcome.Sentence));
        foreach (var path in Directory.EnumerateFiles(_source.Path, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(_source.Path, path)))
        {
            if (selections.Any(selection => path == selection || path.StartsWith(selection + "/", StringComparison.Ordinal)))
                Assert.Equal(File.ReadAllBytes(_source.File(path)), File.ReadAllBytes(_target.File(path)));
        }
    }

    private async Task<TransferOutcome> GetAsync(string[] selections, Func<DownloadRequest, DownloadRequest>? change = null)
    {
        var request = new DownloadRequest { Selections = selections, WorkingDirectory = _target.Path };
        await using var job = TransferJob.Start(Profiles.Of(_server, TimeProvider.System), change?.Invoke(request) ?? request);
        return await job.Completion.Soon();
    }
}
