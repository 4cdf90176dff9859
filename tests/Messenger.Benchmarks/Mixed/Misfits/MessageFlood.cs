using Messenger.Contracts.Chat;
using Messenger.Contracts.Control;
using Messenger.Testing.Raw;

namespace Messenger.Benchmarks.Mixed.Misfits;

/// <summary>Says as much as it can in a room where others talk.</summary>
internal sealed class MessageFlood(MisfitContext context, int number) : Misfit(context, number)
{
    // More than the server lets anybody say at once.
    private const int Messages = 800;

    internal override string Name => "floods of messages";

    protected override TimeSpan Rest => TimeSpan.FromSeconds(90);

    protected override async Task ActAsync(CancellationToken enough)
    {
        RawSession session = await RawSession.EnterAsync(Context.Server, Identity, User, enough).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            string room = Crowd.Rooms[Random.Next(Crowd.Rooms.Count)];
            await session.SendAsync([new JoinRoom { RequestId = 1, Room = room }], enough).ConfigureAwait(false);
            Task sending = session.SendAsync(
                Enumerable.Range(2, Messages).Select(i => new PostMessage { RequestId = (uint)i, ClientMessageId = Guid.NewGuid(), Room = room, Text = $"flood {i}" }), enough);
            using var listening = CancellationTokenSource.CreateLinkedTokenSource(enough);
            listening.CancelAfter(TimeSpan.FromSeconds(10));
            try
            {
                await session.ReadUntilAsync(Count, listening.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!enough.IsCancellationRequested)
            {
                // The rest was dropped without a word.
            }

            await sending.ConfigureAwait(false);
        }
    }

    private bool Count(ServerFrame frame)
    {
        if (frame is MessageAccepted)
            Answer("accepted");
        if (frame is Refused)
            Answer("refused");
        return false;
    }
}
