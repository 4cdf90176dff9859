using System.Net;
using System.Net.Sockets;

namespace Messenger.Discovery;

/// <summary>Announces a server on the networks that it listens on, those too that come up later, and answers who asks for it, until disposed.</summary>
public sealed class ServiceAnnouncer : IAsyncDisposable
{
    // Whoever plugs a cable in looks up after that.
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(3);

    private readonly ServiceAnnouncement _service;
    private readonly IPAddress? _listen;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, AnnouncedLink> _links = [];
    private Task _looking = Task.CompletedTask;

    private ServiceAnnouncer(ServiceAnnouncement service, IPAddress? listen, TimeProvider time) => (_service, _listen, _time) = (service, listen, time);

    /// <summary>Interfaces and families that it is announced on at first.</summary>
    public int Links { get; private set; }

    /// <summary>Begins.</summary>
    /// <param name="service">What is announced.</param>
    /// <param name="listen">The only address that the server listens on; null: all of them.</param>
    /// <param name="time">The clock.</param>
    /// <returns>Announces on no interface where there is none but loopback, or the port may not be shared.</returns>
    public static ServiceAnnouncer Start(ServiceAnnouncement service, IPAddress? listen, TimeProvider time)
    {
        var announcer = new ServiceAnnouncer(service, listen, time);
        if (listen is not null && IPAddress.IsLoopback(listen))
            return announcer;
        announcer.Join(MulticastGroup.All());
        announcer.Links = announcer._links.Count;
        announcer._looking = announcer.LookAsync();
        return announcer;
    }

    /// <summary>Says goodbye.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
            return;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _looking.ConfigureAwait(false);
        await Task.WhenAll(_links.Values.Select(link => link.DisposeAsync().AsTask())).ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task LookAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(LookAgain, _time, _stop.Token).ConfigureAwait(false);
                IReadOnlyList<MulticastGroup> groups = MulticastGroup.All();
                HashSet<string> there = [.. groups.Select(NameOf)];
                foreach (string gone in _links.Keys.Where(name => !there.Contains(name)).ToArray())
                {
                    _links.Remove(gone, out AnnouncedLink? link);
                    await link!.DisposeAsync().ConfigureAwait(false);
                }

                Join(groups);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private void Join(IReadOnlyList<MulticastGroup> groups)
    {
        foreach (MulticastGroup group in groups)
        {
            IReadOnlyList<IPAddress> addresses = [.. group.Addresses.Select(local => local.Address).Where(address => _listen is null || _listen.Equals(address))];
            if (addresses.Count == 0 || _links.ContainsKey(NameOf(group)))
                continue;
            try
            {
                _links.Add(NameOf(group), new AnnouncedLink(group, new ServiceRecords(_service, addresses), _time));
            }
            catch (SocketException)
            {
                // An interface that went away, or a program that does not share the port: the server is found by its address all the same.
            }
        }
    }

    // An interface with another address is announced anew.
    private static string NameOf(MulticastGroup group) => $"{group.Index} {group.Family} {string.Join(' ', group.Addresses.Select(local => local.Address.ToString()).Order(StringComparer.Ordinal))}";
}
