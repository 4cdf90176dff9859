using Messenger.Cli.Commands;
using Messenger.Cli.Output;
using Messenger.Cli.Output.Json;
using Messenger.Platform;

namespace Messenger.Cli.Doctor;

/// <summary><c>msgr doctor</c>: what works between this machine and a server, and what to do about the rest.</summary>
internal sealed class DoctorCommand(ConnectionOptions connection, bool json) : ICommand
{
    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(CommandContext context, CancellationToken cancel)
    {
        using var link = Connection.Open(connection, context);
        var checks = new List<Check>();
        await foreach (var check in new ServerChecks(link.Profile with { FirstContact = null }, context).RunAsync(cancel))
            Tell(check);
        Tell(LocalChecks.SocketBuffers());
        Tell(LocalChecks.Disk(context.WorkingDirectory));
        // The first failure is what the others come from.
        var code = checks.FirstOrDefault(c => c.Result == CheckResult.Fail)?.Code ?? ExitCode.Done;
        if (json)
        {
            context.Write(new DoctorObject(
                link.Profile.Server.ToString(), (int)code, [.. checks.Select(c => new CheckItem(c.Name, NameOf(c.Result), c.Finding) { Advice = c.Advice })]));
        }

        return code;

        void Tell(Check check)
        {
            checks.Add(check);
            if (json)
                return;
            context.Out.WriteLine($"{Mark(check.Result, context.ColorOutput)}  {check.Name}: {check.Finding}");
            if (check.Advice is not null)
                context.Out.WriteLine($"      {check.Advice}");
            context.Out.Flush();
        }
    }

    private static string NameOf(CheckResult result) => result.ToString().ToLowerInvariant();

    private static string Mark(CheckResult result, bool color)
    {
        var mark = NameOf(result);
        return !color ? mark : result switch
        {
            CheckResult.Pass => $"\e[32m{mark}\e[0m",
            CheckResult.Warn => $"\e[33m{mark}\e[0m",
            CheckResult.Fail => $"\e[31m{mark}\e[0m",
            _ => mark,
        };
    }
}
