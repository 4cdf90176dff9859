using Messenger.Server.Hosting;

namespace Messenger.Server.Commands;

/// <summary>What <c>--help</c> says beyond the list of options.</summary>
internal static class HelpText
{
    private const string UsageOfFramework = "Usage: [options...]";

    private const string Examples = """

        Examples:
          msgr-server                                     files from ./files, state in ./msgr-data, any address, port 55000
          msgr-server --files /srv/share --name "Lab 3"   another library, and a name that people see
          msgr-server --uploads on --upload-quota 20G     people may put files into the library
          msgr-server --listen 127.0.0.1 --port 0         for a test: this machine only, any free port
          msgr-server --log json --log-level warning      for a service: JSON lines on stderr
          msgr-server --access secret                     only those whom an invitation of msgr link --with-secret reached
          msgr-server rotate-key                          a new key that the old one vouches for; clients follow
          msgr-server names add ada SHA256:...            a name for a key, where --names listed
          msgr-server unit                                a systemd unit that sandboxes it
          msgr-server operators add ada                   ada may kick, ban, mute ... (the server may run or not)
          msgr-server ctl ban 10.0.0.0/8 2h               what operators can do, from here; ctl help lists it

        When it listens, it prints on stdout where, its key's fingerprint, and the line to give to others.
        SIGHUP reads the join secret, --motd-file and --config again; bans, names and operators hold at once.
        SIGTERM or Ctrl-C stops it: everybody is told, and running transfers may finish within --drain seconds.
        """;

    /// <summary>The framework's text, with a program name and examples where it is help.</summary>
    public static string WithExamples(string text) =>
        text.StartsWith(UsageOfFramework, StringComparison.Ordinal)
            ? "Usage: msgr-server [options...]" + ForPeople(text[UsageOfFramework.Length..].TrimEnd()) + Environment.NewLine + Examples + Limits()
            : text;

    private static string Limits()
    {
        var defaults = new ServerLimits();
        string options = string.Join($",{Environment.NewLine}  ", LimitTable.Options.Select(option => option.Name).Chunk(6).Select(line => string.Join(", ", line)));
        return $"{Environment.NewLine}{Environment.NewLine}A file of --config sets, a line NAME = VALUE each (# begins a comment), the bounds below and{Environment.NewLine}  {options}."
            + $"{Environment.NewLine}{Environment.NewLine}Bounds that --limits NAME=NUMBER,... sets:{Environment.NewLine}"
            + string.Join(Environment.NewLine, LimitTable.All.Select(limit => $"  {limit.Name,-24}{limit.Show(defaults),9}  {limit.What}"));
    }

    // The framework shows C#'s spelling of types and defaults; the widths are kept, so that the columns stay.
    private static string ForPeople(string options) => options
        .Replace("<string?>", "<text>   ", StringComparison.Ordinal)
        .Replace("<string>", "<text>  ", StringComparison.Ordinal)
        .Replace("<int>", "<n>  ", StringComparison.Ordinal)
        .Replace(" [Default: null]", "", StringComparison.Ordinal)
        .Replace(" [Default: @\"\"]", "", StringComparison.Ordinal)
        .Replace("[Default: @\"", "[Default: \"", StringComparison.Ordinal);
}
