using System.Collections.Concurrent;
using Messenger.Client.Files;
using Messenger.Client.Tests.Support;
using Messenger.Contracts.Files;
using Messenger.Platform;

namespace Messenger.Client.Tests.Files;

/// <summary>UDP first, and TCP where datagrams do not get through, or no longer.</summary>
public sealed class FallBackTests : IDisposable
{
    private readonly TemporaryFolder _source = new();
    private readonly TemporaryFolder _target = new();
    private readonly FakeServer _server = new();
    private readonly FileServer _files;
    private readonly UdpRelay _relay;
    private readonly byte[] _content = new byte[12_000_007];
    private readonly ConcurrentQueue<string> _notices = new();

    public FallBackTests()
    {
        new Random(9).NextBytes(_content);
        File.WriteAllBytes(_source.File("big.bin"), _content);
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
    public async Task WhereDatagramsGetThroughNothingElseIsTried()
    {
        AssertArrived(await GetAsync());
        Assert.Equal((1, 0, 0), (_files.Offers, _files.OverTcp, _notices.Count));
    }

    [Fact]
    public async Task WhereNoDatagramGetsThroughTheTransferGoesByTcpAndSaysSoOnce()
    {
        _relay.IsClosed = true;
        AssertArrived(await GetAsync());
        Assert.Equal(["UDP does not get through to the server; the transfer goes on over TCP"], _notices);
        Assert.Equal(1, _files.OverTcp);
    }

    [Fact]
    public async Task WhereDatagramsStopGettingThroughTheSameTransferGoesOnByTcpFromItsJournal()
    {
        _relay.CloseAfter = 6_000_000;
        var outcome = await GetAsync();
        AssertArrived(outcome);
        Assert.Equal(["UDP no longer gets through to the server; the transfer goes on over TCP"], _notices);
        Assert.Equal((1, 2), (_files.OverTcp, _files.Offers));
        // Of six million bytes that came by UDP, headers and chunks half-way aside, none came again.
        Assert.True(_files.Sent < _content.Length - 4_000_000, $"{_files.Sent} bytes came by TCP.");
        // The server hears of it on the control connection, as no datagram can tell it.
        Assert.True(SpinWait.SpinUntil(() => _files.OpenOffers == 0, Patience.Limit));
    }

    [Fact]
    public async Task AfterABlackoutOfBothWhatAnswersFirstGoesOn()
    {
        _relay.CloseAfter = 6_000_000;
        // The whole link is dark until TCP is being tried; then UDP speaks before TCP does.
        _files.BeforeOffer = number =>
        {
            if (number != 2)
                return;
            _relay.CloseAfter = long.MaxValue;
            var before = _relay.ToClient;
            _relay.IsClosed = false;
            Assert.True(SpinWait.SpinUntil(() => _relay.ToClient > before + 100_000, Patience.Limit));
        };
        AssertArrived(await GetAsync());
        Assert.Equal((0, 0), (_files.OverTcp, _notices.Count));
    }

    [Fact]
    public async Task WithUdpAloneThereIsNoFallBackAndTheCauseIsNamed()
    {
        _relay.IsClosed = true;
        var outcome = await GetAsync(TransferTransports.Rudp);
        Assert.Equal(ExitCode.Timeout, outcome.Code);
        Assert.Contains("UDP", outcome.Sentence, StringComparison.Ordinal);
        Assert.Equal((0, 0), (_files.OverTcp, _notices.Count));
    }

    [Fact]
    public async Task StandardOutputGoesOnByTcpInOrder()
    {
        _relay.CloseAfter = 6_000_000;
        var output = new MemoryStream();
        var outcome = await GetAsync(output: output);
        Assert.Equal((ExitCode.Done, null), (outcome.Code, outcome.Sentence));
        Assert.Equal(_content, output.ToArray());
        Assert.Equal(1, _files.OverTcp);
    }

    [Fact]
    public async Task ARestartedServerIsLearntFromTheControlConnection()
    {
        await using var job = Start();
        await HeldHalfWayAsync(job);
        _files.Restart();
        AssertArrived(await job.Completion.Soon());
        Assert.Equal((0, 2), (_files.OverTcp, _files.Offers));
        Assert.Equal(1, job.Progress.Reconnects);
    }

    [Fact]
    public async Task ALostControlConnectionIsMadeAgainBesideTheBytes()
    {
        await using var job = Start();
        await HeldHalfWayAsync(job);
        var attempts = _server.Attempts;
        _files.DropControls();
        Assert.True(SpinWait.SpinUntil(() => _server.Attempts > attempts, Patience.Limit));
        foreach (var control in _files.UdpControls)
            control.Resume();
        AssertArrived(await job.Completion.Soon());
        Assert.Equal((1, 0), (_files.Offers, job.Progress.Reconnects));
    }

    [Fact]
    public async Task WhatTheServerStopsIsToldWithItsReasonAndHowItGoesOn()
    {
        await using var job = Start(TransferTransports.Rudp);
        await HeldHalfWayAsync(job);
        _files.UdpControls.Single().Stop("The server stops.");
        var outcome = await job.Completion.Soon();
        Assert.Equal((ExitCode.Partial, false), (outcome.Code, outcome.StoppedHere));
        Assert.StartsWith("the server stopped the transfer (the server stops); ", outcome.Sentence);
        Assert.EndsWith(outcome.Resumable ? "the same command goes on from there" : "run the same command again later", outcome.Sentence);
    }

    // The server pauses it, so that nothing depends on how fast the machine is.
    private async Task HeldHalfWayAsync(TransferJob job)
    {
        Assert.True(SpinWait.SpinUntil(() => _files.OverUdp == 1, Patience.Limit));
        _files.UdpControls.Single().Pause();
        while (job.Progress.Phase is not (TransferPhase.Stalled or TransferPhase.Ended))
            await Task.Delay(10);
        Assert.Equal(TransferPhase.Stalled, job.Progress.Phase);
    }

    private void AssertArrived(TransferOutcome outcome)
    {
        Assert.Equal((ExitCode.Done, null), (outcome.Code, outcome.Sentence));
        Assert.Equal(_content, File.ReadAllBytes(_target.File("big.bin")));
    }

    private async Task<TransferOutcome> GetAsync(TransferTransports transports = TransferTransports.Tcp | TransferTransports.Rudp, Stream? output = null)
    {
        await using var job = Start(transports, output);
        return await job.Completion.Soon();
    }

    private TransferJob Start(TransferTransports transports = TransferTransports.Tcp | TransferTransports.Rudp, Stream? output = null) =>
        TransferJob.Start(Profiles.Of(_server, TimeProvider.System), new()
        {
            Selections = ["big.bin"],
            WorkingDirectory = _target.Path,
            Transports = transports,
            Output = output is null ? null : "-",
            StandardOutput = output,
            OnNotice = _notices.Enqueue,
        });
}
