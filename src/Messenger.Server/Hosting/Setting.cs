using System.Globalization;
using Messenger.Platform;
using Messenger.Platform.Text;
using Messenger.Server.Trust;

namespace Messenger.Server.Hosting;

/// <summary>Something that a keeper can set, and set otherwise while the server runs.</summary>
/// <param name="Name">As in <c>--limits</c> or the settings file, and of an option without its dashes.</param>
/// <param name="What">What is counted; empty where an option of the same name says it.</param>
/// <param name="Form">What a value looks like, behind "is".</param>
internal sealed record Setting(string Name, string What, string Form)
{
    // Ten years: what is held so long is a library.
    private const long MostSeconds = 3_653L * 86_400;

    /// <summary>Its value, for people.</summary>
    public required Func<ServerLimits, string> Show { get; init; }

    /// <summary>The same with another value; null: the text is none.</summary>
    public required Func<ServerLimits, string, ServerLimits?> With { get; init; }

    /// <summary>Sets it.</summary>
    /// <param name="limits">As they are before.</param>
    /// <param name="text">The value.</param>
    /// <param name="where">Where it was read, before its name.</param>
    /// <exception cref="UserError">The text is no value of it; <see cref="ExitCode.Usage"/>.</exception>
    public ServerLimits Set(ServerLimits limits, string text, string where) =>
        With(limits, text) ?? throw new UserError(ExitCode.Usage, $"{where}{Name} is {Form}, not '{SafeText.Show(text)}'");

    /// <summary>A number.</summary>
    public static Setting Count(string name, string what, int least, Func<ServerLimits, int> of, Func<ServerLimits, int, ServerLimits> with) =>
        new(name, what, least == 0 ? "0 or more" : $"a number of {least} or more")
        {
            Show = limits => of(limits).ToString(CultureInfo.InvariantCulture),
            With = (limits, text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least ? with(limits, number) : null,
        };

    /// <summary>Bytes.</summary>
    public static Setting Size(string name, Func<ServerLimits, long> of, Func<ServerLimits, long, ServerLimits> with) =>
        new(name, "", "a size such as 500M or 20G")
        {
            Show = limits => ByteSize.Show(of(limits)),
            With = (limits, text) => ByteSize.TryParse(text, out long bytes) ? with(limits, bytes) : null,
        };

    /// <summary>Bytes a second; 0 or nothing: no bound.</summary>
    public static Setting Rate(string name, Func<ServerLimits, long> of, Func<ServerLimits, long, ServerLimits> with) =>
        new(name, "", "bytes a second, such as 500k, 1.5M or 1G")
        {
            Show = limits => of(limits) == 0 ? "no bound" : $"{ByteSize.Show(of(limits))}/s",
            With = (limits, text) => text == "0" ? with(limits, 0) : ByteRate.TryParse(text, out long rate) ? with(limits, rate) : null,
        };

    /// <summary>A time.</summary>
    public static Setting Span(string name, Func<ServerLimits, TimeSpan> of, Func<ServerLimits, TimeSpan, ServerLimits> with) =>
        new(name, "", "a time such as 30m, 12h or 7d")
        {
            Show = limits => of(limits).ToString("c", CultureInfo.InvariantCulture),
            With = (limits, text) => ReadSpan(text) is { } span ? with(limits, span) : null,
        };

    /// <summary>Who may do something.</summary>
    public static Setting Who(string name, Func<ServerLimits, Audience> of, Func<ServerLimits, Audience, ServerLimits> with) =>
        new(name, "", "everyone, operators, or names with commas between them")
        {
            Show = limits => of(limits).ToString(),
            With = (limits, text) => Audience.TryParse(text, out Audience? audience) ? with(limits, audience) : null,
        };

    private static TimeSpan? ReadSpan(string text)
    {
        int unit = text.Length < 2 ? 0 : text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3_600, 'd' => 86_400, _ => 0 };
        bool isSpan = int.TryParse(text.AsSpan(0, Math.Max(0, text.Length - 1)), NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            && unit > 0 && count > 0 && (long)count * unit <= MostSeconds;
        return isSpan ? TimeSpan.FromSeconds((long)count * unit) : null;
    }
}
