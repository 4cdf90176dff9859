using System.Runtime.InteropServices;

namespace Messenger.Platform.Startup;

/// <summary>Whether the machine gives randomness, without which there are no keys.</summary>
public static class Entropy
{
    private const string Device = "/dev/urandom";

    /// <summary>Checks that the kernel's randomness is to be had, before the first key is made.</summary>
    /// <exception cref="UserError">It is not; <see cref="ExitCode.Failure"/>.</exception>
    public static void Require() => Require(Device);

    internal static unsafe void Require(string device)
    {
        byte sample;
        if (File.Exists(device) || Libc.GetRandom(&sample, 1, 0) == 1)
            return;

        var reason = Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());
        throw new UserError(
            ExitCode.Failure,
            $"there is no randomness on this machine ({device} does not exist and getrandom failed: {reason}); provide {device}");
    }
}
