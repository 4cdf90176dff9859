using System.Reflection;

namespace Messenger.Benchmarks.Processes;

/// <summary>Where the published programs are.</summary>
internal static class Repository
{
    private static readonly string Root =
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;

    /// <summary>The published file of a program: of the folder that MSGR_PUBLISHED names, as for the tests, or of this tree.</summary>
    /// <exception cref="InvalidOperationException">It is not published.</exception>
    internal static string Published(string program)
    {
        string folder = Environment.GetEnvironmentVariable("MSGR_PUBLISHED") is { Length: > 0 } named ? named : Path.Combine(Root, "artifacts/publish/linux-x64");
        string path = Path.GetFullPath(Path.Combine(folder, program));
        return File.Exists(path) ? path : throw new InvalidOperationException($"{path} is missing; run ./publish.sh first.");
    }

    /// <summary>A program of the machine, or null.</summary>
    internal static string? Installed(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin").Select(d => Path.Combine(d, program)).FirstOrDefault(File.Exists);
}
