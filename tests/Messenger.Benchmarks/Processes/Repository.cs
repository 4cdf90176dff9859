using System.Reflection;

namespace Messenger.Benchmarks.Processes;

/// <summary>Where the published programs are.</summary>
internal static class Repository
{
    private static readonly string Root =
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;

    /// <summary>The published file of a program.</summary>
    /// <exception cref="InvalidOperationException">It is not published.</exception>
    internal static string Published(string program)
    {
        string path = Path.GetFullPath(Path.Combine(Root, "artifacts/publish/linux-x64", program));
        return File.Exists(path) ? path : throw new InvalidOperationException($"{path} is missing; run ./publish.sh first.");
    }

    /// <summary>A program of the machine, or null.</summary>
    internal static string? Installed(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin").Select(d => Path.Combine(d, program)).FirstOrDefault(File.Exists);
}
