using System.Net;
using System.Net.Sockets;
using Messenger.Client.Session;
using Messenger.Client.Tests.Support;
using Messenger.Testing;

namespace Messenger.Client.Tests.Session;

public sealed class ConnectRaceTests
{
    private static readonly IPAddress A = IPAddress.Parse("2001:db8::1");
    private static readonly IPAddress B = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress C = IPAddress.Parse("2001:db8::2");
    private readonly ManualTimeProvider _time = new();
    private readonly List<(IPAddress Address, TaskCompletionSource<string> Result)> _started = [];
    private readonly List<string> _discarded = [];

    [Fact]
    public void FamiliesTakeTurnsAndTheFirstOneBegins()
    {
        var order = AddressOrder.Interleave([A, C, B, IPAddress.Parse("192.0.2.2"), IPAddress.Parse("192.0.2.3"), A]);
        Assert.Equal(["2001:db8::1", "192.0.2.1", "2001:db8::2", "192.0.2.2", "192.0.2.3"], order.Select(a => a.ToString()));
        Assert.Equal(B, AddressOrder.Interleave([B, A])[0]);
    }

    [Fact]
    public async Task TheFirstAddressThatAnswersWinsAtOnce()
    {
        var race = Race([A, B]);
        Assert.Equal([A], Started);
        _started[0].Result.SetResult("a");
        Assert.Equal("a", await race.Soon());
        Assert.Equal([A], Started);
    }

    [Fact]
    public async Task AfterSixtyMillisecondsTheNextAddressAndTheSameOneAgainAreTried()
    {
        var race = Race([A, B]);
        await _time.NextTimerAsync();
        _time.Advance(TimeSpan.FromMilliseconds(59));
        Assert.Equal([A], Started);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await Eventually(3);
        Assert.Equal([A, B, A], Started);
        await _time.NextTimerAsync();
        _time.Advance(TimeSpan.FromMilliseconds(59));
        Assert.Equal([A, B, A], Started);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await Eventually(5);
        Assert.Equal([A, B, A, B, A], Started);
        _started[2].Result.SetResult("second try of a");
        Assert.Equal("second try of a", await race.Soon());
    }

    [Fact]
    public async Task AnAddressIsTriedFiveTimesAndThenTheKernelRepeats()
    {
        var race = Race([A]);
        foreach (var (milliseconds, tries) in new[] { (60, 2), (60, 3), (130, 4), (250, 5) })
        {
            await _time.NextTimerAsync();
            _time.Advance(TimeSpan.FromMilliseconds(milliseconds));
            await Eventually(tries);
        }

        // No timer is set any more: whoever answers, wins.
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal([A, A, A, A, A], Started);
        _started[0].Result.SetResult("first");
        Assert.Equal("first", await race.Soon());
    }

    [Fact]
    public async Task ARefusalStartsTheNextAddressWithoutWaiting()
    {
        var race = Race([A, B]);
        _started[0].Result.SetException(new SocketException((int)SocketError.ConnectionRefused));
        await Eventually(2);
        Assert.Equal([A, B], Started);
        _started[1].Result.SetResult("b");
        Assert.Equal("b", await race.Soon());
    }

    [Fact]
    public async Task AnAddressThatRefusedIsNotTriedAgain()
    {
        var race = Race([A, B]);
        _started[0].Result.SetException(new SocketException((int)SocketError.ConnectionRefused));
        await Eventually(2);
        await _time.NextTimerAsync();
        _time.Advance(TimeSpan.FromMilliseconds(100));
        await Eventually(3);
        Assert.Equal([A, B, B], Started);
        _started[2].Result.SetResult("b");
        await race.Soon();
    }

    [Fact]
    public async Task WhenAllFailTheMostTellingFailureCounts()
    {
        var race = Race([A, B, C]);
        _started[0].Result.SetException(new SocketException((int)SocketError.NetworkUnreachable));
        await Eventually(2);
        _started[1].Result.SetException(new SocketException((int)SocketError.ConnectionRefused));
        await Eventually(3);
        _started[2].Result.SetException(new SocketException((int)SocketError.NetworkUnreachable));
        var error = await Assert.ThrowsAsync<SocketException>(() => race.Soon());
        Assert.Equal(SocketError.ConnectionRefused, error.SocketErrorCode);
    }

    [Fact]
    public async Task WhoComesTooLateIsClosed()
    {
        var race = Race([A]);
        await _time.NextTimerAsync();
        _time.Advance(TimeSpan.FromMilliseconds(100));
        await Eventually(2);
        _started[1].Result.SetResult("second");
        Assert.Equal("second", await race.Soon());
        _started[0].Result.SetResult("first");
        SpinWait.SpinUntil(() => _discarded.Count == 1, Patience.Limit);
        Assert.Equal(["first"], _discarded);
    }

    private IEnumerable<IPAddress> Started
    {
        get
        {
            lock (_started)
                return [.. _started.Select(attempt => attempt.Address)];
        }
    }

    private Task<string> Race(IReadOnlyList<IPAddress> addresses) => ConnectRace.RunAsync(addresses, (address, _) =>
    {
        lock (_started)
        {
            _started.Add((address, new(TaskCreationOptions.RunContinuationsAsynchronously)));
            return _started[^1].Result.Task;
        }
    }, _discarded.Add, _time, CancellationToken.None);

    private async Task Eventually(int started)
    {
        var deadline = Task.Delay(Patience.Limit);
        while (Started.Count() < started && !deadline.IsCompleted)
            await Task.Yield();
    }
}
