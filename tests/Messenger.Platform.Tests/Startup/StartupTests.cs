using System.Runtime.InteropServices;
using Messenger.Platform.Startup;

namespace Messenger.Platform.Tests.Startup;

public sealed class StartupTests
{
    [Theory]
    [InlineData(0x30000110, "3.0.17")]
    [InlineData(0x30500040, "3.5.4")]
    [InlineData(0x1010117fL, "1.1.1")]
    public void OpenSSL_versions_are_written_as_people_write_them(long number, string text) =>
        Assert.Equal(text, BuildInfo.FormatOpenSslVersion(number));

    [Theory]
    [InlineData("9121042dc86f", false, "9121042")]
    [InlineData("9121042dc86f", true, "9121042-modified")]
    [InlineData("", false, "unknown")]
    [InlineData("", true, "unknown")]
    public void Commits_are_shortened(string commit, bool modified, string text) =>
        Assert.Equal(text, BuildInfo.ShortCommit(commit, modified));

    [Fact]
    public void The_version_line_names_what_the_program_was_built_from() =>
        Assert.Matches(
            @"^msgr \d+\.\d+\.\d+ \(commit ([0-9a-f]{7}(-modified)?|unknown), OpenSSL \d+\.\d+\.\d+, \.NET 10\.\d+\.\d+, linux-\w+\)$",
            BuildInfo.Of("msgr").ToString());

    [Theory]
    [InlineData("/dev/does-not-exist")]
    [InlineData("/dev/null")]
    [InlineData("/dev")]
    public void Without_randomness_one_sentence_says_so(string device)
    {
        Entropy.Require();
        var error = Assert.Throws<UserError>(() => Entropy.Require(device));
        Assert.Equal(ExitCode.Failure, error.Code);
        Assert.StartsWith($"there is no randomness on this machine: {device} cannot be read", error.Message);
    }

    [Fact]
    public void The_name_service_of_the_host_is_left_alone_under_the_just_in_time_compiler()
    {
        StaticLibc.ConfigureNameService();
        Assert.NotEmpty(System.Net.Dns.GetHostAddresses("localhost"));
    }

    [Theory]
    [InlineData(PosixSignal.SIGINT, 130)]
    [InlineData(PosixSignal.SIGTERM, 143)]
    [InlineData(PosixSignal.SIGHUP, 143)]
    public void The_first_signal_asks_and_the_second_ends_at_once(PosixSignal second, int code)
    {
        var exits = new List<int>();
        using var signals = new ShutdownSignals(reload: null, exits.Add);
        using var asked = new ManualResetEventSlim();
        using var registration = signals.Token.Register(asked.Set);
        Assert.Null(signals.Received);
        Assert.Equal(ExitCode.Done, signals.ExitCode);

        signals.Handle(PosixSignal.SIGTERM);
        Assert.True(asked.Wait(TimeSpan.FromSeconds(30)));
        Assert.Equal(PosixSignal.SIGTERM, signals.Received);
        Assert.Equal(ExitCode.Terminated, signals.ExitCode);
        Assert.Empty(exits);

        signals.Handle(second);
        Assert.Equal([code], exits);
        Assert.Equal(PosixSignal.SIGTERM, signals.Received);
    }

    [Fact]
    public void A_hang_up_reloads_where_there_is_something_to_reload()
    {
        var reloads = 0;
        using var signals = new ShutdownSignals(() => reloads++, _ => Assert.Fail("ended"));

        signals.Handle(PosixSignal.SIGHUP);
        signals.Handle(PosixSignal.SIGHUP);

        Assert.Equal(2, reloads);
        Assert.Null(signals.Received);
    }

    [Fact]
    public void A_callback_that_blocks_does_not_hold_back_the_second_signal()
    {
        var exits = new List<int>();
        using var signals = new ShutdownSignals(reload: null, exits.Add);
        using var release = new ManualResetEventSlim();
        using var registration = signals.Token.Register(release.Wait);

        signals.Handle(PosixSignal.SIGINT);
        signals.Handle(PosixSignal.SIGINT);

        Assert.Equal([130], exits);
        release.Set();
    }
}
