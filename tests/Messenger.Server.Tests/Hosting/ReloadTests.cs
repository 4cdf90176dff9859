using Messenger.Contracts.Chat;
using Messenger.Contracts.Control;
using Messenger.Contracts.Files;
using Messenger.Platform.Identity;

namespace Messenger.Server.Tests.Hosting;

/// <summary>What a keeper sets otherwise while people are there.</summary>
public sealed class ReloadTests : IDisposable
{
    private readonly IdentityKey _ann = IdentityKey.Create();
    private readonly IdentityKey _bob = IdentityKey.Create();

    public void Dispose()
    {
        _ann.Dispose();
        _bob.Dispose();
    }

    [Fact]
    public async Task Other_bounds_hold_for_what_is_asked_from_then_on_and_what_is_there_stays()
    {
        await using ServerFixture server = await ServerFixture.StartAsync(settings: "");
        server.Directory.Write("files/a", new byte[100]);
        await using WireClient ann = await server.ConnectAsync(_ann);
        await ann.LogInAsync("ann");
        await ann.SendAsync(new JoinRoom { RequestId = 1, Room = "one" });
        await ann.ReadAsync<RoomJoined>(room => room.Room == "one");

        Reload(server, "rooms = 1\nsessions = 1\ntransfers-per-user = 1\ndownloads-for = operators\nrequests-per-second = 0\n");
        await ann.SendAsync(new JoinRoom { RequestId = 2, Room = "two" });
        Assert.Equal(RefusalCode.LimitReached, (await ann.ReadAsync<Refused>()).Code);
        await ann.SendAsync(new OpenDownload { RequestId = 3, Selections = ["a"], Transports = TransferTransports.Tcp });
        Assert.Equal(RefusalCode.AccessDenied, (await ann.ReadAsync<Refused>()).Code);
        await using (WireClient bob = await server.ConnectAsync(_bob))
        {
            await bob.SendAsync(new Login { Name = "bob" });
            Assert.Equal(RefusalCode.ServerFull, (await bob.ReadAsync<Refused>()).Code);
        }

        // A bound that the file does not name any more is what the command line says.
        Reload(server, "transfers-per-user = 1\n");
        await using WireClient again = await server.ConnectAsync(_bob);
        await again.LogInAsync("bob");
        await ann.SendAsync(new JoinRoom { RequestId = 4, Room = "two" });
        await ann.ReadAsync<RoomJoined>(room => room.Room == "two");
        await ann.SendAsync(new OpenDownload { RequestId = 5, Selections = ["a"], Transports = TransferTransports.Tcp });
        await ann.ReadAsync<TransferOffer>();
        await ann.SendAsync(new OpenDownload { RequestId = 6, Selections = ["a"], Transports = TransferTransports.Tcp });
        Assert.Equal(RefusalCode.LimitReached, (await ann.ReadAsync<Refused>(refused => refused.RequestId == 6)).Code);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_changes_nothing()
    {
        await using ServerFixture server = await ServerFixture.StartAsync(settings: "");
        await using WireClient ann = await server.ConnectAsync(_ann);
        await ann.LogInAsync("ann");
        Reload(server, "rooms = 1\n");
        Reload(server, "rooms = 5\nchambers = 3\n");
        await JoinsOneRoomAloneAsync(ann);
        File.Delete(server.ConfigFile);
        server.Server.Reload();
        await ann.SendAsync(new JoinRoom { RequestId = 3, Room = "three" });
        Assert.Equal(RefusalCode.LimitReached, (await ann.ReadAsync<Refused>()).Code);
    }

    [Fact]
    public async Task Who_is_too_fast_and_what_is_remembered_follow_the_file()
    {
        await using ServerFixture server = await ServerFixture.StartAsync(settings: "");
        await using WireClient ann = await server.ConnectAsync(_ann);
        await ann.LogInAsync("ann");
        RoomJoined lobby = await ann.ReadAsync<RoomJoined>();
        for (int i = 0; i < 10; i++)
            await ann.SayAsync($"message {i}");
        await ann.ReadAsync<MessageAccepted>(accepted => accepted.RequestId == 10);
        Reload(server, "lobby-messages = 3\nrequests-per-second = 1\n");
        await ann.SendAsync(new FetchHistory { RequestId = 1, Log = "lobby", Epoch = lobby.Epoch, After = 0 });
        Assert.Equal(10, (await ann.ReadAsync<HistoryPage>()).Messages.Length);
        await ann.SayAsync("message 10");
        await ann.SendAsync(new FetchHistory { RequestId = 2, Log = "lobby", Epoch = lobby.Epoch, After = 0 });
        Assert.Equal(["message 8", "message 9", "message 10"], (await ann.ReadAsync<HistoryPage>()).Messages.Select(message => message.Text));

        // More than a quiet user's five at once: one of them is refused, whenever the bucket fills.
        for (uint id = 10; id < 210; id++)
            await ann.SendAsync(new ListMembers { RequestId = id });
        Assert.Equal(RefusalCode.TooFast, (await ann.ReadAsync<Refused>()).Code);
    }

    private static async Task JoinsOneRoomAloneAsync(WireClient client)
    {
        await client.SendAsync(new JoinRoom { RequestId = 1, Room = "one" });
        await client.ReadAsync<RoomJoined>(room => room.Room == "one");
        await client.SendAsync(new JoinRoom { RequestId = 2, Room = "two" });
        Assert.Equal(RefusalCode.LimitReached, (await client.ReadAsync<Refused>()).Code);
    }

    private static void Reload(ServerFixture server, string settings)
    {
        File.WriteAllText(server.ConfigFile, settings);
        server.Server.Reload();
    }
}
