using Messenger.Rudp.Congestion.Bbr;

namespace Messenger.Rudp.Tests.Congestion;

public sealed class LossRunsTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 5)]
    [InlineData(30, 30)]
    public void RUDP_BBR_11_runs_of_one_length_spread_losses_by_that_length(int length, double dispersion)
    {
        var runs = new LossRuns();
        for (int number = 0; number < 3_000; number++)
            runs.Add(new((number / length * 100) + (number % length)));
        Assert.InRange(runs.Dispersion, dispersion * 0.9, dispersion);
    }

    [Fact]
    public void RUDP_BBR_11_a_blackout_is_one_run()
    {
        var runs = new LossRuns();
        for (int number = 0; number < 32; number++)
            runs.Add(new(number));
        double dispersion = runs.Dispersion;
        for (int number = 32; number < 5_000; number++)
            runs.Add(new(number));
        Assert.Equal(dispersion, runs.Dispersion);
    }

    [Fact]
    public void RUDP_BBR_11_few_losses_say_little_and_what_is_over_is_forgotten()
    {
        var runs = new LossRuns();
        Assert.Equal(1, runs.Dispersion);
        for (int number = 0; number < 4; number++)
            runs.Add(new(number));
        Assert.InRange(runs.Dispersion, 1.1, 2);
        for (int number = 4; number < 200; number++)
            runs.Add(new(number));
        Assert.True(runs.Dispersion > 20);
        for (int number = 0; number < 5_000; number++)
            runs.Add(new(1_000 + (2 * number)));
        Assert.InRange(runs.Dispersion, 1, 1.1);
    }
}
