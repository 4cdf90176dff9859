using Messenger.Fuzz.Targets.Bytes;
using Messenger.Fuzz.Targets.Operations;

namespace Messenger.Fuzz.Targets;

/// <summary>Everything that can be attacked, by name.</summary>
internal static class AllTargets
{
    private static readonly Func<FuzzTarget>[] Makers =
    [
        () => new ControlFrames(fromClient: true), () => new ControlFrames(fromClient: false), () => new FrameStream(),
        () => new RudpFrames(), () => new RudpDatagrams(), () => new TransferRecords(),
        () => new JournalBytes(), () => new Plans(),
        () => new InvitationText(), () => new OptionText(), () => new NameText(), () => new MulticastDns(),
        () => new RangeSetOperations(), () => new SentPacketOperations(), () => new AckTrackerOperations(), () => new ReorderingOperations(),
        () => new ChunkMapOperations(), () => new WantOperations(), () => new RoomOperations(),
    ];

    private static readonly Dictionary<string, Func<FuzzTarget>> ByName = Makers.ToDictionary(make => make().Name);

    /// <summary>Their names, in order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Makers.Select(make => make().Name)];

    /// <summary>A fresh target.</summary>
    public static FuzzTarget Make(string name) => ByName[name]();
}
