namespace Messenger.EndToEnd.Tests.Harness;

/// <summary>People who are in the chat of one server, each with a home and a key of their own.</summary>
internal sealed class Crowd : IAsyncDisposable
{
    private static readonly string[] Names = ["ann", "bob", "cleo", "dora", "emil", "finn", "gina", "hugo", "ines", "jan"];

    private readonly PublishedBinaries _binaries;
    private readonly TestServer _server;
    private readonly List<Person> _people = [];
    private readonly List<ChatUser> _users = [];

    private Crowd(PublishedBinaries binaries, TestServer server)
    {
        _binaries = binaries;
        _server = server;
    }

    internal IReadOnlyList<Person> People => _people;

    internal IReadOnlyList<ChatUser> Users => _users;

    /// <summary>Lets people in, up to ten, and waits until each sees all the others.</summary>
    internal static async Task<Crowd> EnterAsync(PublishedBinaries binaries, TestServer server, int people)
    {
        var crowd = new Crowd(binaries, server);
        foreach (var name in Names[..people])
            await crowd.EnterAsync(name);
        foreach (var (user, index) in crowd._users.Select((u, i) => (u, i)))
        {
            // Those who came earlier are in the list; those who came later are told.
            foreach (var later in crowd._users.Skip(index + 1))
                await user.HearsAsync(o => o.Is("presence", ("name", later.Name), ("state", "joined")));
        }

        return crowd;
    }

    /// <summary>Lets one more in.</summary>
    internal async Task<ChatUser> EnterAsync(string name, params string[] options)
    {
        var person = new Person(_binaries, name);
        _people.Add(person);
        var user = await ChatUser.EnterAsync(person, _server, options);
        _users.Add(user);
        return user;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var user in _users)
            await user.DisposeAsync();
        foreach (var person in _people)
            person.Dispose();
    }
}
