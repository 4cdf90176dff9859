using System.Net;
using Messenger.Server.Control;

namespace Messenger.Server.Tests.Control;

public sealed class HandshakeGateTests
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public async Task Who_comes_when_all_slots_are_taken_waits_for_the_first_that_is_free()
    {
        using var gate = new HandshakeGate(atOnce: 2, perAddress: 2);
        HandshakeGate.Slot first = await gate.EnterAsync(Address("10.0.0.1"), Never);
        using HandshakeGate.Slot second = await gate.EnterAsync(Address("10.0.0.2"), Never);
        Task<HandshakeGate.Slot> third = gate.EnterAsync(Address("10.0.0.3"), Never).AsTask();
        Assert.False(third.IsCompleted);
        first.Dispose();
        (await third).Dispose();
    }

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.1", true)]
    [InlineData("10.0.0.1", "::ffff:10.0.0.1", true)]
    [InlineData("10.0.0.1", "10.0.0.2", false)]
    // Who has one IPv6 address has 2^64 of them.
    [InlineData("2001:db8::1", "2001:db8::ffff:1", true)]
    [InlineData("2001:db8::1", "2001:db8:0:1::1", false)]
    public async Task One_address_takes_no_more_than_its_share(string holder, string next, bool waits)
    {
        using var gate = new HandshakeGate(atOnce: 10, perAddress: 1);
        HandshakeGate.Slot held = await gate.EnterAsync(Address(holder), Never);
        Task<HandshakeGate.Slot> entering = gate.EnterAsync(Address(next), Never).AsTask();
        Assert.Equal(!waits, entering.IsCompleted);
        held.Dispose();
        (await entering).Dispose();
        Assert.Equal(0, gate.Addresses);
    }

    [Fact]
    public async Task Loopback_may_take_all()
    {
        using var gate = new HandshakeGate(atOnce: 3, perAddress: 1);
        for (int i = 0; i < 3; i++)
            Assert.True(gate.EnterAsync(i == 0 ? IPAddress.IPv6Loopback : IPAddress.Loopback, Never).IsCompleted);
        using var cancel = new CancellationTokenSource();
        Task<HandshakeGate.Slot> fourth = gate.EnterAsync(IPAddress.Loopback, cancel.Token).AsTask();
        Assert.False(fourth.IsCompleted);
        cancel.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fourth);
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(5, 1)]
    public async Task Who_goes_away_while_waiting_leaves_nothing_behind(int atOnce, int perAddress)
    {
        using var gate = new HandshakeGate(atOnce, perAddress);
        HandshakeGate.Slot held = await gate.EnterAsync(Address("10.0.0.1"), Never);
        using var cancel = new CancellationTokenSource();
        Task<HandshakeGate.Slot> waiting = gate.EnterAsync(Address("10.0.0.1"), cancel.Token).AsTask();
        cancel.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        held.Dispose();
        (await gate.EnterAsync(Address("10.0.0.1"), Never)).Dispose();
        Assert.Equal(0, gate.Addresses);
    }

    private static IPAddress Address(string text) => IPAddress.Parse(text);
}
