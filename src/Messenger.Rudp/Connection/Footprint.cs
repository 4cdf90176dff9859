namespace Messenger.Rudp.Connection;

/// <summary>What one end keeps beside its two lanes of messages. Tables grow by doubling, so they take at most twice what this counts.</summary>
/// <param name="SentPackets">Packets that were sent and still matter (RUDP-LOSS-9).</param>
/// <param name="AckRanges">Ranges of received packets (RUDP-ACK-7).</param>
/// <param name="DataRanges">Separate ranges of bytes that are missing, in flight or lost, whichever are most (RUDP-DATA-5).</param>
internal readonly record struct Footprint(int SentPackets, int AckRanges, int DataRanges);
