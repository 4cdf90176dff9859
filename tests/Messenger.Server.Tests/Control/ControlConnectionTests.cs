using System.Buffers;
using Messenger.Contracts;
using Messenger.Contracts.Chat;
using Messenger.Contracts.Control;
using Messenger.Contracts.Files;
using Messenger.Contracts.Framing;
using Messenger.Server.Chat;
using Messenger.Server.Control;

namespace Messenger.Server.Tests.Control;

public sealed class ControlConnectionTests
{
    [Fact]
    public async Task CTL_LOGIN_1_a_login_and_requests_may_come_in_one_flight_cut_anywhere()
    {
        await using var host = new ControlHost();
        byte[] flight =
        [
            .. ControlCodec.Encode(new Login { Name = "ann", Purpose = SessionPurpose.Chat }),
            .. ControlCodec.Encode(new ClientPing { RequestId = 1 }),
            .. ControlCodec.Encode(new PostMessage { RequestId = 2, Room = "lobby", Text = new string('\u4e16', 4_000) }),
            .. ControlCodec.Encode(new FetchHistory { RequestId = 3, Log = "lobby" }),
        ];
        foreach (int piece in (int[])[1, 7, 4096, flight.Length])
        {
            WireClient client = await host.ConnectAsync();
            foreach (byte[] part in flight.Chunk(piece))
                await client.SendBytesAsync(part);
            await client.ReadAsync<LoggedIn>();
            Assert.Equal(1u, (await client.ReadAsync<ServerPong>()).RequestId);
            Assert.Equal(2u, (await client.ReadAsync<MessageAccepted>()).RequestId);
            Assert.Equal(3u, (await client.ReadAsync<HistoryPage>()).RequestId);
            await client.SendAsync(new Logout());
            await client.Stream.DisposeAsync();
        }
    }

    [Fact]
    public async Task CTL_LOGIN_1_what_came_with_the_end_of_the_handshake_is_answered_together_with_the_welcome()
    {
        await using var host = new ControlHost();
        WireClient client = await host.ConnectAsync((byte[])[.. ControlCodec.Encode(new Login { Name = "ann", Purpose = SessionPurpose.OneShot }), .. ControlCodec.Encode(new ClientPing { RequestId = 1 })]);
        byte[] bytes = new byte[4096];
        // One write of the server's is one read here, for nobody has read before.
        var answer = new ReadOnlySequence<byte>(bytes, 0, await client.Stream.ReadAsync(bytes));
        var frames = new List<ServerFrame>();
        while (FrameReader.TryRead(ref answer, WireLimits.FrameBytes, out ReadOnlySequence<byte> body) == FrameStatus.Complete && ControlCodec.Decode(body, out ServerFrame? frame, out _) == DecodeStatus.Ok)
            frames.Add(frame!);
        Assert.Collection(frames, f => Assert.IsType<Welcome>(f), f => Assert.IsType<LoggedIn>(f), f => Assert.IsType<ServerPong>(f));
    }

    [Fact]
    public async Task CTL_NAME_4_nobody_is_told_that_a_name_is_theirs_before_it_is_stored()
    {
        await using var host = new ControlHost();
        var stored = new TaskCompletionSource();
        host.Names.Until = stored.Task;
        WireClient client = await host.ConnectAsync();
        await client.SendAsync(new ClientPing { RequestId = 1 });
        await client.ReadAsync<ServerPong>();
        await client.SendAsync(new Login { Name = "ann", Purpose = SessionPurpose.Chat });
        Task<ServerFrame?> next = client.ReadAsync();
        while (host.Names.Saved.Count == 0)
            await Task.Yield();
        Assert.False(next.IsCompleted);
        stored.SetResult();
        Assert.IsType<LoggedIn>(await next);

        // The second time the name is known, and nothing is stored.
        await (await host.ConnectAsync()).LogInAsync("Ann");
        Assert.Equal(["ann"], host.Names.Saved);
    }

    [Theory]
    [InlineData(1, RefusalCode.NameTaken, "ann")]
    [InlineData(1, RefusalCode.NameInvalid, "a b")]
    [InlineData(9, RefusalCode.Version, "bob")]
    public async Task CTL_LOGIN_2_a_refused_login_ends_the_connection_and_what_follows_is_not_answered(int protocol, RefusalCode code, string name)
    {
        await using var host = new ControlHost();
        await (await host.ConnectAsync(key: 1)).LogInAsync("ann");
        WireClient client = await host.ConnectAsync(key: 2);
        await client.SendBytesAsync([
            .. ControlCodec.Encode(new Login { Name = name, Protocol = (ushort)protocol }),
            .. ControlCodec.Encode(new ClientPing { RequestId = 1 }),
        ]);
        Refused refused = Assert.IsType<Refused>(await client.ReadAsync());
        Assert.Equal((0u, code), (refused.RequestId, refused.Code));
        await client.Stream.DisposeAsync();
    }

    [Fact]
    public async Task CTL_LOGIN_3_a_stranger_may_ping_and_nothing_else_and_not_for_ever()
    {
        await using var host = new ControlHost();
        WireClient client = await host.ConnectAsync();
        await client.SendAsync(new ListMembers { RequestId = 5 });
        Refused refused = await client.ReadAsync<Refused>();
        Assert.Equal((5u, RefusalCode.NotLoggedIn), (refused.RequestId, refused.Code));
        host.Time.Advance(host.Context.Limits.Login);
        Assert.Empty(await Drained(client));
    }

    [Theory]
    [InlineData(WireLimits.FrameBytesBeforeLogin, true)]
    [InlineData(WireLimits.FrameBytesBeforeLogin + 1, false)]
    public async Task CTL_FRAME_2_a_stranger_s_frame_is_bounded_from_both_sides(int length, bool accepted) =>
        await SendLength(loggedIn: false, length, accepted);

    [Theory]
    [InlineData(WireLimits.FrameBytes, true)]
    [InlineData(WireLimits.FrameBytes + 1, false)]
    [InlineData(0, false)]
    [InlineData(-1, false)]
    public async Task CTL_FRAME_2_a_frame_is_bounded_from_both_sides(int length, bool accepted) =>
        await SendLength(loggedIn: true, length, accepted);

    [Fact]
    public async Task CTL_ERR_2_a_frame_of_a_newer_peer_is_refused_by_its_tag_and_the_session_goes_on()
    {
        await using var host = new ControlHost();
        WireClient client = await host.ConnectAsync();
        await client.LogInAsync("ann");
        await client.SendBodyAsync(200, 1, 2, 3);
        Refused refused = await client.ReadAsync<Refused>();
        Assert.Equal((RefusalCode.UnknownRequest, (ushort)200), (refused.Code, refused.Tag));
        await client.SendAsync(new ClientPing { RequestId = 1 });
        await client.ReadAsync<ServerPong>();
    }

    [Fact]
    public async Task CTL_ERR_3_malformed_frames_are_refused_up_to_a_number()
    {
        await using var host = new ControlHost();
        WireClient client = await host.ConnectAsync();
        await client.LogInAsync("ann");
        int most = host.Context.Limits.BadFrames;
        for (int i = 1; i <= most; i++)
        {
            await client.SendBodyAsync(4, 255, 255, (byte)i);
            Assert.Equal(RefusalCode.BadRequest, (await client.ReadAsync<Refused>()).Code);
            if (i < most)
            {
                await client.SendAsync(new ClientPing { RequestId = 1 });
                await client.ReadAsync<ServerPong>();
            }
        }

        Assert.Equal(ClosingReason.Protocol, (await client.ReadAsync<Closing>()).Reason);
    }

    [Fact]
    public async Task CTL_LOGIN_4_a_second_login_is_a_bad_request_and_the_session_goes_on()
    {
        await using var host = new ControlHost();
        WireClient client = await host.ConnectAsync();
        await client.LogInAsync("ann");
        await client.SendAsync(new Login { Name = "bob" });
        Assert.Equal(RefusalCode.BadRequest, (await client.ReadAsync<Refused>()).Code);
        await client.SendAsync(new ClientPing { RequestId = 1 });
        await client.ReadAsync<ServerPong>();
    }

    [Fact]
    public async Task A_connection_that_breaks_leaves_a_ghost_and_a_logout_leaves_none()
    {
        await using var host = new ControlHost();
        WireClient ann = await host.ConnectAsync(key: 1);
        await ann.LogInAsync("ann");
        foreach (bool graceful in (bool[])[true, false])
        {
            WireClient bob = await host.ConnectAsync(key: 2);
            await bob.LogInAsync("bob");
            host.Advance(0.1);
            await ann.ReadAsync<PresenceChanged>(p => p.Joined.Any(m => m.Name == "bob"));
            if (graceful)
                await bob.SendAsync(new Logout());
            await bob.Stream.DisposeAsync();
            while (SessionCount(host) > 1)
                await Task.Yield();
            if (!graceful)
                host.Advance(10.5);
            host.Advance(0.1);
            PresenceChanged left = await ann.ReadAsync<PresenceChanged>(p => p.Left.Length > 0);
            Assert.Equal(graceful ? DepartureReason.Quit : DepartureReason.Lost, left.Left[0].Reason);
        }
    }

    [Fact]
    public async Task A_reader_that_stalls_is_torn_down_and_the_others_hear_everything()
    {
        await using var host = new ControlHost(new ChatLimits { OutboxBytes = 100_000 });
        WireClient ann = await host.ConnectAsync(key: 1), stalled = await host.ConnectAsync(key: 2, capacity: 8_192);
        await ann.LogInAsync("ann");
        await stalled.LogInAsync("bob");
        for (int i = 0; i < 200; i++)
        {
            await ann.SayAsync($"{i} " + new string('x', 1_000));
            Assert.StartsWith($"{i} ", (await ann.ReadAsync<MessagePosted>()).Message.Text, StringComparison.Ordinal);
        }

        Assert.Equal(1, SessionCount(host));
        host.Time.Advance(host.Context.Limits.Close);
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            while (await stalled.ReadAsync() is not null)
            {
            }

            throw new EndOfStreamException();
        });
    }

    [Fact]
    public async Task Who_asks_and_does_not_read_is_not_read_from_either_and_gets_every_answer()
    {
        await using var host = new ControlHost();
        host.Library.Write("a", "x");
        WireClient client = await host.ConnectAsync(capacity: 8_192);
        await client.LogInAsync("ann");
        for (int i = 0; i < 60; i++)
        {
            await client.SayAsync(new string('\u4e16', 4_000));
            await client.ReadAsync<MessageAccepted>();
        }

        const int asked = 300;
        Task asking = Task.Run(async () =>
        {
            for (uint i = 1; i <= asked; i++)
                await client.SendAsync(new FetchHistory { RequestId = 1_000 + i, Log = "lobby" });
        });
        for (uint i = 1; i <= asked; i++)
            Assert.Equal(1_000 + i, (await client.ReadAsync<HistoryPage>()).RequestId);
        await asking;
    }

    [Fact]
    public async Task Questions_about_files_are_bounded_in_number_and_pings_do_not_wait_for_them()
    {
        await using var host = new ControlHost();
        host.Library.Write("x/a.txt");
        WireClient client = await host.ConnectAsync();
        await client.LogInAsync("ann");
        byte[] flight = [.. Enumerable.Range(1, 50).SelectMany(i => ControlCodec.Encode(new ListFiles { RequestId = (uint)i }))];
        await client.SendBytesAsync(flight);
        HashSet<uint> answered = [];
        while (answered.Count < 50)
        {
            ServerFrame? frame = await client.ReadAsync();
            if (frame is FilePage page)
                Assert.Equal("x/a.txt", Assert.Single(page.Files).Path);
            if (frame is Refused refused)
                Assert.Equal(RefusalCode.TooFast, refused.Code);
            if (frame is FilePage or Refused)
                Assert.True(answered.Add(((IReply)frame).RequestId));
        }
    }

    [Fact]
    public async Task A_connection_is_not_shut_down_while_it_is_read_from_and_what_comes_afterwards_is_dropped()
    {
        await using var host = new ControlHost();
        WireClient client = await host.ConnectAsync();
        await client.LogInAsync("ann");
        await client.SendAsync(new Logout());
        while (host.ShutDownWhileReading.Count == 0)
            await Task.Yield();
        Assert.Equal([false], host.ShutDownWhileReading);
        // More than the stream holds: it has to be read to be sent.
        await client.SendBytesAsync(new byte[3 << 20]);
    }

    private static async Task SendLength(bool loggedIn, int length, bool accepted)
    {
        await using var host = new ControlHost();
        WireClient client = await host.ConnectAsync();
        if (loggedIn)
            await client.LogInAsync("ann");
        await client.SendBytesAsync(BitConverter.GetBytes(length));
        if (accepted)
        {
            await client.SendBytesAsync([250, .. new byte[length - 1]]);
            Assert.Equal(RefusalCode.BadRequest, (await client.ReadAsync<Refused>()).Code);
        }
        else
        {
            Assert.Equal(ClosingReason.Protocol, (await client.ReadAsync<Closing>()).Reason);
        }
    }

    private static int SessionCount(ControlHost host)
    {
        using ChatGate.Turn turn = host.Gate.Enter();
        return turn.Community.SessionCount;
    }

    private static async Task<List<ServerFrame>> Drained(WireClient client)
    {
        try
        {
            return await client.ReadToEndAsync();
        }
        catch (OperationCanceledException)
        {
            return [];
        }
    }
}
