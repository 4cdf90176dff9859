using Messenger.Testing.Raw;

namespace Messenger.Benchmarks.Mixed.Misfits;

/// <summary>Comes in and is gone at once, without a word, again and again.</summary>
internal sealed class ConnectStorm(MisfitContext context, int number) : Misfit(context, number)
{
    private const int AtOnce = 20;

    internal override string Name => "storms of connections";

    protected override Task ActAsync(CancellationToken enough) => Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async n =>
    {
        // Some hang up on TCP, some on TLS, some when they are in; those are one and the same user.
        if (n % 4 == 0)
        {
            (await RawSession.ConnectTcpAsync(Context.Server, 0, enough).ConfigureAwait(false)).Dispose();
            return;
        }

        RawSession session = n % 4 == 1
            ? await RawSession.ConnectAsync(Context.Server, Identity, enough).ConfigureAwait(false)
            : await RawSession.EnterAsync(Context.Server, Identity, User, enough).ConfigureAwait(false);
        await session.DisposeAsync().ConfigureAwait(false);
        Answer("came and went");
    }));
}
