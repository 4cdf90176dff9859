using System.Text.Json;
using Messenger.Testing;

namespace Messenger.EndToEnd.Tests.CommandLine;

/// <summary>What every command writes with <c>--json</c> and <c>--jsonl</c>, held against SCHEMA.md.</summary>
public sealed class SchemaTests(PublishedBinaries binaries)
{
    private static readonly SchemaDocument Document = new(File.ReadAllText(Path.Combine(Repository.Root, "src/Messenger.Cli/Output/SCHEMA.md")));

    [Fact]
    public async Task Every_command_writes_what_the_document_describes()
    {
        await using var server = await TestServer.StartAsync(binaries, "--uploads", "on");
        server.Offer("docs/a.txt", "hello"u8.ToArray());
        using var person = new Person(binaries, "ann");
        await File.WriteAllTextAsync(person["report.txt"], "report");

        foreach (var (type, command) in ((string, string)[])
            [
                ("users", "users --json"), ("rooms", "rooms --json"), ("whois", "whois ann --json"), ("files", "files --sha256 --json"),
                ("pong", "ping -c 2 --json"), ("link", "link --room ops --json"), ("identity", "identity show --json"), ("doctor", "doctor --json"),
                ("result", "get docs/a.txt --json"), ("result", "put report.txt --json"), ("bench", "bench --tcp --seconds 1 --json"),
            ])
        {
            var written = JsonObjects.ParseLines((await person.RunAsync(server, command.Split(' '))).Text);
            Assert.Equal(type, Assert.Single(written).Text("type"));
            AssertDescribed(written);
        }

        AssertDescribed(JsonObjects.ParseLines((await person.RunAsync(server, "discover", "--seconds", "1", "--json")).Text));
        foreach (var command in (string[])["get docs/a.txt -o again.txt --jsonl", "put report.txt --as again.txt --jsonl"])
        {
            var written = JsonObjects.ParseLines((await person.RunAsync(server, command.Split(' '))).Expect(0).Text);
            Assert.Equal("result", written[^1].Text("type"));
            Assert.All(written[..^1], o => Assert.Equal("progress", o.Text("type")));
            AssertDescribed(written);
        }
    }

    [Fact]
    public async Task A_chat_with_every_request_writes_what_the_document_describes()
    {
        await using var server = await TestServer.StartAsync(binaries, "--uploads", "on");
        server.Offer("docs/a.txt", "hello"u8.ToArray());
        await using var crowd = await Crowd.EnterAsync(binaries, server, 2);
        var ann = crowd.Users[0];
        await File.WriteAllTextAsync(crowd.People[0]["report.txt"], "report");
        await crowd.Users[1].AskAsync(new { type = "tell", to = "ann", text = "psst" });
        foreach (var request in (object[])
            [
                new { type = "say", text = "hi" }, new { type = "me", text = "waves" }, new { type = "tell", to = "bob", text = "psst" },
                new { type = "join", room = "ops" }, new { type = "topic", room = "ops", topic = "be kind" }, new { type = "topic", room = "ops" }, new { type = "part", room = "ops" },
                new { type = "away", reason = "lunch" }, new { type = "who" }, new { type = "rooms" }, new { type = "whois", name = "bob" },
                new { type = "history" }, new { type = "history", with = "bob" }, new { type = "files", sha256 = true },
                new { type = "get", files = new[] { "docs/a.txt" } }, new { type = "put", files = new[] { "report.txt" } },
                new { type = "ping" }, new { type = "whois", name = "nobody-here" }, new { type = "nonsense" },
            ])
        {
            await ann.AnswerAsync(request);
        }

        AssertDescribed([.. ann.Program.Output.Lines.Select(JsonObjects.Parse)]);
    }

    private static void AssertDescribed(JsonElement[] objects)
    {
        Assert.NotEmpty(objects);
        Assert.Empty(objects.SelectMany(Document.Unknown).Distinct());
    }
}
