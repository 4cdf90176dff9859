using System.Reflection;

namespace Messenger.EndToEnd.Tests.Harness;

/// <summary>The clone that these tests were built from.</summary>
internal static class Repository
{
    internal static string Root { get; } = Path.GetFullPath(
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!);

    internal static string PublishScript => Path.Combine(Root, "publish.sh");
}
