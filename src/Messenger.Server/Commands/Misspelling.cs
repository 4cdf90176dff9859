using Messenger.Platform.Text;

namespace Messenger.Server.Commands;

/// <summary>Guesses what was meant by what the command line has no meaning for.</summary>
internal static class Misspelling
{
    /// <summary>The commands beside serving.</summary>
    private static readonly string[] Commands = ["rotate-key", "operators", "names", "unit", "ctl"];

    /// <summary>The options of serving: a test holds them against its parameters.</summary>
    internal static readonly string[] Options =
    [
        "--listen", "--port", "--files", "--uploads", "--upload-quota", "--upload-quota-user", "--inbox", "--inbox-quota", "--inbox-quota-user", "--inbox-expiry", "--data",
        "--name", "--motd", "--log", "--log-level", "--limit-rate", "--cc", "--drain", "--announce", "--measure", "--access", "--secret-file", "--names", "--uploads-for",
        "--sends-for", "--downloads-for", "--motd-file", "--count-loopback", "--connections", "--connections-per-address", "--requests-per-second", "--limits", "--config", "--impair",
    ];

    /// <summary>A question to put behind what went wrong, or nothing.</summary>
    /// <param name="arguments">The command line.</param>
    public static string Ask(IReadOnlyList<string> arguments)
    {
        string[] others = [.. Options, "--help", "--version"];
        IEnumerable<string?> meant = arguments.Take(1).Where(word => !word.StartsWith('-')).Select(word => NearMiss.Find(word, Commands))
            .Concat(arguments.Where(word => word.StartsWith("--", StringComparison.Ordinal)).Select(word => word.Split('=')[0]).Where(word => !others.Contains(word)).Select(word => NearMiss.Find(word, others)));
        return meant.FirstOrDefault(word => word is not null) is { } found ? $" Did you mean {found}?" : "";
    }
}
