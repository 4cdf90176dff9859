using System.Net.Sockets;
using System.Security.Authentication;
using Messenger.Cli.Output;
using Messenger.Cli.Tests.Fakes;
using Messenger.Platform;

namespace Messenger.Cli.Tests.Output;

public sealed class FailureTests
{
    public static TheoryData<Exception, ExitCode> Mapping => new()
    {
        { new UserError(ExitCode.NotFound, "x"), ExitCode.NotFound },
        { new UserError(ExitCode.IdentityChanged, "x"), ExitCode.IdentityChanged },
        { new TimeoutException(), ExitCode.Timeout },
        { new SocketException(111), ExitCode.CannotConnect },
        { new AuthenticationException(), ExitCode.CannotConnect },
        { new IOException("reset", new SocketException(104)), ExitCode.CannotConnect },
        { new IOException("disk full"), ExitCode.LocalFile },
        { new UnauthorizedAccessException(), ExitCode.LocalFile },
        { new AggregateException(new UserError(ExitCode.Exists, "x")), ExitCode.Exists },
        { new InvalidOperationException("oops"), ExitCode.Failure },
        { new OperationCanceledException(), ExitCode.Failure },
    };

    [Theory]
    [MemberData(nameof(Mapping))]
    public void Every_exception_has_a_code_and_one_sentence(Exception error, ExitCode code)
    {
        var failure = Failure.Of(error, ExitCode.Done);
        Assert.Equal(code, failure.Code);
        Assert.False(string.IsNullOrWhiteSpace(failure.Sentence));
        Assert.DoesNotContain('\n', failure.Sentence!);
    }

    [Theory]
    [InlineData(ExitCode.Interrupted)]
    [InlineData(ExitCode.Terminated)]
    public void A_signal_ends_with_its_own_code_and_no_word(ExitCode signal) =>
        Assert.Equal(new Failure(signal, null), Failure.Of(new TaskCanceledException(), signal));

    [Fact]
    public void A_closed_output_ends_quietly_with_0() =>
        Assert.Equal(new Failure(ExitCode.Done, null), Failure.Of(new ClosedOutputException(new IOException()), ExitCode.Done));

    [Fact]
    public void Text_of_strangers_in_an_error_is_harmless() =>
        Assert.DoesNotContain('\e', Failure.Of(new UserError(ExitCode.Denied, "no \e]0;evil\a\u202e"), ExitCode.Done).Sentence!);

    [Theory]
    [InlineData(new[] { "--version" }, ExitCode.Done)]
    [InlineData(new[] { "users", "--help" }, ExitCode.Done)]
    [InlineData(new string[0], ExitCode.Usage)]
    [InlineData(new[] { "nonsense" }, ExitCode.Usage)]
    [InlineData(new[] { "get", "x", "--tcp", "--udp" }, ExitCode.Usage)]
    [InlineData(new[] { "users", "--host", "a b" }, ExitCode.Usage)]
    public async Task The_program_answers_with_exit_codes(string[] argv, ExitCode code)
    {
        var bench = new CommandBench();
        Assert.Equal(code, await CommandRunner.RunAsync(argv, bench.Context, default));
        Assert.Equal(code == ExitCode.Done, bench.Error.Length == 0);
        Assert.Equal(code == ExitCode.Done, bench.Out.Length > 0);
    }

    [Fact]
    public async Task Verbose_adds_where_it_came_from()
    {
        var (plain, verbose) = (new CommandBench(), new CommandBench());
        await CommandRunner.RunAsync(["get", "x", "--tcp", "--udp"], plain.Context, default);
        await CommandRunner.RunAsync(["get", "x", "--tcp", "--udp", "-v"], verbose.Context, default);
        Assert.DoesNotContain("   at ", plain.Error);
        Assert.Contains("   at ", verbose.Error);
    }

    [Fact]
    public async Task A_reader_that_has_gone_ends_the_program_with_0()
    {
        var bench = new CommandBench(outputStream: new OutputStream(new ClosedPipe()));
        Assert.Equal(ExitCode.Done, await CommandRunner.RunAsync(["--help"], bench.Context, default));
        Assert.Equal("", bench.Error);
    }

    [Fact]
    public async Task A_full_disk_behind_standard_output_is_an_error()
    {
        var bench = new CommandBench(outputStream: new OutputStream(new ClosedPipe(28)));
        Assert.Equal(ExitCode.LocalFile, await CommandRunner.RunAsync(["--help"], bench.Context, default));
        Assert.Contains("cannot write to standard output", bench.Error);
    }

    private sealed class ClosedPipe(int error = 32) : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("write failed", error);
    }
}
