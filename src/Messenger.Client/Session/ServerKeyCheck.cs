using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Messenger.Platform;
using Messenger.Platform.Identity;

namespace Messenger.Client.Session;

/// <summary>Compares the key that a server shows in one handshake with the one that is expected.</summary>
/// <param name="profile">Who and where.</param>
/// <param name="sameKey">The only key that is accepted; null: the demanded or the pinned one.</param>
internal sealed class ServerKeyCheck(ClientProfile profile, Fingerprint? sameKey)
{
    private ServerIdentity? _identity;

    /// <summary>Why the key was not accepted; null where it was, or none was shown.</summary>
    public UserError? Failure { get; private set; }

    /// <summary>For TLS. Chain, name and dates mean nothing: the key alone counts.</summary>
    public bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        try
        {
            if (certificate is X509Certificate2 shown)
                Compare(Fingerprint.Of(shown), shown);
        }
        catch (UserError e)
        {
            Failure = e;
        }

        return _identity is not null;
    }

    /// <summary>Compares a key; afterwards there is either a <see cref="Failure"/> or somebody accepted.</summary>
    /// <param name="seen">The key.</param>
    /// <param name="shown">Its certificate, which may tell what keys came before it; null: it does not.</param>
    public void Compare(Fingerprint seen, X509Certificate2? shown = null)
    {
        if (sameKey is { } same)
        {
            if (seen == same)
                _identity = new(profile.Server, seen, FirstContact: false);
            else
                Failure = ConnectFailures.OfIdentity(profile.Server, same, seen, demanded: false);
            return;
        }

        var result = profile.KnownServers.Check(profile.Server, seen, profile.DemandedFingerprint, out var expected);
        // CTL-TLS-6: the key that is known says itself that this one comes after it.
        if (result == PinResult.Changed && shown is not null && IdentityKey.Follows(shown, expected))
        {
            profile.KnownServers.Follow(profile.Server, seen);
            _identity = new(profile.Server, seen, FirstContact: false) { Before = expected };
        }
        else if (result == PinResult.Changed)
        {
            Failure = ConnectFailures.OfIdentity(profile.Server, expected, seen, profile.DemandedFingerprint is not null);
        }
        else
        {
            _identity = new(profile.Server, seen, FirstContact: result == PinResult.Pinned);
        }
    }

    /// <summary>Who was accepted; tells of a first contact or a new key, now that the server has proved to hold the key.</summary>
    /// <exception cref="UserError">Nobody was.</exception>
    public ServerIdentity Accepted()
    {
        if (_identity is not { } identity)
            throw Failure ?? ConnectFailures.OfTls(profile.Server, null);
        if (identity.FirstContact || identity.Before is not null)
            profile.FirstContact?.Invoke(identity);
        return identity;
    }
}
