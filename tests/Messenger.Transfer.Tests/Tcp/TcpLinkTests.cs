using Messenger.Transfer.Tcp;

namespace Messenger.Transfer.Tests.Tcp;

public sealed class TcpLinkTests
{
    [Fact]
    public void Where_there_are_many_links_each_has_two_buffers_and_few_have_more()
    {
        const int links = 100, plenty = 64;
        var signal = new AsyncSignal();
        var activity = new TcpActivity(TimeProvider.System, TimeSpan.FromMinutes(5));
        List<TcpLink> open = [];
        int all = 0;
        try
        {
            for (int i = 0; i < links; i++)
            {
                var link = new TcpLink(new MemoryStream(), activity, signal, CancellationToken.None);
                open.Add(link);
                int own = 0;
                while (link.TryRent() is not null)
                    own++;
                Assert.InRange(own, 2, 4);
                all += own;
            }

            Assert.InRange(all, 2 * links, (2 * links) + plenty);
        }
        finally
        {
            foreach (TcpLink link in open)
            {
                link.Cancel();
                link.Dispose();
            }
        }
    }
}
