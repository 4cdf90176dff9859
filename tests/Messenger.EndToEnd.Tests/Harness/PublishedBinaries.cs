[assembly: AssemblyFixture(typeof(Messenger.EndToEnd.Tests.Harness.PublishedBinaries))]

namespace Messenger.EndToEnd.Tests.Harness;

/// <summary>
/// The published files, made by publish.sh once for all tests; or those in the folder that MSGR_PUBLISHED names.
/// </summary>
public sealed class PublishedBinaries : IAsyncLifetime
{
    private const string Override = "MSGR_PUBLISHED";

    /// <summary>The folder that holds them.</summary>
    public string Folder { get; private set; } = "";

    /// <summary>The client.</summary>
    public string Client => Path.Combine(Folder, "msgr");

    /// <summary>The server.</summary>
    public string Server => Path.Combine(Folder, "msgr-server");

    /// <summary>Publishes, unless that was done.</summary>
    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable(Override) is { Length: > 0 } folder)
        {
            Folder = Path.GetFullPath(folder);
            return;
        }

        var environment = Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
            .ToDictionary(e => (string)e.Key, e => (string)e.Value!);
        var result = await RunningProgram.RunAsync(Repository.PublishScript, [], environment, deadline: Deadline.Publishing);
        result.Expect(0);
        Folder = Path.Combine(Repository.Root, "artifacts/publish/linux-x64");
    }

    /// <summary>Nothing: the files stay for the next run.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
