using Messenger.Contracts.Chat;
using Messenger.Contracts.Control;
using Messenger.Testing.Raw;

namespace Messenger.Benchmarks.Mixed.Misfits;

/// <summary>Asks for long lists, says that it lives, and reads nothing, until it is dropped.</summary>
internal sealed class StalledReader(MisfitContext context, int number) : Misfit(context, number)
{
    private const int ReceiveBuffer = 4_096;

    internal override string Name => "readers that stall";

    protected override async Task ActAsync(CancellationToken enough)
    {
        RawSession session = await RawSession.EnterAsync(Context.Server, Identity, User, enough, ReceiveBuffer).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            ClientFrame[] questions = [new JoinRoom { RequestId = 1, Room = Crowd.Rooms[0] }, .. Enumerable.Range(2, 40).Select(i => new ListMembers { RequestId = (uint)i })];
            // Ends by an error: the server hangs up on who takes nothing in.
            while (true)
            {
                await session.SendAsync([.. questions, new ClientPong()], enough).ConfigureAwait(false);
                await Task.Delay(TimeSpan.FromSeconds(1), enough).ConfigureAwait(false);
            }
        }
    }
}
