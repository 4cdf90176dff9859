using Messenger.Contracts.Chat;
using Messenger.Contracts.Control;
using Messenger.Testing.Raw;

namespace Messenger.Benchmarks.Mixed.Misfits;

/// <summary>Enters and leaves rooms, others' and its own, as fast as it is let.</summary>
internal sealed class JoinStorm(MisfitContext context, int number) : Misfit(context, number)
{
    private const int Rounds = 60, OwnRooms = 20;

    internal override string Name => "storms of joins and parts";

    protected override async Task ActAsync(CancellationToken enough)
    {
        RawSession session = await RawSession.EnterAsync(Context.Server, Identity, User, enough).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            string room = Crowd.Rooms[Random.Next(Crowd.Rooms.Count)];
            IEnumerable<ClientFrame> storm = Enumerable.Range(0, Rounds).SelectMany(n => (ClientFrame[])
            [
                new JoinRoom { RequestId = 2, Room = room }, new PartRoom { RequestId = 3, Room = room },
                new JoinRoom { RequestId = 4, Room = $"{User}-{n % OwnRooms}" }, new PartRoom { RequestId = 5, Room = $"{User}-{n % OwnRooms}" },
            ]);
            await session.SendAsync([.. storm, new ClientPing { RequestId = uint.MaxValue }], enough).ConfigureAwait(false);
            await session.ReadUntilAsync(Count, enough).ConfigureAwait(false);
        }
    }

    private bool Count(ServerFrame frame)
    {
        if (frame is RoomJoined)
            Answer("entered");
        if (frame is Refused)
            Answer("refused");
        return frame is ServerPong;
    }
}
