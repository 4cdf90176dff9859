using Messenger.Platform.Identity;

namespace Messenger.Platform.Files;

/// <summary>
/// Where the client keeps its files: the folder <c>msgr</c> under the XDG base directories. Nothing is made here:
/// <see cref="PrivateDirectory.Create"/> does that.
/// </summary>
/// <param name="environment">Reads a variable of the environment; null when it is not set.</param>
public sealed class XdgDirectories(Func<string, string?> environment)
{
    private const string Application = "msgr";

    /// <summary>The directories of the process.</summary>
    public static XdgDirectories OfProcess { get; } = new(Environment.GetEnvironmentVariable);

    /// <summary>What people write: <c>$XDG_CONFIG_HOME/msgr</c>, by default <c>~/.config/msgr</c>.</summary>
    /// <exception cref="UserError">HOME is needed and not set.</exception>
    public string Config => Resolve("XDG_CONFIG_HOME", ".config");

    /// <summary>What must last: keys and pins. <c>$XDG_DATA_HOME/msgr</c>, by default <c>~/.local/share/msgr</c>.</summary>
    /// <exception cref="UserError">HOME is needed and not set.</exception>
    public string Data => Resolve("XDG_DATA_HOME", ".local/share");

    /// <summary>What is good to have: last host, last name. <c>$XDG_STATE_HOME/msgr</c>, by default <c>~/.local/state/msgr</c>.</summary>
    /// <exception cref="UserError">HOME is needed and not set.</exception>
    public string State => Resolve("XDG_STATE_HOME", ".local/state");

    /// <summary>What can be made again: <c>$XDG_CACHE_HOME/msgr</c>, by default <c>~/.cache/msgr</c>.</summary>
    /// <exception cref="UserError">HOME is needed and not set.</exception>
    public string Cache => Resolve("XDG_CACHE_HOME", ".cache");

    // The XDG specification: a relative path is invalid and is ignored.
    private string Resolve(string variable, string underHome)
    {
        if (environment(variable) is { } folder && IsAbsolute(folder))
            return Path.Combine(folder, Application);
        if (environment("HOME") is { } home && IsAbsolute(home) && home != CertificateStores.NoHome)
            return Path.Combine(home, underHome, Application);
        throw new UserError(
            ExitCode.LocalFile,
            $"there is no folder to keep state in, because neither HOME nor {variable} names an absolute path; set one of them");
    }

    private static bool IsAbsolute(string path) => path.StartsWith('/');
}
