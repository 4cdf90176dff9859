using System.Security.Cryptography.X509Certificates;
using Messenger.Platform.Identity;

namespace Messenger.Platform.Tests.Identity;

/// <summary>CTL-TLS-6: a key names the one that comes after it.</summary>
public sealed class KeySuccessionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => Path.Combine(_folder.Path, "server.pem");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Who_knows_any_key_of_the_last_sixteen_follows_to_the_newest_and_nobody_else_does()
    {
        var keys = new List<Fingerprint>();
        using (var first = IdentityKey.LoadOrCreate(File))
            keys.Add(first.Fingerprint);
        for (var change = 0; change < 18; change++)
        {
            using var next = IdentityKey.Rotate(File);
            keys.Add(next.Fingerprint);
        }

        using var now = IdentityKey.LoadOrCreate(File);
        Assert.Equal(keys[^1], now.Fingerprint);
        Assert.Equal(keys.Count, keys.Distinct().Count());
        Assert.Equal(keys[2..^1], keys.Where(key => IdentityKey.Follows(now.Certificate, key)));
        using var stranger = IdentityKey.Create();
        Assert.False(IdentityKey.Follows(now.Certificate, stranger.Fingerprint));
        Assert.False(IdentityKey.Follows(stranger.Certificate, keys[0]));
        Assert.False(IdentityKey.Follows(now.Certificate, default));
    }

    [Fact]
    public void A_statement_that_was_changed_or_moved_to_another_key_proves_nothing()
    {
        using var old = IdentityKey.LoadOrCreate(File);
        using var next = IdentityKey.Rotate(File);
        var extension = next.Certificate.Extensions.Single();

        using var thief = Forge(extension.RawData);
        Assert.False(IdentityKey.Follows(thief, old.Fingerprint));
        for (var at = 0; at < extension.RawData.Length; at += 3)
        {
            var changed = (byte[])extension.RawData.Clone();
            changed[at] ^= 1;
            // Whatever the damage does to the layout: nobody follows, and nothing is thrown.
            using var damaged = Forge(changed);
            Assert.False(IdentityKey.Follows(damaged, old.Fingerprint));
        }

        for (var length = 0; length < extension.RawData.Length; length += 7)
        {
            using var cut = Forge(extension.RawData[..length]);
            Assert.False(IdentityKey.Follows(cut, old.Fingerprint));
        }

        X509Certificate2 Forge(byte[] data)
        {
            using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest("CN=thief", key, System.Security.Cryptography.HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509Extension(extension.Oid!, data, critical: false));
            return request.CreateSelfSigned(new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        }
    }
}
