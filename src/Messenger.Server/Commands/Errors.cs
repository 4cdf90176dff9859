using Messenger.Platform;
using Messenger.Platform.Text;

namespace Messenger.Server.Commands;

/// <summary>The one place where a failure becomes a sentence on stderr and an exit code.</summary>
internal static class Errors
{
    /// <summary>Says what happened.</summary>
    /// <returns>What to exit with.</returns>
    public static int Report(UserError error)
    {
        Console.Error.WriteLine($"msgr-server: {error.Message}");
        return (int)error.Code;
    }

    /// <summary>Says that something happened which nobody thought of.</summary>
    /// <returns>What to exit with.</returns>
    public static int ReportDefect(Exception error, bool withTrace)
    {
        Console.Error.WriteLine(withTrace
            ? $"msgr-server: {SafeText.Show(error.ToString(), LayoutCharacters.All)}"
            : $"msgr-server: something broke ({error.GetType().Name}: {SafeText.Show(error.Message)}); --log-level debug says where");
        return (int)ExitCode.Failure;
    }
}
