using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Messenger.Platform.Startup;

/// <summary>What this program was built from: what <c>--version</c> says.</summary>
/// <param name="Program">Name of the program.</param>
/// <param name="Version">Version of the product, as in <c>0.1.0</c>.</param>
/// <param name="Commit">
/// First seven digits of the commit, with <c>-modified</c> where the sources were not exactly those of the commit, or
/// <c>unknown</c> outside a repository.
/// </param>
/// <param name="OpenSsl">Version of the OpenSSL that is linked in (or loaded, under the just-in-time compiler).</param>
/// <param name="Runtime">Version of .NET.</param>
/// <param name="Platform">Runtime identifier, as in <c>linux-x64</c>.</param>
public sealed record BuildInfo(string Program, string Version, string Commit, string OpenSsl, string Runtime, string Platform)
{
    private const int ShortCommitLength = 7;

    /// <summary>The version of the product, as in <c>0.1.0</c>.</summary>
    public static string ProductVersion => BuildStamp.Version;

    /// <summary>What the running program was built from.</summary>
    /// <param name="program">Name of the program.</param>
    public static BuildInfo Of(string program) => new(
        program,
        BuildStamp.Version,
        ShortCommit(BuildStamp.Commit, BuildStamp.Modified),
        FormatOpenSslVersion(SafeEvpPKeyHandle.OpenSslVersion),
        Environment.Version.ToString(),
        RuntimeInformation.RuntimeIdentifier);

    /// <summary>The line that <c>--version</c> prints.</summary>
    public override string ToString() => $"{Program} {Version} (commit {Commit}, OpenSSL {OpenSsl}, .NET {Runtime}, {Platform})";

    internal static string ShortCommit(string commit, bool modified)
    {
        if (commit.Length < ShortCommitLength)
            return "unknown";
        return modified ? commit[..ShortCommitLength] + "-modified" : commit[..ShortCommitLength];
    }

    /// <summary>OPENSSL_VERSION_NUMBER as people write it: 0xMNN00PP0 from 3.0 on, 0xMNNFFPPS before.</summary>
    internal static string FormatOpenSslVersion(long number)
    {
        var (major, minor) = (number >> 28 & 0xf, number >> 20 & 0xff);
        var patch = major >= 3 ? number >> 4 & 0xff : number >> 12 & 0xff;
        return string.Create(CultureInfo.InvariantCulture, $"{major}.{minor}.{patch}");
    }
}
