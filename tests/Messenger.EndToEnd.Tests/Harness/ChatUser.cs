using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Messenger.EndToEnd.Tests.Harness;

/// <summary>Somebody in the chat through <c>msgr chat --jsonl</c>: a test asks by requests and reads what happens as objects.</summary>
internal sealed class ChatUser : IAsyncDisposable
{
    private readonly RunningProgram _program;
    private int _requests;

    private ChatUser(string name, RunningProgram program)
    {
        Name = name;
        _program = program;
    }

    internal string Name { get; }

    internal RunningProgram Program => _program;

    /// <summary>Everything that happened so far.</summary>
    internal JsonElement[] Objects => [.. _program.Output.Lines.Select(JsonObjects.Parse)];

    /// <summary>Every message so far, in the order in which it came.</summary>
    internal JsonElement[] Messages => [.. Objects.Where(o => o.Is("message"))];

    /// <summary>The texts of <see cref="Messages"/>.</summary>
    internal string[] Texts => [.. Messages.Select(m => m.Text("text")!)];

    /// <summary>How much happened so far: what comes from now on is waited for with it.</summary>
    internal int SoFar => _program.Output.Lines.Length;

    /// <summary>Starts a chat and waits until the lobby is entered.</summary>
    internal static Task<ChatUser> EnterAsync(Person person, TestServer server, params string[] options) => EnterAsync(person, server.Address, options);

    /// <summary>The same for a server behind an address.</summary>
    internal static async Task<ChatUser> EnterAsync(Person person, string host, params string[] options)
    {
        var user = new ChatUser(person.Name, person.Start(host, ["chat", "--jsonl", .. options]));
        try
        {
            await user.HearsAsync(o => o.Is("entered", ("room", "lobby")));
            return user;
        }
        catch
        {
            await user.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits for an object.</summary>
    /// <param name="matches">What is waited for.</param>
    /// <param name="after">How many objects are passed over first: an earlier <see cref="SoFar"/>.</param>
    internal async Task<JsonElement> HearsAsync(Predicate<JsonElement> matches, int after = 0) =>
        JsonObjects.Parse(await _program.SaysAsync(line => matches(JsonObjects.Parse(line)), after));

    /// <summary>Waits for a message with this text.</summary>
    internal Task<JsonElement> HearsTextAsync(string text) => HearsAsync(o => o.Is("message", ("text", text)));

    /// <summary>Sends a request without waiting.</summary>
    /// <returns>Its id.</returns>
    internal async Task<string> RequestAsync(object request)
    {
        var id = Interlocked.Increment(ref _requests).ToString(CultureInfo.InvariantCulture);
        var json = (JsonObject)JsonSerializer.SerializeToNode(request)!;
        json["id"] = id;
        await _program.TypeAsync(json.ToJsonString());
        return id;
    }

    /// <summary>Sends a request and waits for its answer, an error too.</summary>
    internal async Task<JsonElement> AnswerAsync(object request)
    {
        var id = await RequestAsync(request);
        return await HearsAsync(o => o.Text("id") == id);
    }

    /// <summary>Sends a request that must succeed.</summary>
    internal async Task<JsonElement> AskAsync(object request)
    {
        var answer = await AnswerAsync(request);
        Assert.False(answer.Is("error"), answer.ToString());
        return answer;
    }

    /// <summary>Says something in a room, the lobby when none is named, and waits until it is in the log.</summary>
    internal Task<JsonElement> SayAsync(string text, string room = "lobby") => AskAsync(new { type = "say", text, room });

    /// <summary>Waits until all that the server had sent by now is here.</summary>
    internal Task SettleAsync() => AskAsync(new { type = "ping" });

    /// <summary>Leaves as a person does, and waits for the end of the program.</summary>
    internal async Task<ProgramResult> LeaveAsync()
    {
        await RequestAsync(new { type = "quit" });
        return await _program.ExitAsync();
    }

    public ValueTask DisposeAsync() => _program.DisposeAsync();
}
