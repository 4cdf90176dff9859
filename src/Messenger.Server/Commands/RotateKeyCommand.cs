using Messenger.Platform;
using Messenger.Platform.Identity;
using Messenger.Platform.Text;
using Messenger.Server.Hosting;

namespace Messenger.Server.Commands;

/// <summary><c>msgr-server rotate-key</c>: a new key, which the old one names as its successor, so that clients follow.</summary>
internal static class RotateKeyCommand
{
    /// <summary>Whether a command line is this.</summary>
    public static bool IsMeant(IReadOnlyList<string> arguments) => arguments is ["rotate-key", ..];

    /// <summary>Does it; the server must not run.</summary>
    /// <returns>What to exit with.</returns>
    public static int Run(IReadOnlyList<string> arguments)
    {
        try
        {
            string directory = arguments switch
            {
                [_] => new ServerOptions().DataDirectory,
                [_, "--data", var named] => named,
                [_, var named] when named.StartsWith("--data=", StringComparison.Ordinal) => named["--data=".Length..],
                _ => throw new UserError(ExitCode.Usage, "it is msgr-server rotate-key [--data DIR], while the server does not run"),
            };
            if (!Directory.Exists(directory))
                throw new UserError(ExitCode.NotFound, $"there is no data directory {SafeText.Show(directory)}; name the server's with --data DIR");
            using DataDirectory data = DataDirectory.Take(directory, "stop it, rotate the key, and start it again: people come back by themselves, and follow");
            if (!File.Exists(data.Key))
                throw new UserError(ExitCode.NotFound, $"{SafeText.Show(data.Path)} has no key yet; the server makes it when it first starts");
            using IdentityKey identity = IdentityKey.Rotate(data.Key);
            Console.Out.WriteLine($"fingerprint {identity.Fingerprint}");
            Console.Error.WriteLine("msgr-server: clients that know a key from before follow to this one at their next connection, and say so");
            return (int)ExitCode.Done;
        }
        catch (UserError e)
        {
            return Errors.Report(e);
        }
        catch (Exception e)
        {
            return Errors.ReportDefect(e, withTrace: false);
        }
    }
}
