using Messenger.Platform.Identity;
using Messenger.Server.Files.Uploads;

namespace Messenger.Server.Tests.Files.Uploads;

public sealed class UploadHoldTests
{
    [Fact]
    public void A_disk_that_fails_at_the_end_frees_whoever_waits_for_the_names()
    {
        UploadHold hold = Create(() => throw new IOException("Input/output error"));
        hold.Leave();
        Assert.True(hold.Released.IsCompletedSuccessfully);
    }

    [Fact]
    public void A_defect_at_the_end_is_heard_of_and_frees_them_too()
    {
        UploadHold hold = Create(() => throw new InvalidOperationException());
        Assert.Throws<InvalidOperationException>(hold.Leave);
        Assert.True(hold.Released.IsCompletedSuccessfully);
    }

    private static UploadHold Create(Action letGo)
    {
        using IdentityKey key = IdentityKey.Create();
        return new UploadHold(key.Fingerprint, Guid.NewGuid(), default) { Keep = _ => Task.FromResult(0UL), LetGo = letGo };
    }
}
