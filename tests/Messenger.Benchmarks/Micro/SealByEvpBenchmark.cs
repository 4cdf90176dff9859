using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Messenger.Rudp;
using Messenger.Rudp.Handshake;
using Messenger.Rudp.Wire;

namespace Messenger.Benchmarks.Micro;

/// <summary>The same datagrams as <see cref="SealBenchmark"/>'s, sealed and opened by libcrypto's EVP without .NET's class between.</summary>
public class SealByEvpBenchmark
{
    private const int NonceLength = 12;

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(16);
    private readonly byte[] _nonce = RandomNumberGenerator.GetBytes(NonceLength);
    private readonly byte[] _sealed = new byte[65_507];
    private readonly byte[] _datagram = new byte[65_507];
    private EvpAes128Gcm _evp = null!;

    [Params(1_200, 1_452, 9_000, 65_507)]
    public int Length { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _evp = new EvpAes128Gcm(_key);
        Seal();
        _datagram.CopyTo(_sealed, 0);
        // Number 0 leaves the IV as it is: both must make the same of the same.
        using var protector = new PacketProtector(RudpCipher.Aes128Gcm, _key, _nonce);
        byte[] expected = new byte[Length];
        protector.Seal(new PacketNumber(0), expected, PacketHeader.Length);
        if (!expected.AsSpan().SequenceEqual(_sealed.AsSpan(0, Length)) || !Open())
            throw new InvalidOperationException("EVP and .NET seal differently.");
    }

    [GlobalCleanup]
    public void CleanUp() => _evp.Dispose();

    [Benchmark]
    public void Seal()
    {
        Span<byte> datagram = _datagram.AsSpan(0, Length);
        _evp.Seal(_nonce, datagram[PacketHeader.Length..^PacketHeader.TagLength], datagram[^PacketHeader.TagLength..], datagram[..PacketHeader.AssociatedLength]);
    }

    // With the copy, as there.
    [Benchmark]
    public bool Open()
    {
        _sealed.AsSpan(0, Length).CopyTo(_datagram);
        Span<byte> datagram = _datagram.AsSpan(0, Length);
        return _evp.TryOpen(_nonce, datagram[PacketHeader.Length..^PacketHeader.TagLength], datagram[^PacketHeader.TagLength..], datagram[..PacketHeader.AssociatedLength]);
    }
}
