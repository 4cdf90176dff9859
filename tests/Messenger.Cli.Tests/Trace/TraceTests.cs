using CsCheck;
using Messenger.Cli.Tests.Fakes;
using Messenger.Cli.Trace;
using Messenger.Platform;

namespace Messenger.Cli.Tests.Trace;

public sealed class TraceTests
{
    private const string Header = """{"qlog_format":"NDJSON","qlog_version":"0.3","title":"x","trace":{}}""";

    [Fact]
    public void A_slow_disk_is_named() =>
        Assert.StartsWith("Writing held it back: the disk of this machine, or who reads the output, took 8.0 s of 10.0 s", Verdict(Steady(100, diskShare: 0.8))[0]);

    [Fact]
    public void Loss_is_named_with_its_share() =>
        Assert.Contains("Loss: 5.0% of the packets did not arrive", Assert.Single(Verdict(Steady(100, loss: 0.05))));

    [Fact]
    public void UDP_that_is_blocked_half_way_is_named_with_its_moment()
    {
        var samples = Steady(30).ToList();
        var last = samples[^1];
        for (var i = 1; i <= 12; i++)
            samples.Add(last with { Time = last.Time + TimeSpan.FromMilliseconds(100 * i), Silence = TimeSpan.FromMilliseconds(100 * i) });
        for (var i = 1; i <= 10; i++)
            samples.Add(new TraceSample(samples[^1].Time + TimeSpan.FromMilliseconds(100), "tcp") { Connection = 2, Moved = i * 1_000, Total = last.Total, Verified = last.Verified });
        Assert.Equal("UDP stopped getting through after 1.2 s of silence: from 4.3 s on, the rest came over TCP.", Verdict(samples)[0]);
    }

    [Fact]
    public void A_silence_a_pause_and_a_queue_are_named()
    {
        var quiet = Steady(10).ToList();
        quiet.AddRange(Enumerable.Range(1, 30).Select(i => quiet[9] with { Time = quiet[9].Time + TimeSpan.FromMilliseconds(100 * i) }));
        Assert.StartsWith("Nothing came for 3.0 s in all, 3.0 s of it from 1.0 s on", Verdict(quiet)[0]);
        var paused = quiet.Select((s, i) => i > 9 ? s with { State = "paused" } : s).ToList();
        Assert.Equal(["It was paused for 3.0 s."], Verdict(paused));
        var queued = Steady(100).Select(s => s with { Rtt = TimeSpan.FromMilliseconds(120), LeastRtt = TimeSpan.FromMilliseconds(40) }).ToList();
        Assert.Contains("packets waited 80 ms in a queue", Assert.Single(Verdict(queued)));
        Assert.StartsWith("Nothing that is seen from this end", Assert.Single(Verdict(Steady(100))));
    }

    [Fact]
    public void A_record_is_read_and_its_last_half_line_is_passed_over()
    {
        string[] lines =
        [
            Header,
            """{"time":1,"name":"connectivity:connection_started","data":{"transport":"udp"}}""",
            """{"time":100,"name":"recovery:metrics_updated","data":{"min_rtt":20.5,"smoothed_rtt":21,"packets_sent":100,"packets_lost":5}}""",
            """{"time":100.5,"name":"msgr:progress_updated","data":{"state":"moving","total_bytes":1000,"verified_bytes":500,"moved_bytes":600,"silence":0,"write_wait":7}}""",
            """{"time":101,"name":"later:unknown","data":{}}""",
            """{"time":2""",
        ];
        var sample = Assert.Single(TraceReader.Parse(lines, "x"));
        Assert.Equal(
            new TraceSample(TimeSpan.FromMilliseconds(100.5), "udp")
            {
                Connection = 1,
                Total = 1_000,
                Verified = 500,
                Moved = 600,
                Packets = 100,
                Lost = 5,
                WriteWait = TimeSpan.FromMilliseconds(7),
                Rtt = TimeSpan.FromMilliseconds(21),
                LeastRtt = TimeSpan.FromMilliseconds(20.5),
            },
            sample);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"qlog_format\":\"NDJSON\"}")]
    public void What_is_no_record_is_refused(string line) =>
        Assert.Equal(ExitCode.Integrity, Assert.Throws<UserError>(() => TraceReader.Parse([line], "x")).Code);

    [Fact]
    public void Whatever_the_events_say_they_are_read_and_drawn()
    {
        var number = Gens.OneOf("0", "1", "-5", "1e300", "99999999999999999999", "\"x\"", "null", "0.5", "1e11");
        var name = Gens.OneOf("connectivity:connection_started", "recovery:metrics_updated", "msgr:progress_updated", "x");
        Gen.Select(name, number.Array[8, 8]).Select((n, v) =>
                $$$"""{"time":{{{v[0]}}},"name":"{{{n}}}","data":{"transport":{{{v[1]}}},"min_rtt":{{{v[2]}}},"smoothed_rtt":{{{v[3]}}},"packets_sent":{{{v[4]}}},"packets_lost":{{{v[5]}}},"moved_bytes":{{{v[6]}}},"write_wait":{{{v[7]}}},"state":"moving"}}""")
            .Array[0, 12].Sample(events =>
            {
                try
                {
                    var samples = TraceReader.Parse([Header, .. events], "x");
                    Assert.NotEmpty(TraceVerdict.Of(samples));
                    Assert.Equal(20, TraceChart.Slots(samples, 20).Count);
                }
                catch (UserError e)
                {
                    Assert.Equal(ExitCode.Integrity, e.Code);
                }
            });
    }

    [Fact]
    public void Bars_are_as_high_as_their_share() => Assert.Equal(" ▁▄█", TraceChart.Bars([0, 0.01, 4, 8]));

    private static IReadOnlyList<string> Verdict(IReadOnlyList<TraceSample> samples) => TraceVerdict.Of(samples);

    private static List<TraceSample> Steady(int count, double loss = 0, double diskShare = 0) =>
    [
        .. Enumerable.Range(1, count).Select(i => new TraceSample(TimeSpan.FromMilliseconds(100 * i), "udp")
        {
            Connection = 1,
            Total = 1_000_000,
            Verified = i * 1_000,
            Moved = i * 1_000,
            Packets = i * 1_000,
            Lost = (long)Math.Round(i * 1_000 * loss),
            WriteWait = TimeSpan.FromMilliseconds(100 * i * diskShare),
        }),
    ];
}
