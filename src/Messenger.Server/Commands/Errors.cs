using Messenger.Platform;

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
}
