using Messenger.Testing.Histories;

namespace Messenger.Benchmarks.Mixed;

/// <summary>What the comparison of all histories gave.</summary>
/// <param name="Faults">What is wrong with whose.</param>
/// <param name="Logs">Rooms and inboxes.</param>
/// <param name="Messages">Messages in them, by the server's own count.</param>
/// <param name="Heard">Messages heard, by all members together.</param>
/// <param name="Kept">Messages read from what the server keeps, by all members together.</param>
internal sealed record CrowdHistory(IReadOnlyList<HistoryFault> Faults, int Logs, long Messages, long Heard, long Kept);
