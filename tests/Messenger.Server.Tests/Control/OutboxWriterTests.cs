using Messenger.Server.Chat;
using Messenger.Server.Control;

namespace Messenger.Server.Tests.Control;

public sealed class OutboxWriterTests
{
    [Theory]
    [InlineData(new[] { 100, 100, 100 }, 0)]
    [InlineData(new[] { 100, 8_000, 8_000 }, 0)]
    [InlineData(new[] { 8_000, 100, 100 }, 1)]
    [InlineData(new[] { 8_000, 2_000, 100, 8_000, 100 }, 2)]
    [InlineData(new[] { 40_000, 100 }, 1)]
    public async Task What_large_writes_left_behind_goes_once_when_they_have_become_small(int[] frames, int times)
    {
        int shrunk = 0;
        using var written = new MemoryStream();
        var outbox = new Outbox(1 << 20);
        var writer = new OutboxWriter(outbox, written, () => { }, () => shrunk++);
        outbox.Reader = writer;
        Task running = writer.RunAsync();
        int all = 0;
        foreach (int length in frames)
        {
            outbox.Add(new byte[length]);
            writer.Wake();
            all += length;
            // Each is a write of its own, not one of many that waited.
            Assert.True(SpinWait.SpinUntil(() => outbox.TakenBytes == all && written.Length == all, TimeSpan.FromSeconds(30)));
        }

        outbox.Close(last: null);
        writer.Wake();
        await running.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(times, shrunk);
    }
}
