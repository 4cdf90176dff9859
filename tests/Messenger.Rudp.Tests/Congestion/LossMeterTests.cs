using Messenger.Rudp.Congestion.Bbr;
using Messenger.Testing.Simulation;

namespace Messenger.Rudp.Tests.Congestion;

public sealed class LossMeterTests
{
    private const int Packet = 1_200;
    private static readonly Duration Round = Duration.FromMilliseconds(50);
    private long _delivered, _lost;

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.1)]
    [InlineData(0.3)]
    public void RUDP_BBR_3_loss_of_every_round_is_the_paths(double share)
    {
        var meter = new LossMeter(Packet);
        var random = new SimRandom(1);
        for (int round = 0; round < 12; round++)
        {
            Send(400, share, random);
            meter.EndRoundOfStartup(_delivered, _lost, queued: false);
        }

        // What 4,800 packets lost together.
        double deviation = Math.Sqrt(share * (1 - share) / 400);
        Assert.InRange(meter.Baseline, share - deviation, share + deviation);
        for (int round = 0; round < 50; round++)
        {
            Send(400, share, random);
            meter.EndRound(_delivered, _lost, Round, pressed: false, queued: false);
            Assert.False(meter.IsExcess && meter.Round < share * 1.2, $"round {round} lost {meter.Round}");
        }

        // A low quantile of eight windows of 400 packets: at most three deviations below.
        Assert.InRange(meter.Baseline, share - (3 * deviation), share * 1.3);
    }

    [Theory]
    [InlineData(200, 0.1, 0.1)]
    [InlineData(200, 0.36, 0.4)]
    [InlineData(40, 0, 0.4)]
    public void RUDP_BBR_9_what_half_the_rate_loses_is_the_most_that_the_path_can_where_it_is_more_than_chance(int packets, double share, double baseline)
    {
        var meter = new LossMeter(Packet);
        Lose(1_000, 400);
        meter.EndRoundOfStartup(_delivered, _lost, queued: false);
        Assert.Equal(0.4, meter.Baseline, 4);
        meter.Bound((long)(packets * (1 - share)) * Packet, (long)(packets * share) * Packet);
        Assert.Equal(baseline, meter.Baseline, 4);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(10, false)]
    public void RUDP_BBR_11_what_is_lost_in_runs_is_lost_by_chance_up_to_more(int run, bool isExcess)
    {
        var meter = new LossMeter(Packet);
        Lose(2_000, 40);
        meter.EndRoundOfStartup(_delivered, _lost, queued: false);
        for (int lost = 0; lost < 200; lost++)
            meter.OnLost(new((1_000 * (lost / run)) + (lost % run)));

        // 7 % where 2 % are usual.
        Lose(400, 28);
        meter.EndRound(_delivered, _lost, Round, pressed: false, queued: false);
        Assert.Equal(isExcess, meter.IsExcess);
        // 30 % are no chance.
        Lose(400, 120);
        meter.EndRound(_delivered, _lost, Round, pressed: false, queued: false);
        Assert.True(meter.IsExcess);
    }

    [Fact]
    public void RUDP_BBR_3_a_first_window_that_all_came_through_proves_nothing()
    {
        var meter = new LossMeter(Packet);
        var random = new SimRandom(5);
        Send(33, 0, random);
        meter.EndRoundOfStartup(_delivered, _lost, queued: false);
        Assert.False(meter.IsClean);
        Lose(66, 7);
        meter.EndRoundOfStartup(_delivered, _lost, queued: false);
        Assert.False(meter.IsExcess);
        Assert.Equal(7.0 / 99, meter.Baseline, 4);

        // What nobody's path does is seen all the same.
        Lose(130, 50);
        meter.EndRoundOfStartup(_delivered, _lost, queued: false);
        Assert.True(meter.IsExcess);
        Assert.Equal(7.0 / 99, meter.Baseline, 4);
    }

    [Theory]
    [InlineData(150, false)]
    [InlineData(151, true)]
    public void RUDP_BBR_2_so_many_packets_without_a_loss_show_a_clean_path(int packets, bool clean)
    {
        var meter = new LossMeter(Packet);
        Lose(packets, 0);
        meter.EndRoundOfStartup(_delivered, _lost, queued: false);
        Assert.Equal(clean, meter.IsClean);
    }

    [Fact]
    public void RUDP_BBR_3_a_first_window_that_overflowed_is_refuted_by_the_next_one()
    {
        var meter = new LossMeter(Packet);
        Lose(40, 20);
        meter.EndRoundOfStartup(_delivered, _lost, queued: false);
        Assert.Equal(0.5, meter.Baseline, 4);
        Lose(40, 1);
        meter.EndRoundOfStartup(_delivered, _lost, queued: false);
        Assert.InRange(meter.Baseline, 0.1, 0.16);
    }

    [Fact]
    public void RUDP_BBR_3_loss_that_grows_with_the_rate_while_no_more_comes_through_does_not_become_the_paths()
    {
        var meter = new LossMeter(Packet);
        var random = new SimRandom(6);
        Steady(meter, random, 400, 0.03, 30);
        double before = meter.Baseline;
        for (int packets = 404; packets < 600; packets += 4)
            Steady(meter, random, packets, 1 - (388.0 / packets), 6);
        Assert.InRange(meter.Baseline, 0, before + 0.06);
    }

    [Fact]
    public void RUDP_BBR_3_loss_that_grows_while_the_rate_stays_becomes_the_paths()
    {
        var meter = new LossMeter(Packet);
        var random = new SimRandom(7);
        Steady(meter, random, 400, 0.03, 30);
        for (double share = 0.03; share < 0.2; share += 0.01)
            Steady(meter, random, 400, share, 12);
        Assert.InRange(meter.Baseline, 0.15, 0.2);
    }

    [Fact]
    public void RUDP_BBR_3_loss_that_goes_down_as_a_policers_does_is_not_the_paths()
    {
        var meter = new LossMeter(Packet);
        var random = new SimRandom(8);
        Steady(meter, random, 400, 0, 10);
        Steady(meter, random, 400, 0.25, 1);
        Assert.True(meter.IsExcess);
        Steady(meter, random, 330, 1 - (300.0 / 330), 1);
        Assert.True(meter.IsExcess);
        Assert.Equal(0, meter.Baseline);
    }

    [Fact]
    public void RUDP_BBR_3_loss_that_comes_only_when_the_flow_presses_is_not()
    {
        var meter = new LossMeter(Packet);
        var random = new SimRandom(2);
        for (int round = 0; round < 60; round++)
        {
            bool pressed = round % 10 == 9;
            Send(400, pressed ? 0.2 : 0, random);
            meter.EndRound(_delivered, _lost, Round, pressed, queued: false);
            Assert.Equal(pressed, meter.IsExcess);
            Assert.Equal(0, meter.Baseline);
        }
    }

    [Fact]
    public void RUDP_BBR_3_loss_under_a_queue_that_never_leaves_is_not_the_paths()
    {
        var meter = new LossMeter(Packet);
        var random = new SimRandom(3);
        Send(400, 0.2, random);
        meter.EndRoundOfStartup(_delivered, _lost, queued: false);
        Assert.InRange(meter.Baseline, 0.14, 0.26);
        for (int round = 0; round < 40; round++)
        {
            Send(400, 0.2, random);
            meter.EndRound(_delivered, _lost, Round, pressed: false, queued: true);
        }

        Assert.True(meter.IsClean && meter.IsExcess);
    }

    [Fact]
    public void RUDP_BBR_3_loss_that_goes_away_when_the_flow_slows_was_the_rates()
    {
        var meter = new LossMeter(Packet);
        var random = new SimRandom(3);
        Steady(meter, random, 400, 0, 10);
        Steady(meter, random, 400, 0.2, 1);
        Assert.True(meter.IsExcess);
        Steady(meter, random, 300, 0, 10);
        Assert.False(meter.IsExcess);
        Assert.Equal(0, meter.Baseline);
    }

    [Fact]
    public void RUDP_BBR_3_loss_that_stays_when_the_flow_slows_is_the_paths()
    {
        var meter = new LossMeter(Packet);
        var random = new SimRandom(4);
        Steady(meter, random, 400, 0, 10);
        Steady(meter, random, 400, 0.2, 1);
        Assert.True(meter.IsExcess);
        Steady(meter, random, 300, 0.2, 1);
        Assert.False(meter.IsExcess);
        Assert.InRange(meter.Baseline, 0.12, 0.28);
    }

    [Fact]
    public void RUDP_BBR_3_of_no_path_is_it_believed_that_it_loses_more_than_half()
    {
        var meter = new LossMeter(Packet);
        // A first window of which the queue dropped the half, and then larger datagrams: few of them, so much is left open.
        Lose(29, 15);
        meter.EndRoundOfStartup(_delivered, _lost, queued: false);
        Assert.Equal(0.5, meter.Baseline);
        meter.SetDatagramSize(2 * Packet);
        Lose(104, 90);
        meter.EndRoundOfStartup(_delivered, _lost, queued: true);
        Assert.True(meter.IsExcess);
    }

    private void Steady(LossMeter meter, SimRandom random, int packets, double share, int rounds)
    {
        for (int i = 0; i < rounds; i++)
        {
            Send(packets, share, random);
            meter.EndRound(_delivered, _lost, Round, pressed: false, queued: false);
        }
    }

    private void Lose(int packets, int lost)
    {
        _lost += (long)lost * Packet;
        _delivered += (long)(packets - lost) * Packet;
    }

    private void Send(int packets, double share, SimRandom random)
    {
        for (int i = 0; i < packets; i++)
        {
            if (random.Chance(share))
                _lost += Packet;
            else
                _delivered += Packet;
        }
    }
}
