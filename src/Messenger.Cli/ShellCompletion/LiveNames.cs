using System.Globalization;
using Messenger.Cli.CommandLine;
using Messenger.Cli.Commands;
using Messenger.Cli.Output;
using Messenger.Client.Session;
using Messenger.Platform;
using Messenger.Platform.Files;

namespace Messenger.Cli.ShellCompletion;

/// <summary>Rooms, people and files of the server that a command line is about: asked quickly, and silent where there is no answer.</summary>
internal static class LiveNames
{
    // Whoever presses Tab waits no longer, unless the variable says so: seconds.
    private const string PatienceVariable = "MSGR_COMPLETION_TIMEOUT";
    private const double Patience = 1, MostPatience = 60;

    private const int Most = 2_000;

    /// <summary>Asks. Only a server whose key is known: no Tab makes a first contact, or a key.</summary>
    /// <param name="wanted">What for.</param>
    /// <param name="context">What the command runs in.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<IReadOnlyList<Candidate>> FindAsync(Wanted wanted, CommandContext context, CancellationToken cancel)
    {
        var found = new List<Candidate>();
        try
        {
            var directories = new XdgDirectories(context.Environment);
            if (wanted.Asked == WordKind.Server)
                return [.. KnownServers.In(directories).Addresses().Select(s => new Candidate(s))];
            if (wanted.Asked is not (WordKind.Room or WordKind.User or WordKind.LibraryFile) || !Connection.HasIdentity(directories))
                return found;
            using var link = Connection.Open(ConnectionOptions.Of(wanted.Options.GetValueOrDefault("host"), wanted.Options.GetValueOrDefault("user"), null), context);
            if (link.Profile.KnownServers.Find(link.Profile.Server) is null)
                return found;
            using var patience = new CancellationTokenSource(PatienceOf(context), context.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancel);
            var session = await OneShotSession.OpenAsync(link.Profile, either.Token);
            await using (session)
                await AskAsync(session, wanted, found, either.Token);
        }
        catch (Exception e) when (e is UserError or OperationCanceledException or IOException)
        {
            // Half a list is better than none, and a Tab is no place for a sentence.
        }

        return found;
    }

    /// <summary>Paths as one walks through folders: the next part of each, a folder with its slash.</summary>
    /// <param name="paths">Whole paths.</param>
    /// <param name="typed">What is typed already.</param>
    internal static IEnumerable<string> NextParts(IEnumerable<string> paths, string typed)
    {
        var from = typed.LastIndexOf('/') + 1;
        return paths
            .Where(path => path.StartsWith(typed, StringComparison.Ordinal))
            .Select(path => path.IndexOf('/', from) is >= 0 and var slash ? path[..(slash + 1)] : path)
            .Distinct();
    }

    private static TimeSpan PatienceOf(CommandContext context) => TimeSpan.FromSeconds(
        double.TryParse(context.Environment(PatienceVariable), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            ? Math.Clamp(seconds, 0.1, MostPatience)
            : Patience);

    private static async Task AskAsync(OneShotSession session, Wanted wanted, List<Candidate> found, CancellationToken cancel)
    {
        switch (wanted.Asked)
        {
            case WordKind.Room:
                await foreach (var room in session.ListRoomsAsync(cancel))
                    found.Add(new Candidate(room.Room, room.Topic));
                break;
            case WordKind.User:
                await foreach (var member in session.ListMembersAsync("", cancel))
                    found.Add(new Candidate(member.Name));
                break;
            default:
                var folder = wanted.Typed[..(wanted.Typed.LastIndexOf('/') + 1)];
                var seen = new HashSet<string>();
                await foreach (var file in session.ListFilesAsync(folder.AsSpan().ContainsAny("*?[") ? "" : folder, withSha256: false, cancel))
                {
                    foreach (var part in NextParts([file.Path], wanted.Typed))
                    {
                        if (seen.Add(part))
                            found.Add(new Candidate(part));
                    }

                    if (found.Count >= Most)
                        break;
                }

                break;
        }
    }
}
