using Messenger.Platform.Identity;

namespace Messenger.Server.Trust;

/// <summary>A code that waits for its use.</summary>
/// <param name="Id">The number that it is found by.</param>
/// <param name="Key">The key of its proofs.</param>
/// <param name="Owner">Whose key another one is to be.</param>
/// <param name="Name">The name that the code was asked for with.</param>
/// <param name="Until">Until when, uptime.</param>
internal sealed record LinkOffer(ulong Id, byte[] Key, Fingerprint Owner, string Name, TimeSpan Until);

/// <summary>Codes that make another key the same person (CTL-KEY-2): one a person, for one use and some minutes, in memory alone.</summary>
/// <param name="server">The server's key.</param>
internal sealed class LinkOffers(Fingerprint server)
{
    /// <summary>How long a code holds: the way from one machine to the other, with something in between.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    /// <summary>Codes at once.</summary>
    public const int Most = 1_000;

    private readonly Dictionary<ulong, LinkOffer> _offers = [];

    /// <summary>Makes a code, in the place of the one that the person had.</summary>
    /// <returns>The code; null: there are too many.</returns>
    public LinkCode? Create(Fingerprint owner, string name, TimeSpan now)
    {
        foreach (LinkOffer over in _offers.Values.Where(offer => offer.Owner == owner || offer.Until <= now).ToArray())
            _offers.Remove(over.Id);
        if (_offers.Count >= Most)
            return null;
        LinkCode code = LinkCode.Create();
        (ulong id, byte[] key) = code.For(server);
        _offers[id] = new LinkOffer(id, key, owner, name, now + Life);
        return code;
    }

    /// <summary>The code that a client proves to know; null: none that holds.</summary>
    public LinkOffer? Find(ReadOnlySpan<byte> proof, Fingerprint client, TimeSpan now) =>
        LinkCode.TryReadId(proof, out ulong id) && _offers.TryGetValue(id, out LinkOffer? offer) && offer.Until > now && LinkCode.Opens(offer.Key, proof, client) ? offer : null;

    /// <summary>A code has had its one use.</summary>
    public void Use(LinkOffer offer) => _offers.Remove(offer.Id);

    /// <summary>Nobody becomes this person any more.</summary>
    public void Withdraw(Fingerprint owner)
    {
        foreach (LinkOffer offer in _offers.Values.Where(offer => offer.Owner == owner).ToArray())
            _offers.Remove(offer.Id);
    }
}
