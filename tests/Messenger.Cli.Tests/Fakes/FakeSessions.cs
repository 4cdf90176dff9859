using Messenger.Cli.Chat;
using Messenger.Cli.Tui.Controllers;
using Messenger.Client.Chat;
using Messenger.Client.Session;

namespace Messenger.Cli.Tests.Fakes;

/// <summary>Sessions without servers.</summary>
internal sealed class FakeSessions : ITuiSessions
{
    public string Host { get; set; } = "chat.example.org";

    public string User { get; set; } = "ada";

    public bool IsChosen { get; set; } = true;

    public string? Room { get; set; }

    public IReadOnlyList<string> Recent { get; set; } = [];

    /// <summary>The links that sessions get, one after another.</summary>
    public Queue<FakeLink> Links { get; } = new();

    public List<string> Calls { get; } = [];

    /// <summary>What each session says for people when it begins; and, last, when it has ended.</summary>
    public List<string> Notes { get; } = [];

    public string? LastNote { get; init; }

    /// <summary>What a session has kept, the next one finds.</summary>
    public IReadOnlyDictionary<BufferKey, LogPlace> Read { get; set; } = new Dictionary<BufferKey, LogPlace>();

    public ITuiSession Start(LoginChoice login, Action<string> note)
    {
        Calls.Add($"start {login.Host} {login.User} {login.Secret?.Reveal()}".TrimEnd());
        Notes.ForEach(note);
        var server = ServerAddress.Parse(login.Host);
        return new Session(Links.Dequeue(), server, this, LastNote is null ? () => { } : () => note(LastNote));
    }

    private sealed class Session(FakeLink link, ServerAddress server, FakeSessions all, Action ended) : ITuiSession
    {
        public IChatLink Link => link;

        public ServerAddress Server => server;

        public void Remember() => all.Calls.Add("remember");

        public IReadOnlyDictionary<BufferKey, LogPlace> ReadBefore(string user) => all.Read;

        public void KeepRead(string user, IReadOnlyDictionary<BufferKey, LogPlace> marks) => all.Read = marks;

        public ValueTask DisposeAsync()
        {
            all.Calls.Add("dispose");
            ended();
            return ValueTask.CompletedTask;
        }
    }
}
