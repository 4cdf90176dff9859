using System.Buffers.Binary;
using CsCheck;
using Messenger.Client.Session;
using Messenger.Client.Tests.Support;
using Messenger.Contracts;
using Messenger.Contracts.Chat;
using Messenger.Contracts.Control;
using Messenger.Contracts.Framing;
using Messenger.Platform;
using Messenger.Testing;

namespace Messenger.Client.Tests.Session;

public sealed class HostileServerTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly FakeServer _server = new();

    // CTL-FRAME-2
    [Theory]
    [InlineData(0u)]
    [InlineData(WireLimits.FrameBytes + 1u)]
    [InlineData(uint.MaxValue)]
    public async Task AnImpossibleLengthEndsTheSessionWithoutWaitingForABody(uint length)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, length);
        Assert.Equal(ExitCode.Protocol, (await FailureAfterAsync(bytes)).Code);
    }

    [Fact]
    public async Task AMalformedFrameEndsTheSession() =>
        Assert.Equal(ExitCode.Protocol, (await FailureAfterAsync([3, 0, 0, 0, 7, 1, 2])).Code);

    // CTL-ERR-2
    [Fact]
    public async Task AnUnknownFrameIsIgnored()
    {
        await using var session = await OpenAsync();
        var whois = session.WhoisAsync("bob", CancellationToken.None);
        var connection = await _server.AcceptAsync();
        await connection.AcceptLoginAsync();
        var ask = await connection.ReadAsync<Whois>();
        await connection.SendRawAsync([3, 0, 0, 0, 200, 1, 2]);
        await connection.SendAsync(new WhoisReply { RequestId = ask.RequestId, Name = "bob" });
        Assert.Equal("bob", (await whois.Soon()).Name);
    }

    [Fact]
    public async Task AnswersThatNobodyAskedForAreIgnoredAndOnesOfAnotherKindFailTheRequest()
    {
        await using var session = await OpenAsync();
        var whois = session.WhoisAsync("bob", CancellationToken.None);
        var connection = await _server.AcceptAsync();
        await connection.AcceptLoginAsync();
        var ask = await connection.ReadAsync<Whois>();
        await connection.SendAsync(new WhoisReply { RequestId = ask.RequestId + 77 }, new Done { RequestId = ask.RequestId });
        Assert.Equal(ExitCode.Protocol, (await Assert.ThrowsAsync<UserError>(() => whois.Soon())).Code);
    }

    [Fact]
    public async Task AServerOfAnotherVersionIsNamed()
    {
        await using var session = await OpenAsync();
        var connection = await _server.AcceptAsync();
        await connection.SendAsync(new Welcome { Protocol = 9 });
        var error = await Assert.ThrowsAsync<UserError>(() => session.LoginAsync(CancellationToken.None).Soon());
        Assert.Equal(ExitCode.Protocol, error.Code);
        Assert.Contains('9', error.Message);
    }

    [Fact]
    public async Task AServerThatSkipsTheWelcomeIsNone()
    {
        await using var session = await OpenAsync();
        var connection = await _server.AcceptAsync();
        await connection.SendAsync(new LoggedIn { Name = "ann" });
        Assert.Equal(ExitCode.Protocol, (await Assert.ThrowsAsync<UserError>(() => session.LoginAsync(CancellationToken.None).Soon())).Code);
    }

    [Fact]
    public async Task AGoodbyeIsToldInItsOwnWordsMadeHarmless()
    {
        await using var session = await OpenAsync();
        var whois = session.WhoisAsync("bob", CancellationToken.None);
        var connection = await _server.AcceptAsync();
        await connection.AcceptLoginAsync();
        await connection.ReadAsync<Whois>();
        await connection.SendAsync(new Closing { Reason = ClosingReason.Idle, Sentence = "too quiet \u001b]0;x\u0007" });
        var error = await Assert.ThrowsAsync<UserError>(() => whois.Soon());
        Assert.Equal(ExitCode.Timeout, error.Code);
        Assert.StartsWith("too quiet", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', error.Message);
    }

    [Fact]
    public void WhateverBytesComeTheSessionEndsOrGoesOnAndNothingIsThrown() => Gen.Byte.Array[0, 300].Sample(bytes => Task.Run(async () =>
    {
        var server = new FakeServer();
        await using var session = await OneShotSession.OpenAsync(Profiles.Of(server, _time), CancellationToken.None);
        var connection = await server.AcceptAsync();
        await connection.SendAsync(new Welcome(), new LoggedIn { Name = "ann" });
        // A plausible length leads the bytes into the decoder.
        var framed = new byte[4 + bytes.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(framed, (uint)bytes.Length);
        bytes.CopyTo(framed, 4);
        await connection.SendRawAsync(framed);
        connection.Drop();
        await session.Ended.Soon();
        Assert.True(session.Ended.IsCompletedSuccessfully);
    }).GetAwaiter().GetResult(), iter: 500);

    [Fact]
    public void FramesCutAnywhereAreReadWhole() => Gen.Int[1, 20].Array[1, 40].Sample(cuts => Task.Run(async () =>
    {
        var server = new FakeServer();
        await using var session = await OneShotSession.OpenAsync(Profiles.Of(server, _time), CancellationToken.None);
        var whois = session.WhoisAsync("bob", CancellationToken.None);
        var connection = await server.AcceptAsync();
        byte[] stream =
        [
            .. ControlCodec.Encode(new Welcome()), .. ControlCodec.Encode(new LoggedIn { Name = "ann" }),
            .. ControlCodec.Encode(new WhoisReply { RequestId = 1, Name = "bob", AwayReason = new string('z', 900) }),
        ];
        for (int at = 0, i = 0; at < stream.Length; i++)
        {
            var length = Math.Min(cuts[i % cuts.Length], stream.Length - at);
            await connection.SendRawAsync(stream[at..(at + length)]);
            at += length;
        }

        Assert.Equal(900, (await whois.Soon()).AwayReason.Length);
    }).GetAwaiter().GetResult(), iter: 100);

    private async Task<UserError> FailureAfterAsync(byte[] bytes)
    {
        await using var session = await OpenAsync();
        var loggedIn = session.LoginAsync(CancellationToken.None);
        var connection = await _server.AcceptAsync();
        await connection.AcceptLoginAsync();
        await loggedIn.Soon();
        var whois = session.WhoisAsync("bob", CancellationToken.None);
        await connection.SendRawAsync(bytes);
        return await Assert.ThrowsAsync<UserError>(() => whois.Soon());
    }

    private Task<OneShotSession> OpenAsync() => OneShotSession.OpenAsync(Profiles.Of(_server, _time), CancellationToken.None).Soon();
}
