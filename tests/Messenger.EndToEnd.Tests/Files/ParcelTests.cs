using System.Globalization;
using System.Text.Json;
using Messenger.SampleLibrary;

namespace Messenger.EndToEnd.Tests.Files;

/// <summary>Files for one person, held by the server.</summary>
public sealed class ParcelTests(PublishedBinaries binaries)
{
    [Theory]
    [InlineData("tcp")]
    [InlineData("udp")]
    public async Task A_folder_goes_from_one_to_another_in_the_chat_and_each_hears_what_becomes_of_it(string transport)
    {
        await using var server = await TestServer.StartAsync(binaries);
        await using var crowd = await Crowd.EnterAsync(binaries, server, 2);
        var (ann, ben) = (crowd.Users[0], crowd.Users[1]);
        Write(crowd.People[0], "work/a.bin", Samples.Noise(2_000_000, seed: 1));
        Write(crowd.People[0], "work/deep/b", [1, 2, 3]);

        var sent = await ann.AskAsync(new { type = "send", to = ben.Name, files = new[] { "work" }, transport });
        Assert.Equal((0, 1), (sent.Number("exit"), sent.Number("parcel")));
        var waiting = await ben.HearsAsync(o => o.Is("parcel", ("state", "waiting")));
        Assert.Equal(("recipient", ann.Name, "work", 2), (waiting.Text("role"), waiting.Text("from"), waiting.Text("name"), waiting.Number("files")));

        var got = await ben.AskAsync(new { type = "accept", parcel = 1, transport });
        Assert.Equal(0, got.Number("exit"));
        Assert.Equal(Tree.Of(crowd.People[0].Desk), Tree.Of(crowd.People[1].Desk));
        await ann.HearsAsync(o => o.Is("parcel", ("state", "accepted")));
        var fetched = await ann.HearsAsync(o => o.Is("parcel", ("state", "fetched")));
        Assert.Equal((2_000_003, "sender"), (fetched.Number("fetchedBytes"), fetched.Text("role")));
        Assert.Empty(Tree.Of(Path.Combine(server.Data, "inbox")));
    }

    [Fact]
    public async Task Who_is_away_finds_it_after_a_restart_of_the_server_and_its_sender_hears_of_it_once()
    {
        await using var server = await TestServer.StartAsync(binaries);
        using var ann = new Person(binaries, "ann");
        using var ben = new Person(binaries, "ben");
        using var eve = new Person(binaries, "eve");
        await MeetAsync(server, ben, eve);
        Write(ann, "a.txt", "for ben alone"u8.ToArray());
        Assert.Equal(1, JsonObjects.Parse((await ann.RunAsync(server, "send", "ben", "a.txt", "--json")).Expect(0).Text).Number("parcel"));
        await server.KillAsync();
        await server.StartAgainAsync();

        // CTL-BOX-1: to everybody else it is as if there were none.
        (await eve.RunAsync(server, "get", "--inbox", "1")).Expect(3);
        (await eve.RunAsync(server, "get", "--inbox", "--refuse", "1")).Expect(3);
        Assert.Empty((await eve.RunAsync(server, "get", "--inbox")).Expect(0).Text);
        (await ann.RunAsync(server, "get", "--inbox", "1")).Expect(3);

        await using (var chat = await ChatUser.EnterAsync(ben, server))
            Assert.Equal(1, (await chat.HearsAsync(o => o.Is("parcel", ("state", "waiting")))).Number("parcel"));
        Assert.Contains("from ann: a.txt", (await ben.RunAsync(server, "get", "--inbox", "--list")).Expect(0).Text);
        (await ben.RunAsync(server, "get", "--inbox")).Expect(0);
        Assert.Equal("for ben alone", File.ReadAllText(ben["a.txt"]));

        await using (var chat = await ChatUser.EnterAsync(ann, server))
            Assert.Equal("fetched", (await chat.HearsAsync(o => o.Is("parcel"))).Text("state"));
        await using (var chat = await ChatUser.EnterAsync(ann, server))
        {
            await chat.AskAsync(new { type = "inbox" });
            Assert.DoesNotContain(chat.Objects, o => o.Is("parcel"));
        }

        Assert.Equal(["fetched"], JsonObjects.Parse((await ann.RunAsync(server, "send", "--list", "--json")).Expect(0).Text).Texts("parcels", "state"));
    }

    [Fact]
    public async Task What_was_sent_by_half_goes_on_when_the_same_is_sent_again()
    {
        await using var server = await TestServer.StartAsync(binaries);
        using var ann = new Person(binaries, "ann");
        using var ben = new Person(binaries, "ben");
        await MeetAsync(server, ben);
        var content = Samples.Noise(8_000_000, seed: 2);
        Write(ann, "big", content);
        await using (var sending = ann.Start(server, "send", "ben", "big", "--tcp", "--limit-rate", "2M", "--jsonl"))
        {
            await sending.SaysAsync(line => JsonObjects.Parse(line) is var o && o.Is("progress") && o.Number("verifiedBytes") >= 3_000_000);
            sending.Kill();
            await sending.ExitAsync();
        }

        await server.KillAsync();
        await server.StartAgainAsync();
        Assert.Empty((await ben.RunAsync(server, "get", "--inbox", "--list")).Expect(0).Text);
        var result = JsonObjects.Parse((await ann.RunAsync(server, "send", "ben", "big", "--json")).Expect(0).Text);
        Assert.True(result.Number("resumedBytes") > 0, result.ToString());
        (await ben.RunAsync(server, "get", "--inbox", "-o", "mine")).Expect(0);
        Assert.Equal(content, File.ReadAllBytes(ben["mine"]));
    }

    [Fact]
    public async Task The_sender_waits_until_it_is_there_or_refused_and_can_take_it_back()
    {
        await using var server = await TestServer.StartAsync(binaries);
        using var ann = new Person(binaries, "ann");
        using var ben = new Person(binaries, "ben");
        await MeetAsync(server, ben);
        Write(ann, "a", [1]);

        await using (var sending = ann.Start(server, "send", "ben", "a", "--wait", "--jsonl"))
        {
            await sending.SaysAsync(line => JsonObjects.Parse(line).Is("parcel", ("state", "waiting")));
            (await ben.RunAsync(server, "get", "--inbox", "1")).Expect(0);
            await sending.SaysAsync(line => JsonObjects.Parse(line).Is("parcel", ("state", "fetched")));
            string all = (await sending.ExitAsync()).Expect(0).Text;
            Assert.Equal("0", Assert.Single(Results(all)).Text("exit"));
        }

        await using (var sending = ann.Start(server, "send", "ben", "a", "--wait", "--jsonl"))
        {
            await sending.SaysAsync(line => JsonObjects.Parse(line).Is("parcel", ("state", "waiting")));
            (await ben.RunAsync(server, "get", "--inbox", "--refuse", "2")).Expect(0);
            var all = (await sending.ExitAsync()).Expect(4);
            Assert.Contains("refused by ben", all.Error);
            Assert.Equal("4", Assert.Single(Results(all.Text)).Text("exit"));
        }

        (await ann.RunAsync(server, "send", "ben", "a")).Expect(0);
        (await ann.RunAsync(server, "send", "--take-back", "3")).Expect(0);
        (await ben.RunAsync(server, "get", "--inbox", "3")).Expect(3);
        Assert.Empty(Tree.Of(Path.Combine(server.Data, "inbox")));
    }

    [Fact]
    public async Task What_nobody_fetches_expires_and_its_sender_hears_that()
    {
        await using var server = await TestServer.StartAsync(binaries, "--inbox-expiry", "1s");
        await using var crowd = await Crowd.EnterAsync(binaries, server, 2);
        Write(crowd.People[0], "a", [1]);
        await crowd.Users[0].AskAsync(new { type = "send", to = crowd.Users[1].Name, files = new[] { "a" } });
        await crowd.Users[0].HearsAsync(o => o.Is("parcel", ("state", "expired"), ("role", "sender")));
        await crowd.Users[1].HearsAsync(o => o.Is("parcel", ("state", "expired"), ("role", "recipient")));
        Assert.Empty(Tree.Of(Path.Combine(server.Data, "inbox")));
    }

    [Fact]
    public async Task Quotas_names_and_a_server_that_holds_nothing_are_refused_clearly()
    {
        await using var server = await TestServer.StartAsync(binaries, "--inbox-quota", "1M", "--inbox-quota-user", "600k");
        using var ann = new Person(binaries, "ann");
        using var ben = new Person(binaries, "ben");
        await MeetAsync(server, ben);
        Write(ann, "big", Samples.Noise(700_000, seed: 1));
        Write(ann, "small", Samples.Noise(500_000, seed: 2));
        Assert.Contains("600 KiB", Sentence.Of((await ann.RunAsync(server, "send", "ben", "big")).Expect(4)));
        (await ann.RunAsync(server, "send", "ben", "small")).Expect(0);
        (await ann.RunAsync(server, "send", "ben", "small")).Expect(4);
        (await ann.RunAsync(server, "send", "nobody", "small")).Expect(3);
        (await ann.RunAsync(server, "send", "ben")).Expect(2);
        (await ann.RunAsync(server, "get", "--inbox", "one")).Expect(2);
        (await ann.RunAsync(server, "get", "--list")).Expect(2);

        await using var closed = await TestServer.StartAsync(binaries, "--inbox", "off");
        Assert.Contains("--inbox on", Sentence.Of((await ann.RunAsync(closed, "send", "ann", "small")).Expect(4)));
    }

    [Fact]
    public async Task The_commands_of_the_chat_send_list_fetch_and_refuse()
    {
        await using var server = await TestServer.StartAsync(binaries);
        using var ann = new Person(binaries, "ann");
        using var ben = new Person(binaries, "ben");
        Write(ann, "two words.txt", "hello"u8.ToArray());
        await using var here = ben.Start(server, "chat", "--plain");
        await here.SaysAsync(line => line.Contains("you are ben"));
        await using var there = ann.Start(server, "chat", "--plain");
        foreach (var number in new[] { 1, 2 })
        {
            await there.TypeAsync("/send ben 'two words.txt'");
            await here.SaysAsync(line => line.Contains(string.Create(CultureInfo.InvariantCulture, $"/accept {number} fetches it")));
        }

        await here.TypeAsync("/inbox");
        await here.SaysAsync(line => line.Contains("1  from ann: two words.txt, 5 B; waits until"));
        await here.TypeAsync("/refuse 2");
        await there.SaysAsync(line => line.Contains("ben refuses two words.txt, 5 B (parcel 2)"));
        await here.TypeAsync("/accept 1 -o got.txt");
        await there.SaysAsync(line => line.Contains("ben has all of two words.txt, 5 B (parcel 1)"));
        await here.SaysAsync(line => line.Contains("downloaded got.txt"));
        Assert.Equal("hello", File.ReadAllText(ben["got.txt"]));
    }

    // A name is somebody's from the first login on.
    private static JsonElement[] Results(string output) => [.. JsonObjects.ParseLines(output).Where(o => o.Is("result"))];

    private static async Task MeetAsync(TestServer server, params Person[] people)
    {
        foreach (var person in people)
            (await person.RunAsync(server, "ping", "-c", "1")).Expect(0);
    }

    private static void Write(Person person, string name, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(person[name])!);
        File.WriteAllBytes(person[name], content);
    }
}
