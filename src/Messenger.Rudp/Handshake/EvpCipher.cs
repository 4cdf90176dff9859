using System.Security.Cryptography;
using Messenger.Rudp.Wire;

namespace Messenger.Rudp.Handshake;

/// <summary>A cipher of libcrypto: one context that gets its key once, and with each packet a nonce alone.</summary>
internal sealed unsafe class EvpCipher : PacketCipher
{
    private nint _context;

    static EvpCipher() => _ = Libcrypto.Initialize(Libcrypto.NoExitHandler, 0);

    public EvpCipher(RudpCipher cipher, ReadOnlySpan<byte> key)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, KeyLength(cipher));
        _context = Libcrypto.NewContext();
        nint algorithm = cipher == RudpCipher.Aes128Gcm ? Libcrypto.Aes128Gcm() : Libcrypto.ChaCha20Poly1305();
        bool done;
        fixed (byte* start = key)
            done = _context != 0 && Libcrypto.Begin(_context, algorithm, 0, start, null, Libcrypto.Sealing) == 1;
        GC.KeepAlive(this);
        if (!done)
            throw Refusal($"libcrypto has no {cipher}.");
    }

    ~EvpCipher() => Free();

    public override void Seal(ReadOnlySpan<byte> nonce, Span<byte> payload, Span<byte> tag, ReadOnlySpan<byte> associated)
    {
        if (!Run(Libcrypto.Sealing, nonce, payload, tag, associated))
            throw Refusal("libcrypto did not seal a packet.");
    }

    public override bool TryOpen(ReadOnlySpan<byte> nonce, Span<byte> payload, ReadOnlySpan<byte> tag, ReadOnlySpan<byte> associated)
    {
        if (Run(Libcrypto.Opening, nonce, payload, tag, associated))
            return true;
        // What was deciphered is nobody's word.
        payload.Clear();
        // TLS on this thread would take an error that is left behind for its own.
        Libcrypto.ClearErrors();
        return false;
    }

    public override void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    /// <summary>Takes one packet through the context; the tag is written where it seals, and read where it opens.</summary>
    private bool Run(int direction, ReadOnlySpan<byte> nonce, Span<byte> payload, ReadOnlySpan<byte> tag, ReadOnlySpan<byte> associated)
    {
        ObjectDisposedException.ThrowIf(_context == 0, this);
        // Native code trusts these lengths; and a shorter tag would be compared as far as it goes.
        ArgumentOutOfRangeException.ThrowIfNotEqual(nonce.Length, NonceLength);
        ArgumentOutOfRangeException.ThrowIfNotEqual(tag.Length, PacketHeader.TagLength);
        bool done;
        int written;
        fixed (byte* n = nonce, p = payload, t = tag, a = associated)
        {
            done = Libcrypto.Begin(_context, 0, 0, null, n, direction) == 1
                && (direction == Libcrypto.Sealing || Libcrypto.Control(_context, Libcrypto.SetTag, PacketHeader.TagLength, t) == 1)
                && Libcrypto.Update(_context, null, &written, a, associated.Length) == 1
                && Libcrypto.Update(_context, p, &written, p, payload.Length) == 1
                && Libcrypto.Finish(_context, p, &written) == 1
                && (direction == Libcrypto.Opening || Libcrypto.Control(_context, Libcrypto.GetTag, PacketHeader.TagLength, t) == 1);
        }

        GC.KeepAlive(this);
        return done;
    }

    private void Free()
    {
        Libcrypto.FreeContext(_context);
        _context = 0;
    }

    private static CryptographicException Refusal(string sentence)
    {
        Libcrypto.ClearErrors();
        return new CryptographicException(sentence);
    }
}
