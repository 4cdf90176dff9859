using System.Security.Cryptography;
using Messenger.Platform.Identity;

namespace Messenger.Platform.Tests.Identity;

public sealed class IdentityExchangeTests
{
    [Fact]
    public void What_is_exported_is_the_same_person_elsewhere()
    {
        using var folder = new TemporaryFolder();
        using var here = IdentityKey.LoadOrCreate(folder["here/identity.pem"]);
        var pem = here.ExportEncryptedPem("correct horse");
        Assert.StartsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----", pem);
        using (var imported = IdentityKey.ImportEncryptedPem(pem, "correct horse", "x"))
            imported.Save(folder["there/identity.pem"], aside: null);
        using var there = IdentityKey.LoadOrCreate(folder["there/identity.pem"]);
        Assert.Equal(here.Fingerprint, there.Fingerprint);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder["there/identity.pem"]));
    }

    [Fact]
    public void A_key_that_is_there_is_replaced_on_demand_alone_and_put_aside()
    {
        using var folder = new TemporaryFolder();
        using var before = IdentityKey.LoadOrCreate(folder["identity.pem"]);
        using var other = IdentityKey.Create();
        Assert.Equal(ExitCode.Exists, Assert.Throws<UserError>(() => other.Save(folder["identity.pem"], aside: null)).Code);
        other.Save(folder["identity.pem"], aside: folder["aside.pem"]);
        using var now = IdentityKey.TryLoad(folder["identity.pem"]);
        using var aside = IdentityKey.TryLoad(folder["aside.pem"]);
        Assert.Equal((other.Fingerprint, before.Fingerprint), (now!.Fingerprint, aside!.Fingerprint));
    }

    [Fact]
    public void A_wrong_passphrase_and_a_damaged_key_are_told_without_a_trace()
    {
        using var key = IdentityKey.Create();
        var pem = key.ExportEncryptedPem("correct horse");
        Assert.Equal(ExitCode.Denied, Assert.Throws<UserError>(() => IdentityKey.ImportEncryptedPem(pem, "battery staple", "me.pem")).Code);
        Assert.Equal(ExitCode.Denied, Assert.Throws<UserError>(() => IdentityKey.ImportEncryptedPem(pem.Replace(pem[60..64], "AAAA"), "correct horse", "me.pem")).Code);
        Assert.Contains("me.pem is no exported identity", Assert.Throws<UserError>(() => IdentityKey.ImportEncryptedPem("hello", "x", "me.pem")).Message);
    }

    [Fact]
    public void A_key_of_another_kind_is_refused()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var pem = other.ExportEncryptedPkcs8PrivateKeyPem("p", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1_000));
        Assert.Contains("another kind", Assert.Throws<UserError>(() => IdentityKey.ImportEncryptedPem(pem, "p", "me.pem")).Message);
    }
}
