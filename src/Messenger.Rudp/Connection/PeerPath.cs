using System.Buffers.Binary;
using Messenger.Rudp.Wire;

namespace Messenger.Rudp.Connection;

/// <summary>
/// Where the peer is, and where it may have moved (RUDP-PATH-2 to 6). Nothing beyond three times what came from an address goes to it until
/// it is validated; a new address is taken after it answered a challenge.
/// </summary>
internal sealed class PeerPath(IRandomSource random)
{
    private long _received;
    private long _sent;
    private PathAddress _candidate;
    private ulong _token;
    private bool _rests;
    private long _candidateReceived;
    private long _candidateSent;
    private PathAddress _responseTo;
    private ulong _responseToken;

    public PathAddress Current { get; private set; }

    public bool IsValidated { get; private set; }

    /// <summary>Whether the challenge is to be sent (again).</summary>
    public bool ChallengeOwed { get; private set; }

    /// <summary>How often the candidate was challenged since it spoke last after a rest.</summary>
    public int Challenges { get; private set; }

    public bool ResponseOwed => !_responseTo.IsNone;

    /// <summary>Bytes that may go to the current address now.</summary>
    public long Budget => IsValidated ? long.MaxValue : _received * Limits.AmplificationFactor - _sent;

    public void Set(in PathAddress address, bool validated)
    {
        if (address != Current)
            _received = _sent = 0;
        Current = address;
        IsValidated = validated;
    }

    public void Validate() => IsValidated = true;

    public void OnSent(in PathAddress to, int bytes)
    {
        if (to == Current)
            _sent += bytes;
        else if (to == _candidate)
            _candidateSent += bytes;
    }

    /// <summary>Counts a datagram. It need not be authentic: the budget only says where bytes came from.</summary>
    public void OnReceived(in PathAddress from, int bytes)
    {
        if (from == Current)
            _received += bytes;
        else if (from == _candidate)
            _candidateReceived += bytes;
    }

    /// <summary>RUDP-PATH-3: the newest packet so far came with a valid seal; if from elsewhere, that address is challenged.</summary>
    public void OnNewest(in PathAddress from, int bytes)
    {
        if (from == Current)
        {
            _candidate = default;
            ChallengeOwed = false;
        }
        else if (from != _candidate)
        {
            _candidate = from;
            _candidateReceived = bytes;
            _candidateSent = 0;
            Challenges = 0;
            Span<byte> token = stackalloc byte[8];
            random.Fill(token);
            _token = BinaryPrimitives.ReadUInt64LittleEndian(token);
            ChallengeOwed = true;
            _rests = false;
        }
        else if (_rests)
        {
            // RUDP-PATH-5: with the same token, for the answer may be on its way through a long queue.
            _rests = false;
            Challenges = 1;
            ChallengeOwed = true;
        }
    }

    /// <summary>RUDP-CLOSE-6: the newest packet after the end came with a valid seal; its address is taken as it is. Returns whether it is another.</summary>
    public bool Follow(in PathAddress from, int bytes)
    {
        if (from == Current)
            return false;
        Set(from, validated: false);
        _received = bytes;
        return true;
    }

    /// <summary>A challenge of the peer; only the newest is answered.</summary>
    public void OnChallenge(in PathAddress from, ulong token)
    {
        _responseTo = from;
        _responseToken = token;
    }

    /// <summary>RUDP-PATH-4: the right response makes the candidate the current address. Returns whether it did, and whether the host changed.</summary>
    public bool TryTakeResponse(ulong token, out bool hostChanged)
    {
        hostChanged = false;
        if (_candidate.IsNone || Challenges == 0 || token != _token)
            return false;
        hostChanged = !_candidate.IsSameHost(Current);
        Set(_candidate, validated: true);
        _candidate = default;
        ChallengeOwed = false;
        return true;
    }

    /// <summary>Gives the path frame to be sent next, and where it goes.</summary>
    public bool TryTakeFrame(int size, out PathFrame frame, out PathAddress to)
    {
        if (ResponseOwed)
        {
            frame = new(true, _responseToken);
            to = _responseTo;
            _responseTo = default;
            return true;
        }

        frame = new(false, _token);
        to = _candidate;
        if (!ChallengeOwed || _candidateSent + size > _candidateReceived * Limits.AmplificationFactor)
            return false;
        ChallengeOwed = false;
        Challenges++;
        return true;
    }

    /// <summary>No response yet: once more, or not until the candidate speaks again (RUDP-PATH-5).</summary>
    public void OnTimeout()
    {
        ChallengeOwed = Challenges < Limits.MaxPathAttempts && !_candidate.IsNone;
        _rests = !ChallengeOwed;
    }
}
