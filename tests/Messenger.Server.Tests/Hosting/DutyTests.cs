using Messenger.Server.Hosting;

namespace Messenger.Server.Tests.Hosting;

public sealed class DutyTests
{
    private readonly List<string> _log = [];

    [Fact]
    public async Task It_is_done_when_its_time_has_come()
    {
        int done = 0;
        var duty = new Duty("count", TimeSpan.FromSeconds(1), () => { done++; });
        foreach ((int milliseconds, int expected) in new[] { (0, 1), (999, 1), (1_000, 2), (5_000, 3), (5_500, 3) })
        {
            await duty.RunAsync(TimeSpan.FromMilliseconds(milliseconds), new ListLog(_log));
            Assert.Equal(expected, done);
        }

        Assert.Empty(_log);
    }

    [Fact]
    public async Task What_fails_is_done_again_and_logged_now_and_then()
    {
        int tried = 0;
        var duty = new Duty("try", TimeSpan.Zero, () => throw new InvalidOperationException($"{++tried}"));
        foreach (int seconds in (int[])[0, 1, 59, 60, 61])
            await duty.RunAsync(TimeSpan.FromSeconds(seconds), new ListLog(_log));
        Assert.Equal(5, tried);
        Assert.Equal(["Error To try failed; it is tried again. 1", "Error To try failed; it is tried again. 4"], _log);
    }
}
