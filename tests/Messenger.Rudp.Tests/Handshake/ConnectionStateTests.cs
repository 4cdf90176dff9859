using Messenger.Rudp.Handshake;

namespace Messenger.Rudp.Tests.Handshake;

public sealed class ConnectionStateTests
{
    private const string Frozen = """
        Connecting: Answer>Established Close>Ended Timeout>Ended Abort>Ended
        Waiting: Initial>Answering Close>Ended Timeout>Ended Abort>Ended
        Answering: Initial>Answering Data>Established Close>Closing PeerClose>Draining Timeout>Ended Abort>Ended
        Established: Data>Established Close>Closing PeerClose>Draining Timeout>Ended Abort>Ended
        Closing: Initial>Closing Data>Closing PeerClose>Ended Timeout>Ended Abort>Ended
        Draining: Data>Draining PeerClose>Draining Timeout>Ended Abort>Ended
        Ended:
        """;

    [Fact]
    public void RUDP_HS_8_all_pairs_of_state_and_trigger_are_as_frozen()
    {
        var lines = Enum.GetValues<ConnectionState>().Select(state => $"{state}:" + string.Concat(
            from trigger in Enum.GetValues<ConnectionTrigger>()
            let next = ConnectionTransitions.Next(state, trigger)
            where next is not null
            select $" {trigger}>{next}"));
        Assert.Equal(Frozen.ReplaceLineEndings("\n"), string.Join('\n', lines));
    }

    [Fact]
    public void Every_state_but_the_last_can_end_and_the_last_cannot_be_left()
    {
        foreach (var state in Enum.GetValues<ConnectionState>())
        {
            ConnectionState? expected = state == ConnectionState.Ended ? null : ConnectionState.Ended;
            Assert.Equal(expected, ConnectionTransitions.Next(state, ConnectionTrigger.Timeout));
            Assert.Equal(expected, ConnectionTransitions.Next(state, ConnectionTrigger.Abort));
        }
    }
}
