using Messenger.Rudp.Connection;
using Messenger.Rudp.Tests.Lives;

namespace Messenger.Rudp.Tests.Connection;

public sealed class PeerPathTests
{
    private static readonly PathAddress Home = PathAddress.FromIPv4([10, 0, 0, 1], 1), Away = PathAddress.FromIPv4([10, 0, 0, 1], 2);
    private readonly PeerPath _path = new(new SeededRandomSource(new(1)));

    [Fact]
    public void RUDP_PATH_5_an_answer_that_comes_after_the_last_challenge_counts()
    {
        _path.Set(Home, validated: true);
        _path.OnNewest(Away, 1_200);
        ulong token = Challenges(Limits.MaxPathAttempts);
        Assert.False(_path.ChallengeOwed);
        // A packet from there asks again, with the same token.
        _path.OnNewest(Away, 1_200);
        Assert.Equal(token, Challenges(Limits.MaxPathAttempts - 1));
        Assert.True(_path.TryTakeResponse(token, out bool hostChanged));
        Assert.False(hostChanged);
        Assert.Equal(Away, _path.Current);
    }

    [Fact]
    public void RUDP_CLOSE_6_an_address_that_is_followed_gets_three_times_what_came_from_it()
    {
        _path.Set(Home, validated: true);
        _path.OnReceived(Away, 100);
        Assert.True(_path.Follow(Away, 100));
        Assert.Equal(300, _path.Budget);
        _path.OnSent(Away, 109);
        Assert.False(_path.Follow(Away, 100));
        Assert.Equal(191, _path.Budget);
        Assert.True(_path.Follow(Home, 40));
        Assert.Equal(120, _path.Budget);
    }

    private ulong Challenges(int count)
    {
        ulong token = 0;
        for (int i = 0; i < count; i++)
        {
            Assert.True(_path.TryTakeFrame(64, out var frame, out var to));
            Assert.Equal(Away, to);
            token = frame.Token;
            _path.OnTimeout();
        }

        Assert.False(_path.TryTakeFrame(64, out _, out _));
        return token;
    }
}
