using Messenger.Platform;

namespace Messenger.Cli.Commands;

/// <summary>Which way the bytes go: <c>--tcp</c>, <c>--udp</c>.</summary>
internal static class TransportOption
{
    /// <summary>Checks what was typed.</summary>
    /// <exception cref="UserError">Both, or one that this build has not; <see cref="ExitCode.Usage"/>.</exception>
    public static void Check(bool tcp, bool udp)
    {
        if (tcp && udp)
            throw new UserError(ExitCode.Usage, "--tcp and --udp exclude each other; give one of them");
        if (udp)
            throw new UserError(ExitCode.Usage, "this build transfers over TCP only and has no --udp yet; leave the option out or give --tcp");
    }
}
