using Messenger.Platform;
using Messenger.Platform.Text;
using Messenger.Server.Trust;

namespace Messenger.Server.Hosting;

/// <summary>The file of <c>--config</c>: lines of <c>NAME = VALUE</c>, read at the start and at every reload. What it names holds over the command line.</summary>
internal static class SettingsFile
{
    private static IEnumerable<Setting> Known => LimitTable.Options.Concat(LimitTable.All);

    /// <summary>What people may have and do, as it stands now.</summary>
    /// <exception cref="UserError">The file cannot be read, or a line of it not be understood: none of it holds.</exception>
    public static ServerLimits Read(ServerOptions options)
    {
        ServerLimits limits = options.ConfigFile is { } path ? Parse(ReadLines(path), path, options.Bounds) : options.Bounds;
        if (options.Names == NamePolicy.Open)
            CheckAudiences(limits);
        return limits;
    }

    /// <summary>What is other than it was, for people: name, before, after.</summary>
    public static IEnumerable<string> Differences(ServerLimits before, ServerLimits after) =>
        from setting in Known
        let was = setting.Show(before)
        let now = setting.Show(after)
        where was != now
        select $"{setting.Name} {now} (was {was})";

    /// <summary>Reads lines; those that are empty or begin with # say nothing.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="path">Where they come from.</param>
    /// <param name="limits">What holds where they say nothing.</param>
    /// <exception cref="UserError">A line cannot be understood; <see cref="ExitCode.Usage"/>.</exception>
    internal static ServerLimits Parse(IReadOnlyList<string> lines, string path, ServerLimits limits)
    {
        HashSet<Setting> seen = [];
        for (int i = 0; i < lines.Count; i++)
        {
            string line = lines[i].Trim();
            if (line.Length == 0 || line[0] == '#')
                continue;
            string where = $"line {i + 1} of {SafeText.Show(path)}: ";
            string[] sides = line.Split('=', 2, StringSplitOptions.TrimEntries);
            if (sides.Length < 2)
                throw new UserError(ExitCode.Usage, $"{where}it is NAME = VALUE, not '{SafeText.Show(line)}'");
            Setting setting = Known.FirstOrDefault(known => known.Name == sides[0])
                ?? throw new UserError(ExitCode.Usage, $"{where}'{SafeText.Show(sides[0])}' is not among what can be set there; msgr-server --help lists that");
            if (!seen.Add(setting))
                throw new UserError(ExitCode.Usage, $"{where}{setting.Name} is set for the second time; take one of the lines out");
            limits = setting.Set(limits, sides[1], where);
        }

        return limits;
    }

    private static string[] ReadLines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw UserError.OnFile("read the settings in", path, e);
        }
    }

    private static void CheckAudiences(ServerLimits limits)
    {
        foreach ((string name, Audience audience) in (ReadOnlySpan<(string, Audience)>)[("uploads-for", limits.UploadsFor), ("sends-for", limits.SendsFor), ("downloads-for", limits.DownloadsFor)])
        {
            if (audience.NamesSome)
                throw new UserError(ExitCode.Usage, $"--{name} names people, and with --names open anybody can have their names; say everyone or operators");
        }
    }
}
