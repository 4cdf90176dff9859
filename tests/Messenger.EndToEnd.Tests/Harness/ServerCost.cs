namespace Messenger.EndToEnd.Tests.Harness;

/// <summary>
/// What an attack costs a server, from the moment that this was made: memory, descriptors, and processor time in units of honest work that the same
/// server did in the same run, so that a slow or busy machine changes nothing.
/// </summary>
/// <param name="server">The server.</param>
internal sealed class ServerCost(TestServer server)
{
    // The kernel counts in hundredths of a second; what is below a few of them is no difference.
    private static readonly TimeSpan Grain = TimeSpan.FromMilliseconds(100);

    private readonly long _memory = ProcessCost.Memory(server.Program);
    private readonly int _descriptors = ProcessCost.Descriptors(server.Program);
    private readonly TimeSpan _processor = ProcessCost.Processor(server.Program);

    /// <summary>Processor time since then.</summary>
    internal TimeSpan Processor => ProcessCost.Processor(server.Program) - _processor;

    /// <summary>Processor time of something.</summary>
    internal static async Task<TimeSpan> ProcessorOfAsync(TestServer server, Func<Task> work)
    {
        var cost = new ServerCost(server);
        await work();
        return cost.Processor;
    }

    /// <summary>It has no more memory than so many bytes above what it had then.</summary>
    internal void IsBounded(long memory) => Assert.InRange(ProcessCost.Memory(server.Program) - _memory, long.MinValue, memory);

    /// <summary>Waits until no more is open than then, but a few for what comes and goes by itself.</summary>
    internal Task LeavesNothingOpenAsync(int more = 8) => ProcessCost.FallsToAsync(server.Program, _descriptors + more);

    /// <summary>An attack costs at most so many times what as many units of honest work cost.</summary>
    internal static void IsWorthAtMost(double times, TimeSpan attack, TimeSpan honest)
    {
        var spent = $"the attack cost {attack.TotalSeconds:0.00} s of processor time, as much honest work {honest.TotalSeconds:0.00} s";
        TestContext.Current.TestOutputHelper?.WriteLine(spent);
        Assert.True(attack <= times * (honest + Grain), $"{spent}: more than {times} times as much");
    }
}
