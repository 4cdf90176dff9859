namespace Messenger.EndToEnd.Tests.Harness;

/// <summary>How long anything may take before a test is given up: a safety net for slow machines, never a measure of speed.</summary>
internal static class Deadline
{
    internal static readonly TimeSpan Ordinary = TimeSpan.FromSeconds(60);

    /// <summary>Two AOT compilations on a busy machine.</summary>
    internal static readonly TimeSpan Publishing = TimeSpan.FromMinutes(20);
}
