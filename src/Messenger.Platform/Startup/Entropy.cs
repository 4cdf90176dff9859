namespace Messenger.Platform.Startup;

/// <summary>Whether the machine gives randomness, without which there are no keys.</summary>
public static class Entropy
{
    private const string Device = "/dev/urandom";

    /// <summary>
    /// Checks that <c>/dev/urandom</c> can be read, before the first key is made: the runtime makes identifiers and hash seeds from it
    /// alone and throws deep inside without it, even where the system call getrandom works.
    /// </summary>
    /// <exception cref="UserError">It cannot; <see cref="ExitCode.Failure"/>.</exception>
    public static void Require() => Require(Device);

    internal static void Require(string device)
    {
        try
        {
            using var file = File.OpenRead(device);
            if (file.ReadByte() >= 0)
                return;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Missing(device, e);
        }

        throw Missing(device, cause: null);
    }

    private static UserError Missing(string device, Exception? cause) => new(
        ExitCode.Failure,
        $"there is no randomness on this machine: {device} cannot be read; provide it (mknod -m 666 {device} c 1 9)",
        cause);
}
