using Messenger.Client.Chat;
using Messenger.Client.Files;
using Messenger.Contracts.Chat;
using Messenger.Contracts.Files;

namespace Messenger.Cli.Chat;

/// <summary>What came of an action; every view has its own words for it.</summary>
internal abstract record ChatReply;

/// <summary>Done; what there is to see comes as an event.</summary>
internal sealed record DoneReply : ChatReply;

internal sealed record AcceptedReply(ChatLine Line) : ChatReply;

internal sealed record RoomsReply(IReadOnlyList<RoomSummary> Rooms) : ChatReply;

internal sealed record UsersReply(string Room, IReadOnlyList<Member> Members) : ChatReply;

internal sealed record UserReply(WhoisReply User) : ChatReply;

internal sealed record FilesReply(string Pattern, IReadOnlyList<FileEntry> Files) : ChatReply;

internal sealed record InboxReply(IReadOnlyList<Parcel> Parcels) : ChatReply;

internal sealed record RefusedReply(ulong Parcel) : ChatReply;

internal sealed record HistoryReply(BufferKey Buffer, IReadOnlyList<ChatLine> Lines) : ChatReply;

internal sealed record TopicReply(string Room, string Topic) : ChatReply;

internal sealed record OperatedReply(IReadOnlyList<string> Lines) : ChatReply;

/// <summary>Transfers do now what they were told to.</summary>
internal sealed record SteeredReply(ChatAction Action, IReadOnlyList<Steered> Transfers) : ChatReply;

/// <summary>A transfer that was told to do something.</summary>
/// <param name="Number">It.</param>
/// <param name="Changed">It did something else before.</param>
internal readonly record struct Steered(int Number, bool Changed);

internal sealed record PongReply(TimeSpan RoundTrip) : ChatReply;

/// <summary>A download has ended.</summary>
/// <param name="Outcome">How.</param>
/// <param name="Action">What began it, and goes on with it.</param>
internal sealed record GetReply(TransferOutcome Outcome, TransferAction Action) : ChatReply;

/// <summary>An upload has ended; as <see cref="GetReply"/>.</summary>
internal sealed record PutReply(TransferOutcome Outcome, TransferAction Action) : ChatReply;
