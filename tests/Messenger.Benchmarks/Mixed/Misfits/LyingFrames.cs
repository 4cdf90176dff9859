using Messenger.Contracts;
using Messenger.Contracts.Control;
using Messenger.Testing.Raw;

namespace Messenger.Benchmarks.Mixed.Misfits;

/// <summary>Announces frames that are too large, empty, or never come, before and behind the login.</summary>
internal sealed class LyingFrames(MisfitContext context, int number) : Misfit(context, number)
{

    internal override string Name => "oversized and lying frames";

    protected override async Task ActAsync(CancellationToken enough)
    {
        foreach (uint length in (uint[])[0, uint.MaxValue, int.MaxValue, WireLimits.FrameBytes + 1, WireLimits.FrameBytesBeforeLogin + 1])
        {
            RawSession stranger = await RawSession.ConnectAsync(Context.Server, Identity, enough).ConfigureAwait(false);
            await using (stranger.ConfigureAwait(false))
                await LieAsync(stranger, length, enough).ConfigureAwait(false);
        }

        foreach (uint length in (uint[])[uint.MaxValue, WireLimits.FrameBytes + 1])
        {
            RawSession member = await RawSession.EnterAsync(Context.Server, Identity, User, enough).ConfigureAwait(false);
            await using (member.ConfigureAwait(false))
                await LieAsync(member, length, enough).ConfigureAwait(false);
        }

        // As much as may be, promised and never sent.
        RawSession slow = await RawSession.EnterAsync(Context.Server, Identity, User, enough).ConfigureAwait(false);
        await using (slow.ConfigureAwait(false))
        {
            await slow.SendBytesAsync([.. BitConverter.GetBytes(WireLimits.FrameBytes), 4], enough).ConfigureAwait(false);
            await Task.Delay(TimeSpan.FromSeconds(2), enough).ConfigureAwait(false);
        }
    }

    private async Task LieAsync(RawSession session, uint length, CancellationToken enough)
    {
        await session.SendBytesAsync([.. BitConverter.GetBytes(length), 1, 2, 3], enough).ConfigureAwait(false);
        try
        {
            while (await session.ReadAsync(enough).ConfigureAwait(false) is { } frame)
            {
                if (frame is Closing { Reason: ClosingReason.Protocol })
                    Answer("ended with the reason");
            }
        }
        catch (IOException)
        {
            Answer("reset by the server");
        }
    }
}
