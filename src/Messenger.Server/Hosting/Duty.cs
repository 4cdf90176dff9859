using Microsoft.Extensions.Logging;
using ZLogger;

namespace Messenger.Server.Hosting;

/// <summary>Something that has to be done again and again; where it fails once, it is done the next time all the same.</summary>
/// <param name="what">What it does, for the log.</param>
/// <param name="every">The least time between two times; zero: at every call.</param>
/// <param name="act">Does it.</param>
internal sealed class Duty(string what, TimeSpan every, Func<Task> act)
{
    // A log that says the same ten times a second hides everything else.
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private TimeSpan _due = TimeSpan.MinValue;
    private TimeSpan _quietUntil = TimeSpan.MinValue;

    /// <summary>Something that is done at once.</summary>
    public Duty(string what, TimeSpan every, Action act)
        : this(what, every, () =>
        {
            act();
            return Task.CompletedTask;
        })
    {
    }

    /// <summary>Does it where its time has come; what fails is logged.</summary>
    /// <param name="now">The server's uptime.</param>
    /// <param name="log">The log.</param>
    public async Task RunAsync(TimeSpan now, ILogger log)
    {
        if (now < _due)
            return;
        _due = now + every;
        try
        {
            await act().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            if (now < _quietUntil)
                return;
            _quietUntil = now + Quiet;
            log.ZLogError(e, $"To {what} failed; it is tried again.");
        }
    }
}
