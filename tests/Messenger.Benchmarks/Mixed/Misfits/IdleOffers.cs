using Messenger.Contracts.Control;
using Messenger.Contracts.Files;
using Messenger.Testing.Raw;

namespace Messenger.Benchmarks.Mixed.Misfits;

/// <summary>Asks for downloads, and takes none of them.</summary>
internal sealed class IdleOffers(MisfitContext context, int number) : Misfit(context, number)
{
    // A few more than one user may have.
    private const int Offers = 40;
    private int _answered;

    internal override string Name => "offers never taken";

    protected override async Task ActAsync(CancellationToken enough)
    {
        RawSession session = await RawSession.EnterAsync(Context.Server, Identity, User, enough).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            _answered = 0;
            await session.SendAsync(
                Enumerable.Range(1, Offers).Select(i => new OpenDownload
                {
                    RequestId = (uint)i,
                    Selections = ["big.bin"],
                    Transports = TransferTransports.Tcp | TransferTransports.Rudp,
                    HasAes = true,
                }),
                enough).ConfigureAwait(false);
            await session.ReadUntilAsync(Count, enough).ConfigureAwait(false);
            await Task.Delay(TimeSpan.FromSeconds(3), enough).ConfigureAwait(false);
        }
    }

    private bool Count(ServerFrame frame)
    {
        if (frame is TransferOffer)
            Answer("offers");
        if (frame is Refused)
            Answer("refused");
        return frame is TransferOffer or Refused && ++_answered == Offers;
    }
}
