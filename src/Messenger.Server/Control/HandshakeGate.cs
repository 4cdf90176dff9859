using System.Net;

namespace Messenger.Server.Control;

/// <summary>
/// Lets so many connections at once into the TLS handshake; the others wait in the order in which they came. When thousands come back after
/// a restart, handshakes that all began together would all be late together; one after the other, each is in time.
/// </summary>
/// <param name="atOnce">Handshakes at once.</param>
/// <param name="perAddress">How many of them one address may hold, so that one that stalls leaves room.</param>
/// <param name="limitLoopback">Whether that holds for loopback too, which may else hold all.</param>
internal sealed class HandshakeGate(int atOnce, int perAddress, bool limitLoopback = false) : IDisposable
{
    private readonly SemaphoreSlim _slots = new(atOnce);
    private readonly Dictionary<IPAddress, Share> _shares = [];
    private readonly Lock _lock = new();

    /// <summary>Whether it lets in so many.</summary>
    public bool Is(int slots, int slotsPerAddress) => atOnce == slots && perAddress == slotsPerAddress;

    /// <summary>Addresses that hold a slot or wait for one.</summary>
    internal int Addresses
    {
        get
        {
            lock (_lock)
                return _shares.Count;
        }
    }

    /// <summary>Waits for a slot.</summary>
    /// <param name="address">The peer's; null where it has none.</param>
    /// <param name="ct">Ends the waiting.</param>
    /// <returns>The slot, until it is disposed.</returns>
    /// <exception cref="OperationCanceledException">The waiting was ended.</exception>
    public async ValueTask<Slot> EnterAsync(IPAddress? address, CancellationToken ct)
    {
        if (address is null || (IPAddress.IsLoopback(address) && !limitLoopback))
        {
            await _slots.WaitAsync(ct).ConfigureAwait(false);
            return new Slot(this, null);
        }

        Share share = Join(AddressShares.NetworkOf(address));
        try
        {
            await share.Slots.WaitAsync(ct).ConfigureAwait(false);
        }
        catch
        {
            Leave(share);
            throw;
        }

        try
        {
            await _slots.WaitAsync(ct).ConfigureAwait(false);
            return new Slot(this, share);
        }
        catch
        {
            share.Slots.Release();
            Leave(share);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _slots.Dispose();

    private Share Join(IPAddress network)
    {
        lock (_lock)
        {
            if (!_shares.TryGetValue(network, out Share? share))
                _shares.Add(network, share = new Share(network, perAddress));
            share.Users++;
            return share;
        }
    }

    private void Leave(Share share)
    {
        lock (_lock)
        {
            if (--share.Users > 0)
                return;
            _shares.Remove(share.Network);
            share.Slots.Dispose();
        }
    }

    /// <summary>The right to one handshake.</summary>
    internal readonly struct Slot(HandshakeGate gate, Share? share) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose()
        {
            gate._slots.Release();
            if (share is null)
                return;
            share.Slots.Release();
            gate.Leave(share);
        }
    }

    /// <summary>What one address holds.</summary>
    internal sealed class Share(IPAddress network, int slots)
    {
        public IPAddress Network => network;

        public SemaphoreSlim Slots { get; } = new(slots);

        public int Users { get; set; }
    }
}
