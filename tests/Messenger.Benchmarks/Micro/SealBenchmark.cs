using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Messenger.Rudp;
using Messenger.Rudp.Handshake;
using Messenger.Rudp.Wire;

namespace Messenger.Benchmarks.Micro;

/// <summary>One datagram sealed, and opened, by each cipher: by libcrypto, as the programs do it, and by .NET's classes.</summary>
public class SealBenchmark
{
    private readonly byte[] _sealed = new byte[65_507];
    private readonly byte[] _datagram = new byte[65_507];
    private PacketProtector _protector = null!;
    private long _number;

    [Params(RudpCipher.Aes128Gcm, RudpCipher.ChaCha20Poly1305)]
    public RudpCipher Cipher { get; set; }

    [Params("libcrypto", ".NET")]
    public string By { get; set; } = "";

    [Params(1_200, 1_452, 9_000, 65_507)]
    public int Length { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        byte[] key = RandomNumberGenerator.GetBytes(PacketCipher.KeyLength(Cipher));
        PacketCipher cipher = By == ".NET" ? new DotNetCipher(Cipher, key) : new EvpCipher(Cipher, key);
        _protector = new PacketProtector(cipher, RandomNumberGenerator.GetBytes(PacketCipher.NonceLength));
        _protector.Seal(new PacketNumber(1), _sealed.AsSpan(0, Length), PacketHeader.Length);
    }

    [GlobalCleanup]
    public void CleanUp() => _protector.Dispose();

    [Benchmark]
    public void Seal() => _protector.Seal(new PacketNumber(_number++), _datagram.AsSpan(0, Length), PacketHeader.Length);

    // Opening happens in place, so a fresh copy is part of it: tens of nanoseconds.
    [Benchmark]
    public bool Open()
    {
        _sealed.AsSpan(0, Length).CopyTo(_datagram);
        return _protector.TryOpen(new PacketNumber(1), _datagram.AsSpan(0, Length), PacketHeader.Length, out _);
    }
}
