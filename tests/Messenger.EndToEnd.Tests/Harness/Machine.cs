namespace Messenger.EndToEnd.Tests.Harness;

/// <summary>What the machine under the tests can do.</summary>
internal static class Machine
{
    /// <summary>Whether a program is on the PATH.</summary>
    internal static bool Has(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
}
