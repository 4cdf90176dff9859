using Messenger.Contracts.Files;
using Messenger.Platform;
using Messenger.Platform.Text;

namespace Messenger.Cli.Commands;

/// <summary>How a transfer over UDP finds its rate, as it is typed.</summary>
internal static class CongestionOption
{
    /// <summary>The congestion control of that name; of none: unsaid.</summary>
    /// <exception cref="UserError">There is none of that name; <see cref="ExitCode.Usage"/>.</exception>
    public static TransferCongestion Of(string? text) => text switch
    {
        null => TransferCongestion.Unsaid,
        "bbr" => TransferCongestion.Bbr,
        "cubic" => TransferCongestion.Cubic,
        "newreno" => TransferCongestion.NewReno,
        _ => throw new UserError(ExitCode.Usage, $"--cc {SafeText.Show(text)} is no congestion control; give bbr, cubic or newreno"),
    };
}
