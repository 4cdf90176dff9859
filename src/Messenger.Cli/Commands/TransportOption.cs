using Messenger.Contracts.Files;
using Messenger.Platform;

namespace Messenger.Cli.Commands;

/// <summary>Which way the bytes go: <c>--tcp</c>, <c>--udp</c>.</summary>
internal static class TransportOption
{
    /// <summary>From what was typed: neither is both, UDP first.</summary>
    /// <exception cref="UserError">Both; <see cref="ExitCode.Usage"/>.</exception>
    public static TransferTransports Of(bool tcp, bool udp) => (tcp, udp) switch
    {
        (true, true) => throw new UserError(ExitCode.Usage, "--tcp and --udp exclude each other; give one of them"),
        (true, false) => TransferTransports.Tcp,
        (false, true) => TransferTransports.Rudp,
        _ => TransferTransports.Tcp | TransferTransports.Rudp,
    };
}
