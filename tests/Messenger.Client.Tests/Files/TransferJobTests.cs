using System.Security.Cryptography;
using Messenger.Client.Files;
using Messenger.Client.Tests.Support;
using Messenger.Platform;

namespace Messenger.Client.Tests.Files;

public sealed class TransferJobTests : IDisposable
{
    // What one cut may cost: a record on the wire, and the chunk before it.
    private const int Record = 400_000;

    private readonly TemporaryFolder _source = new();
    private readonly TemporaryFolder _target = new();
    private readonly FakeServer _server = new();
    private readonly byte[] _content = new byte[1_000_003];

    public TransferJobTests()
    {
        new Random(5).NextBytes(_content);
        File.WriteAllBytes(_source.File("big.bin"), _content);
        Directory.CreateDirectory(_source.File("docs/deep"));
        for (var i = 0; i < 10; i++)
            File.WriteAllText(_source.File($"docs/{(i % 2 == 0 ? "deep/" : "")}{i}.txt"), new string((char)('a' + i), i * 1_000));
    }

    public void Dispose()
    {
        _source.Dispose();
        _target.Dispose();
    }

    [Fact]
    public async Task AFileArrivesWhole()
    {
        using var files = new FileServer(_server, _source.Path);
        var outcome = await GetAsync(new() { Selections = ["big.bin"] });
        Assert.Equal((ExitCode.Done, null), (outcome.Code, outcome.Sentence));
        Assert.Equal(_content, File.ReadAllBytes(_target.File("big.bin")));
        Assert.Equal([_target.File("big.bin")], outcome.FilesWritten);
        Assert.Equal((1.0, 1, 1, TransferPhase.Ended), (outcome.Progress.Fraction, outcome.Progress.Files, outcome.Progress.FilesVerified, outcome.Progress.Phase));
    }

    [Fact]
    public async Task AFolderKeepsItsTreeAcrossPages()
    {
        using var files = new FileServer(_server, _source.Path);
        var outcome = await GetAsync(new() { Selections = ["docs"], Output = "copy" });
        Assert.Equal(ExitCode.Done, outcome.Code);
        Assert.Equal(10, outcome.FilesWritten.Count);
        for (var i = 0; i < 10; i++)
            Assert.Equal(i * 1_000, File.ReadAllText(_target.File($"copy/docs/{(i % 2 == 0 ? "deep/" : "")}{i}.txt")).Length);
    }

    [Fact]
    public async Task TheOptionNamesTheFile()
    {
        using var files = new FileServer(_server, _source.Path);
        Assert.Equal(ExitCode.Done, (await GetAsync(new() { Selections = ["big.bin"], Output = "sub/other.bin" })).Code);
        Assert.Equal(_content, File.ReadAllBytes(_target.File("sub/other.bin")));
    }

    [Fact]
    public async Task AnIdenticalFileIsSkipped()
    {
        using var files = new FileServer(_server, _source.Path);
        File.WriteAllBytes(_target.File("big.bin"), _content);
        var outcome = await GetAsync(new() { Selections = ["big.bin"] });
        Assert.Equal((ExitCode.Done, 1, 0), (outcome.Code, outcome.FilesSkipped, outcome.FilesWritten.Count));
        Assert.True(files.Sent < 10_000, $"{files.Sent} bytes were sent for a file that is there.");
    }

    [Theory]
    [InlineData(null, ExitCode.Exists)]
    [InlineData(ExistingPolicy.Default, ExitCode.Exists)]
    [InlineData(ExistingPolicy.Skip, ExitCode.Done)]
    [InlineData(ExistingPolicy.Overwrite, ExitCode.Done)]
    [InlineData(ExistingPolicy.Rename, ExitCode.Done)]
    public async Task AFileInTheWayIsAskedAbout(ExistingPolicy? answer, ExitCode code)
    {
        using var files = new FileServer(_server, _source.Path);
        File.WriteAllText(_target.File("big.bin"), "mine");
        ExistingFile? asked = null;
        var outcome = await GetAsync(new()
        {
            Selections = ["big.bin"],
            AskExisting = answer is null ? null : (existing, _) =>
            {
                asked = existing;
                return ValueTask.FromResult(answer.Value);
            },
        });
        Assert.Equal(code, outcome.Code);
        if (answer is not null)
            Assert.Equal((4L, (long)_content.Length), (asked!.Size, asked.NewSize));
        Assert.Equal(answer == ExistingPolicy.Overwrite, new FileInfo(_target.File("big.bin")).Length == _content.Length);
        if (answer == ExistingPolicy.Rename)
            Assert.Equal(_content, File.ReadAllBytes(Assert.Single(outcome.FilesWritten)));
    }

    [Fact]
    public async Task BrokenConnectionsAreMadeAgainAndNothingVerifiedIsSentTwice()
    {
        using var files = new FileServer(_server, _source.Path);
        var large = new byte[6_000_000];
        new Random(6).NextBytes(large);
        File.WriteAllBytes(_source.File("large.bin"), large);
        for (var i = 1; i <= 5; i++)
            files.CutAfter.Enqueue(900_000);
        var outcome = await GetAsync(new() { Selections = ["large.bin"] });
        Assert.Equal(ExitCode.Done, outcome.Code);
        Assert.Equal(5, outcome.Progress.Reconnects);
        Assert.Equal(6, files.Offers);
        Assert.Equal(large, File.ReadAllBytes(_target.File("large.bin")));
        // A cut loses at most the record and the chunk that were under way.
        Assert.True(files.Sent < large.Length + (6 * Record), $"{files.Sent} bytes were sent.");
    }

    [Fact]
    public async Task WithoutPatienceABrokenTransferEndsPartlyAndTheNextCommandGoesOn()
    {
        using var files = new FileServer(_server, _source.Path);
        files.CutAfter.Enqueue(800_000);
        var outcome = await GetAsync(new() { Selections = ["big.bin"], KeepTrying = TimeSpan.Zero });
        Assert.Equal((ExitCode.Partial, true), (outcome.Code, outcome.Resumable));
        Assert.False(File.Exists(_target.File("big.bin")));
        var sent = files.Sent;
        outcome = await GetAsync(new() { Selections = ["big.bin"] });
        Assert.Equal(ExitCode.Done, outcome.Code);
        Assert.InRange(outcome.Progress.ResumedBytes, 800_000 - Record, 800_000);
        // Hashes and messages come on top.
        Assert.True(files.Sent - sent < _content.Length - outcome.Progress.ResumedBytes + 4_000, $"{files.Sent - sent} bytes were sent again.");
    }

    [Fact]
    public async Task ASourceThatChangesOnTheWayIsFetchedAnewAndNeverMixed()
    {
        using var files = new FileServer(_server, _source.Path);
        files.CutAfter.Enqueue(400_000);
        var changed = (byte[])_content.Clone();
        changed.AsSpan().Reverse();
        files.BeforeOffer = number =>
        {
            if (number == 2)
                File.WriteAllBytes(_source.File("big.bin"), changed);
        };
        Assert.Equal(ExitCode.Done, (await GetAsync(new() { Selections = ["big.bin"] })).Code);
        Assert.Equal(changed, File.ReadAllBytes(_target.File("big.bin")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ASha256IsComparedBeforeTheFileGetsItsName(bool right)
    {
        using var files = new FileServer(_server, _source.Path);
        var digest = SHA256.HashData(_content);
        if (!right)
            digest[0] ^= 1;
        var outcome = await GetAsync(new() { Selections = ["big.bin"], Sha256 = digest });
        Assert.Equal(right ? ExitCode.Done : ExitCode.Integrity, outcome.Code);
        Assert.Equal(right, File.Exists(_target.File("big.bin")));
    }

    [Theory]
    [InlineData(true, ExitCode.Done)]
    [InlineData(false, ExitCode.Partial)]
    public async Task ItAsksOnTheWay(bool answer, ExitCode code)
    {
        using var files = new FileServer(_server, _source.Path);
        TransferProgress? asked = null;
        var outcome = await GetAsync(new()
        {
            Selections = ["big.bin"],
            AskAt = 0.5,
            AskContinue = (progress, _) =>
            {
                asked = progress;
                return ValueTask.FromResult(answer);
            },
        });
        Assert.Equal(code, outcome.Code);
        Assert.NotNull(asked);
        Assert.Equal(answer, File.Exists(_target.File("big.bin")));
    }

    [Fact]
    public async Task WithoutAnybodyToAskTheAnswerIsNo()
    {
        using var files = new FileServer(_server, _source.Path);
        var outcome = await GetAsync(new() { Selections = ["big.bin"], AskAt = 0.5 });
        Assert.Equal((ExitCode.Partial, true, true), (outcome.Code, outcome.Resumable, outcome.StoppedHere));
        // The same again goes on: it is past the question.
        outcome = await GetAsync(new() { Selections = ["big.bin"], AskAt = 0.5 });
        Assert.Equal((ExitCode.Done, false), (outcome.Code, outcome.StoppedHere));
        Assert.Equal(_content, File.ReadAllBytes(_target.File("big.bin")));
    }

    [Fact]
    public async Task WhatTheServerDoesNotHaveIsNotFound()
    {
        using var files = new FileServer(_server, _source.Path);
        Assert.Equal(ExitCode.NotFound, (await GetAsync(new() { Selections = ["nothing"] })).Code);
    }

    [Fact]
    public async Task AFirstConnectionThatFailsIsNotTriedAgain()
    {
        _server.Unreachable = new UserError(ExitCode.CannotConnect, "down");
        Assert.Equal(ExitCode.CannotConnect, (await GetAsync(new() { Selections = ["big.bin"] })).Code);
        Assert.Equal(1, _server.Attempts);
    }

    [Theory]
    [InlineData("/proc/nothing/here/")]
    [InlineData("big.bin/under/")]
    public async Task ATargetThatCannotBeWrittenIsTheLocalDisksFault(string output)
    {
        using var files = new FileServer(_server, _source.Path);
        File.WriteAllText(_target.File("big.bin"), "a file where a folder should be");
        var outcome = await GetAsync(new() { Selections = ["big.bin"], Output = output });
        Assert.Equal(ExitCode.LocalFile, outcome.Code);
        // The offer is given back.
        Assert.True(SpinWait.SpinUntil(() => files.OpenOffers == 0, Patience.Limit));
    }

    [Fact]
    public async Task StandardOutputGetsTheBytesInOrderAcrossBrokenConnections()
    {
        using var files = new FileServer(_server, _source.Path);
        files.CutAfter.Enqueue(200_000);
        files.CutAfter.Enqueue(300_000);
        var output = new MemoryStream();
        var outcome = await GetAsync(new() { Selections = ["big.bin"], Output = "-", StandardOutput = output, Sha256 = SHA256.HashData(_content) });
        Assert.Equal((ExitCode.Done, null), (outcome.Code, outcome.Sentence));
        Assert.Equal(_content, output.ToArray());
        Assert.Empty(Directory.EnumerateFileSystemEntries(_target.Path));
    }

    [Fact]
    public async Task StandardOutputWithAnotherDigestIsAnIntegrityFailure()
    {
        using var files = new FileServer(_server, _source.Path);
        var outcome = await GetAsync(new() { Selections = ["big.bin"], Output = "-", StandardOutput = new MemoryStream(), Sha256 = new byte[32] });
        Assert.Equal(ExitCode.Integrity, outcome.Code);
    }

    [Fact]
    public async Task SeveralFilesDoNotFitIntoStandardOutput()
    {
        using var files = new FileServer(_server, _source.Path);
        Assert.Equal(ExitCode.Usage, (await GetAsync(new() { Selections = ["docs"], Output = "-", StandardOutput = new MemoryStream() })).Code);
    }

    [Fact]
    public async Task AStoppedJobKeepsItsPartAndSaysSo()
    {
        using var files = new FileServer(_server, _source.Path);
        TransferJob? job = null;
        job = TransferJob.Start(Profiles.Of(_server, TimeProvider.System), new()
        {
            Selections = ["big.bin"],
            WorkingDirectory = _target.Path,
            AskAt = 0.3,
            AskContinue = (_, _) =>
            {
                job!.Stop();
                return ValueTask.FromResult(true);
            },
        });
        await using (job)
        {
            var outcome = await job.Completion.Soon();
            Assert.Equal((ExitCode.Partial, true), (outcome.Code, outcome.Resumable));
        }

        Assert.False(File.Exists(_target.File("big.bin")));
    }

    private async Task<TransferOutcome> GetAsync(DownloadRequest request)
    {
        await using var job = TransferJob.Start(Profiles.Of(_server, TimeProvider.System), request with { WorkingDirectory = _target.Path });
        return await job.Completion.Soon();
    }
}
