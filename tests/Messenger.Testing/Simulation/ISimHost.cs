namespace Messenger.Testing.Simulation;

/// <summary>Where a host is reached; the port changes when a NAT rebinds it.</summary>
/// <param name="Host">The host's number in its network.</param>
/// <param name="Port">Its port now.</param>
public readonly record struct SimAddress(int Host, int Port);

/// <summary>A host without I/O: the network gives it time and datagrams, and takes datagrams and deadlines.</summary>
public interface ISimHost
{
    /// <summary>Takes what arrived. The bytes are the host's until it returns.</summary>
    void HandleDatagram(long now, SimAddress from, Span<byte> datagram);

    /// <summary>Gives the next datagram.</summary>
    /// <returns>Its length; 0: none now.</returns>
    int PollTransmit(long now, Span<byte> buffer, out SimAddress to);

    /// <summary>When <see cref="HandleTimeout"/> is wanted, nanoseconds; <see cref="long.MaxValue"/>: never.</summary>
    long NextDeadline { get; }

    /// <summary>A deadline has come.</summary>
    void HandleTimeout(long now);
}
