using System.Runtime.InteropServices;
using CsCheck;
using Messenger.Rudp.Handshake;
using Messenger.Rudp.Wire;

namespace Messenger.Rudp.Tests.Handshake;

/// <summary>Both ciphers, each by libcrypto and by .NET: they make and take the same, and refuse the same.</summary>
public sealed class PacketCipherTests
{
    private const int TagLength = PacketHeader.TagLength;

    // McGrew and Viega, The Galois/Counter Mode of Operation, test case 4; RFC 8439, section 2.8.2.
    private static readonly (string Key, string Nonce, string Associated, string Payload, string Sealed)
        Gcm = (
            "FEFFE9928665731C6D6A8F9467308308", "CAFEBABEFACEDBADDECAF888", "FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2",
            "D9313225F88406E5A55909C5AFF5269A86A7A9531534F7DA2E4C303D8A318A721C3C0C95956809532FCF0E2449A6B525B16AEDF5AA0DE657BA637B39",
            "42831EC2217774244B7221B784D0D49CE3AA212F2C02A4E035C17E2329ACA12E21D514B25466931C7D8F6A5AAC84AA051BA30B396A0AAC973D58E091"
            + "5BC94FBC3221A5DB94FAE95AE7121A47"),
        ChaCha = (
            "808182838485868788898A8B8C8D8E8F909192939495969798999A9B9C9D9E9F", "070000004041424344454647", "50515253C0C1C2C3C4C5C6C7",
            Convert.ToHexString("Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it."u8),
            "D31A8D34648E60DB7B86AFBC53EF7EC2A4ADED51296E08FEA9E2B5A736EE62D63DBEA45E8CA9671282FAFB69DA92728B1A71DE0A9E060B2905D6A5B67ECD3B36"
            + "92DDBD7F2D778B8C9803AEE328091B58FAB324E4FAD675945585808B4831D7BC3FF4DEF08E4B7A9DE576D26586CEC64B6116"
            + "1AE10B594F09E26A7E902ECBD0600691");

    public static readonly MatrixTheoryData<RudpCipher, bool> All = new([RudpCipher.Aes128Gcm, RudpCipher.ChaCha20Poly1305], [true, false]);

    [Theory]
    [MemberData(nameof(All))]
    public void RUDP_KEY_1_the_published_vectors_seal_and_open(RudpCipher kind, bool byLibcrypto)
    {
        var vector = kind == RudpCipher.Aes128Gcm ? Gcm : ChaCha;
        byte[] nonce = Convert.FromHexString(vector.Nonce), associated = Convert.FromHexString(vector.Associated);
        byte[] packet = [.. Convert.FromHexString(vector.Payload), .. new byte[TagLength]];
        using var cipher = Make(kind, Convert.FromHexString(vector.Key), byLibcrypto);
        cipher.Seal(nonce, packet.AsSpan(..^TagLength), packet.AsSpan(^TagLength..), associated);
        Assert.Equal(vector.Sealed, Convert.ToHexString(packet));
        Assert.True(cipher.TryOpen(nonce, packet.AsSpan(..^TagLength), packet.AsSpan(^TagLength..), associated));
        Assert.Equal(vector.Payload, Convert.ToHexString(packet.AsSpan(..^TagLength)));
    }

    [Theory]
    [InlineData(RudpCipher.Aes128Gcm)]
    [InlineData(RudpCipher.ChaCha20Poly1305)]
    public void RUDP_KEY_1_libcrypto_and_NET_agree_on_whatever_comes(RudpCipher kind)
    {
        var length = Gen.Frequency((8, Gen.Int[0, 300]), (3, Gen.Int[1_000, 1_500]), (1, Gen.Const(65_454)));
        var step = Gen.Select(Gen.Byte.Array[PacketCipher.NonceLength], length, Gen.Byte.Array[0, 40], Gen.Int[0, 1 << 20], Gen.Bool);
        // One context each goes through all the steps: none may leave anything behind for the next.
        Gen.Select(Gen.Byte.Array[PacketCipher.KeyLength(kind)], step.List[1, 12]).Sample((key, steps) =>
        {
            using PacketCipher one = Make(kind, key, byLibcrypto: true), two = Make(kind, key, byLibcrypto: false);
            foreach (var (nonce, count, associated, bit, isDamaged) in steps)
            {
                byte[] payload = Bytes(count), first = [.. payload, .. new byte[TagLength]], second = [.. first];
                one.Seal(nonce, first.AsSpan(..count), first.AsSpan(count..), associated);
                two.Seal(nonce, second.AsSpan(..count), second.AsSpan(count..), associated);
                Assert.Equal(second, first);
                if (isDamaged)
                {
                    Flip(first, bit % (8 * first.Length));
                    Flip(second, bit % (8 * first.Length));
                }

                Assert.Equal(!isDamaged, one.TryOpen(nonce, first.AsSpan(..count), first.AsSpan(count..), associated));
                Assert.Equal(!isDamaged, two.TryOpen(nonce, second.AsSpan(..count), second.AsSpan(count..), associated));
                Assert.Equal(isDamaged ? new byte[count] : payload, first[..count]);
                Assert.Equal(second, first);
            }
        }, iter: 300, seed: "0001mU3hT6K2");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void RUDP_KEY_1_no_flipped_bit_opens_and_what_is_sound_opens_after_it(RudpCipher kind, bool byLibcrypto)
    {
        const int Associated = PacketCipher.NonceLength, Payload = Associated + PacketHeader.AssociatedLength, Tag = Payload + 21;
        using var cipher = Make(kind, Bytes(PacketCipher.KeyLength(kind)), byLibcrypto);
        byte[] all = Bytes(Tag + TagLength);
        cipher.Seal(all.AsSpan(..Associated), all.AsSpan(Payload..Tag), all.AsSpan(Tag..), all.AsSpan(Associated..Payload));
        for (int bit = 0; bit < 8 * all.Length; bit++)
        {
            byte[] damaged = [.. all], sound = [.. all];
            Flip(damaged, bit);
            Assert.False(Open(damaged));
            Assert.Equal(new byte[Tag - Payload], damaged[Payload..Tag]);
            Assert.True(Open(sound));
            Assert.Equal(Bytes(Tag)[Payload..], sound[Payload..Tag]);
        }

        bool Open(byte[] a) => cipher.TryOpen(a.AsSpan(..Associated), a.AsSpan(Payload..Tag), a.AsSpan(Tag..), a.AsSpan(Associated..Payload));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void RUDP_KEY_1_no_part_of_a_packet_opens_and_no_other_length_is_taken(RudpCipher kind, bool byLibcrypto)
    {
        using var cipher = Make(kind, Bytes(PacketCipher.KeyLength(kind)), byLibcrypto);
        byte[] nonce = Bytes(PacketCipher.NonceLength), associated = Bytes(PacketHeader.AssociatedLength), packet = Bytes(40 + TagLength);
        cipher.Seal(nonce, packet.AsSpan(..40), packet.AsSpan(40..), associated);
        for (int length = TagLength; length < packet.Length; length++)
        {
            Assert.False(Open([.. packet[..length]], associated));
            Assert.False(Open([.. packet[^length..]], associated));
        }

        for (int length = 0; length < associated.Length; length++)
            Assert.False(Open([.. packet], associated[..length]));
        for (int length = 0; length < TagLength; length++)
            Assert.ThrowsAny<ArgumentException>(() => cipher.TryOpen(nonce, packet.AsSpan(..40), packet.AsSpan(40, length), associated));
        for (int length = 0; length < nonce.Length; length++)
            Assert.ThrowsAny<ArgumentException>(() => cipher.TryOpen(nonce.AsSpan(..length), packet.AsSpan(..40), packet.AsSpan(40..), associated));
        Assert.ThrowsAny<ArgumentException>(() => Make(kind, Bytes(PacketCipher.KeyLength(kind) - 1), byLibcrypto));
        Assert.True(Open(packet, associated));

        bool Open(byte[] p, byte[] a) => cipher.TryOpen(nonce, p.AsSpan(..^TagLength), p.AsSpan(^TagLength..), a);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void RUDP_HS_7_sealing_opening_and_refusing_allocate_nothing(RudpCipher kind, bool byLibcrypto)
    {
        using var cipher = Make(kind, Bytes(PacketCipher.KeyLength(kind)), byLibcrypto);
        byte[] nonce = Bytes(PacketCipher.NonceLength), associated = Bytes(PacketHeader.AssociatedLength), packet = Bytes(1_400 + TagLength);
        // The first forgery may be a surprise.
        bool asItMust = Round();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
            asItMust &= Round();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(asItMust);

        bool Round()
        {
            cipher.Seal(nonce, packet.AsSpan(..1_400), packet.AsSpan(1_400..), associated);
            bool opens = cipher.TryOpen(nonce, packet.AsSpan(..1_400), packet.AsSpan(1_400..), associated);
            return opens && !cipher.TryOpen(nonce, packet.AsSpan(..1_400), packet.AsSpan(1_400..), associated);
        }
    }

    [Theory]
    [InlineData(RudpCipher.Aes128Gcm)]
    [InlineData(RudpCipher.ChaCha20Poly1305)]
    public unsafe void A_forgery_leaves_no_error_behind_for_what_uses_libcrypto_next(RudpCipher kind)
    {
        using var cipher = Make(kind, Bytes(PacketCipher.KeyLength(kind)), byLibcrypto: true);
        Assert.SkipUnless(NativeLibrary.TryLoad("libcrypto.so.3", out nint library), "NOT RUN: libcrypto.so.3 is not on this machine");
        var peek = (delegate* unmanaged<nuint>)NativeLibrary.GetExport(library, "ERR_peek_error");
        // Where a forgery makes no error, one that is there already shows that it is looked after: a context without a cipher makes it.
        nint context = Libcrypto.NewContext();
        Assert.NotEqual(1, Libcrypto.Begin(context, 0, 0, null, null, Libcrypto.Opening));
        Libcrypto.FreeContext(context);
        Assert.NotEqual(0u, peek());
        Assert.False(cipher.TryOpen(Bytes(PacketCipher.NonceLength), Bytes(100), Bytes(TagLength), []));
        Assert.Equal(0u, peek());
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_disposed_cipher_is_not_used(RudpCipher kind, bool byLibcrypto)
    {
        var cipher = Make(kind, Bytes(PacketCipher.KeyLength(kind)), byLibcrypto);
        cipher.Dispose();
        cipher.Dispose();
        Assert.Throws<ObjectDisposedException>(() => cipher.Seal(Bytes(PacketCipher.NonceLength), Bytes(10), Bytes(TagLength), []));
        Assert.Throws<ObjectDisposedException>(() => cipher.TryOpen(Bytes(PacketCipher.NonceLength), Bytes(10), Bytes(TagLength), []));
    }

    [Theory]
    [InlineData(RudpCipher.Aes128Gcm)]
    [InlineData(RudpCipher.ChaCha20Poly1305)]
    public void Libcrypto_is_taken_where_it_is_found(RudpCipher kind)
    {
        using var cipher = PacketCipher.Create(kind, Bytes(PacketCipher.KeyLength(kind)));
        Assert.IsType(Libcrypto.IsLoaded ? typeof(EvpCipher) : typeof(DotNetCipher), cipher);
    }

    private static PacketCipher Make(RudpCipher kind, byte[] key, bool byLibcrypto)
    {
        Assert.SkipUnless(!byLibcrypto || Libcrypto.IsLoaded, "NOT RUN: libcrypto.so.3 is not on this machine");
        return byLibcrypto ? new EvpCipher(kind, key) : new DotNetCipher(kind, key);
    }

    private static byte[] Bytes(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(7 * i + 1))];

    private static void Flip(byte[] bytes, int bit) => bytes[bit / 8] ^= (byte)(1 << bit % 8);
}
