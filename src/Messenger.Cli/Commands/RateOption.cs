using Messenger.Platform;
using Messenger.Platform.Text;

namespace Messenger.Cli.Commands;

/// <summary>How fast bytes may move, as it is typed.</summary>
internal static class RateOption
{
    /// <summary>Bytes a second, or <c>off</c>, which is 0: no bound.</summary>
    public static bool TryParse(string text, out long rate)
    {
        rate = 0;
        return text is "off" or "0" || ByteRate.TryParse(text, out rate);
    }

    /// <summary>Bytes a second.</summary>
    /// <exception cref="UserError">It is no rate; <see cref="ExitCode.Usage"/>.</exception>
    public static long Of(string text) => ByteRate.TryParse(text, out var rate)
        ? rate
        : throw new UserError(ExitCode.Usage, $"--limit-rate {SafeText.Show(text)} is not a rate; give bytes a second such as 500k, 1.5M or 1G");
}
