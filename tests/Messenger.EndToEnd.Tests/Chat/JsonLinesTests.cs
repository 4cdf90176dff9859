using System.Text.Json;

namespace Messenger.EndToEnd.Tests.Chat;

/// <summary><c>msgr chat --jsonl</c>: the bot kit.</summary>
public sealed class JsonLinesTests(PublishedBinaries binaries)
{
    [Fact]
    public async Task Who_wants_only_what_is_new_hears_nothing_of_before()
    {
        await using var server = await TestServer.StartAsync(binaries);
        using var ann = new Person(binaries, "ann");
        using var bob = new Person(binaries, "bob");
        using var cid = new Person(binaries, "cid");
        await using var speaker = await ChatUser.EnterAsync(ann, server);
        await speaker.SayAsync("before");

        await using var late = await ChatUser.EnterAsync(bob, server, "--since", "now");
        await using var other = await ChatUser.EnterAsync(cid, server);
        await other.HearsTextAsync("before");
        await speaker.SayAsync("after");
        await late.HearsTextAsync("after");
        Assert.Equal(["after"], late.Texts);
    }

    [Fact]
    public async Task Every_request_is_answered_with_its_id()
    {
        await using var server = await TestServer.StartAsync(binaries);
        server.Offer("notes.txt", "hello"u8.ToArray());
        await using var crowd = await Crowd.EnterAsync(binaries, server, 1);
        var ann = crowd.Users[0];

        Assert.Equal("accepted", (await ann.AskAsync(new { type = "say", text = "hi" })).Text("type"));
        Assert.Equal("ok", (await ann.AskAsync(new { type = "join", room = "ops" })).Text("type"));
        Assert.Equal(["lobby", "ops"], (await ann.AskAsync(new { type = "rooms" })).Texts("rooms", "name"));
        Assert.Equal(["ann"], (await ann.AskAsync(new { type = "who" })).Texts("users", "name"));
        Assert.Equal("whois", (await ann.AskAsync(new { type = "whois", name = "ann" })).Text("type"));
        Assert.Equal(["hi"], (await ann.AskAsync(new { type = "history" })).Texts("messages", "text"));
        Assert.Equal(["notes.txt"], (await ann.AskAsync(new { type = "files" })).Texts("files", "path"));
        Assert.InRange((await ann.AskAsync(new { type = "ping" })).GetProperty("milliseconds")[0].GetDouble(), 0, 60_000);
        var got = await ann.AskAsync(new { type = "get", files = new[] { "notes.txt" } });
        Assert.Equal(0, got.Number("exit"));
        Assert.Equal("hello", File.ReadAllText(crowd.People[0]["notes.txt"]));
        Assert.Equal("ok", (await ann.AskAsync(new { type = "part", room = "ops" })).Text("type"));
    }

    [Fact]
    public async Task A_message_carries_its_id_epoch_number_and_time_and_the_answer_names_the_same()
    {
        await using var server = await TestServer.StartAsync(binaries);
        await using var crowd = await Crowd.EnterAsync(binaries, server, 2);

        var accepted = await crowd.Users[0].SayAsync("hi");
        var own = await crowd.Users[0].HearsTextAsync("hi");
        var heard = await crowd.Users[1].HearsTextAsync("hi");
        foreach (var member in (string[])["messageId", "epoch", "sequence", "time", "room"])
        {
            Assert.NotNull(accepted.Text(member));
            Assert.Equal(accepted.Text(member), own.Text(member));
            Assert.Equal(accepted.Text(member), heard.Text(member));
        }

        var states = crowd.Users[0].Objects.Where(o => o.Is("delivery", ("messageId", accepted.Text("messageId")!))).Select(o => o.Text("state"));
        Assert.Equal("accepted", states.Last());
    }

    [Fact]
    public async Task A_line_that_is_no_request_is_an_error_object_and_the_chat_goes_on()
    {
        await using var server = await TestServer.StartAsync(binaries);
        await using var crowd = await Crowd.EnterAsync(binaries, server, 1);
        var ann = crowd.Users[0];
        string[] bad =
        [
            "hello", "[]", "null", "42", "{", "{}", """{"type":"dance"}""", """{"type":"say"}""", """{"type":"say","text":7}""",
            """{"v":2,"type":"say","text":"future"}""", """{"type":"say","text":"x","id":{}}""", """{"type":"say","text":"x","room":"a","with":"b"}""",
            """{"type":"get","files":[null]}""", """{"type":"get","name":"x","output":"-"}""", """{"type":"history","most":0}""",
            "{\"type\":\"say\",\"text\":\"" + new string('[', 100) + "\u001b\"}", new string('[', 10_000),
        ];

        foreach (var line in bad)
        {
            var soFar = ann.SoFar;
            await ann.Program.TypeAsync(line);
            Assert.Equal(2, (await ann.HearsAsync(o => o.Is("error"), soFar)).Number("exit"));
        }

        // The id comes back where it could be read, as a string.
        await ann.Program.TypeAsync("""{"type":"dance","id":7}""");
        await ann.HearsAsync(o => o.Is("error", ("id", "7")));
        await ann.Program.TypeAsync("""{"type":"sya","id":"near"}""");
        Assert.Contains("say", (await ann.HearsAsync(o => o.Is("error", ("id", "near")))).Text("message"));
        await ann.SayAsync("still here");
        await ann.HearsTextAsync("still here");
        Assert.Equal(["still here"], ann.Texts);
    }

    [Fact]
    public async Task The_end_of_the_input_leaves_when_all_is_answered_and_every_line_is_an_object()
    {
        await using var server = await TestServer.StartAsync(binaries);
        using var person = new Person(binaries, "ann");
        await using var bot = person.Start(server, "chat", "--jsonl");
        for (var i = 0; i < 100; i++)
            await bot.TypeAsync(JsonSerializer.Serialize(new { type = "say", text = $"line {i}", id = i }));
        bot.CloseInput();

        var objects = JsonObjects.ParseLines((await bot.ExitAsync()).Expect(0).Text);
        Assert.Equal(Enumerable.Range(0, 100), objects.Where(o => o.Is("accepted")).Select(o => int.Parse(o.Text("id")!)).Order());
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"line {i}"), objects.Where(o => o.Is("message")).Select(o => o.Text("text")));
    }

    [Fact]
    public async Task What_could_act_on_a_terminal_is_escaped_and_still_the_same_text()
    {
        await using var server = await TestServer.StartAsync(binaries);
        await using var crowd = await Crowd.EnterAsync(binaries, server, 2);

        await crowd.Users[0].SayAsync("line one\nline two\ttab");
        await crowd.Users[0].SayAsync("\u001b[31mred\u0007");
        await crowd.Users[0].SayAsync("end");
        await crowd.Users[1].HearsTextAsync("end");

        Assert.Equal("line one\nline two\ttab", crowd.Users[1].Texts[0]);
        Assert.DoesNotContain(crowd.Users[1].Program.Output.Text, c => char.IsControl(c) && c != '\n');
        Assert.Contains("red", crowd.Users[1].Texts[1]);
    }
}
