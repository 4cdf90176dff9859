using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Hashing;
using System.Net;
using System.Net.Sockets;
using Messenger.Contracts.Files;
using Messenger.Rudp;
using Messenger.Rudp.Sockets;
using Messenger.Rudp.Wire;
using Messenger.SampleLibrary;
using Messenger.Testing.Simulation;

namespace Messenger.EndToEnd.Tests.Abuse;

/// <summary>Datagrams of strangers, and of somebody on the way who sees them all but has no key.</summary>
public sealed class DatagramTests(PublishedBinaries binaries)
{
    private const long Memory = 64L << 20;

    // Enough for the kernel's clock to see, and what an attack may cost in honest datagrams or transfers.
    private const int Strangers = 60_000;
    private const double Worth = 4;

    // RUDP-WIRE-1: where the id and the checksum are.
    private const int IdAt = 1, ChecksumAt = 17, HeaderLength = 21;

    [Fact]
    public async Task RUDP_HS_7_garbage_and_empty_datagrams_and_guessed_ids_get_no_answer()
    {
        await using var server = await TestServer.StartAsync(binaries);
        var content = server.Offer("file.bin", Samples.Noise(1_000_000, seed: 1));
        using var person = new Person(binaries, "ann");
        var honest = await HonestAsync(server, Strangers);
        var cost = new ServerCost(server);
        using var stranger = StrangerTo(server, "127.0.0.5");
        var random = new Random(1);
        for (var i = 0; i < Strangers; i++)
            stranger.Send(i % 3 == 0 ? Garbage(random, random.Next(1_500)) : FirstDatagram(random));
        ServerCost.IsWorthAtMost(Worth, cost.Processor, honest);

        (await person.RunAsync(server, "get", "--udp", "file.bin")).Expect(0);
        Assert.True(content.AsSpan().SequenceEqual(File.ReadAllBytes(person["file.bin"])));
        Assert.Equal(0, stranger.Available);
        cost.IsBounded(Memory);
        await cost.LeavesNothingOpenAsync();
    }

    [Fact]
    public async Task RUDP_PATH_2_an_address_that_proved_nothing_gets_at_most_three_times_what_it_sent()
    {
        await using var server = await TestServer.StartAsync(binaries);
        server.Offer("file.bin", Samples.Noise(4_000_000, seed: 1));
        await using var mallory = await RawClient.EnterAsync(server, "mallory");
        var cost = new ServerCost(server);
        await mallory.SendAsync(new OpenDownload { RequestId = 1, Selections = ["file.bin"], Transports = TransferTransports.Rudp, HasAes = true });
        var offer = await mallory.ReadAsync<TransferOffer>();

        // The victim of a reflection: another address than that of the control connection.
        using var victim = StrangerTo(server, "127.0.0.77");
        var datagram = new byte[65_507];
        var endpoint = new RudpEndpoint();
        var secret = new RudpOffer(offer.TransferId, offer.Secret, offer.Cipher == TransferCipher.Aes128Gcm ? RudpCipher.Aes128Gcm : RudpCipher.ChaCha20Poly1305);
        endpoint.Connect(secret, new IPEndPoint(IPAddress.Loopback, server.Port).ToPathAddress(), null, new Anything(), new RudpOptions(), MonotonicClock.Now);
        Assert.True(endpoint.PollTransmit(MonotonicClock.Now, datagram, out var first));
        var sent = 0;
        for (var i = 0; i < 5; i++)
            sent += victim.Send(datagram, first.Length, SocketFlags.None);

        var received = await victim.ReceiveAsync(datagram).WaitAsync(Deadline.Ordinary);
        // Whatever comes while the server repeats itself: waiting longer can only find more.
        for (var quiet = Stopwatch.StartNew(); quiet.ElapsedMilliseconds < 1_500;)
        {
            while (victim.Available > 0)
                received += victim.Receive(datagram);
            await Task.Delay(20);
        }

        Assert.InRange(received, 1, 3 * sent);
        cost.IsBounded(Memory);
        await cost.LeavesNothingOpenAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Who_sees_all_and_repeats_reorders_damages_and_forges_changes_nothing(int seed)
    {
        await using var server = await TestServer.StartAsync(binaries);
        var content = server.Offer("file.bin", Samples.Noise(4_000_000, seed: 3));
        await using var relay = await UdpRelay.ToAsync(server, new SimLinkOptions { Delay = 1_000_000, Mtu = 1_500 });
        var meddler = new Meddler(seed);
        var all = new ServerCost(server);
        using var person = new Person(binaries, "ann");
        (await person.RunAsync(relay.Address, "get", "--udp", "file.bin", "-o", "alone.bin")).Expect(0);
        var honest = all.Processor;
        relay.Meddler = meddler.Add;
        var cost = new ServerCost(server);
        (await person.RunAsync(relay.Address, "get", "--udp", "file.bin")).Expect(0);
        Assert.True(content.AsSpan().SequenceEqual(File.ReadAllBytes(person["file.bin"])));
        Assert.InRange(meddler.Added, 200, int.MaxValue);
        // One datagram in four more, and what is sent again: less than as much again, and nothing that grows.
        ServerCost.IsWorthAtMost(Worth, cost.Processor, honest);
        cost.IsBounded(Memory);
        await cost.LeavesNothingOpenAsync();
    }

    [Fact]
    public async Task A_transfer_lives_on_beside_a_flood_of_first_datagrams_of_nobody()
    {
        await using var server = await TestServer.StartAsync(binaries);
        var content = server.Offer("file.bin", Samples.Noise(8_000_000, seed: 4));
        using var person = new Person(binaries, "ann");
        var cost = new ServerCost(server);
        using var over = new CancellationTokenSource();
        var flood = Task.Run(() => Flood(server, over.Token));
        var get = await person.RunAsync(server, "get", "--udp", "file.bin");
        await over.CancelAsync();
        var (sent, answered) = await flood;
        get.Expect(0);
        Assert.True(content.AsSpan().SequenceEqual(File.ReadAllBytes(person["file.bin"])));
        Assert.InRange(sent, 1_000, long.MaxValue);
        Assert.Equal(0, answered);
        cost.IsBounded(Memory);
        await cost.LeavesNothingOpenAsync();
    }

    [Theory(Explicit = true)]
    [InlineData(200_000)]
    [InlineData(0)]
    public async Task Rate_beside_a_flood_of_first_datagrams(int perSecond)
    {
        await using var server = await TestServer.StartAsync(binaries);
        server.Offer("file.bin", Samples.Noise(256 << 20, seed: 4));
        using var person = new Person(binaries, "ann");
        for (var round = 0; round < 3; round++)
        {
            var alone = await TimeAsync(person, server);
            using var over = new CancellationTokenSource();
            var flood = Task.Run(() => Flood(server, over.Token, perSecond));
            var began = Stopwatch.GetTimestamp();
            var beside = await TimeAsync(person, server);
            await over.CancelAsync();
            var (sent, _) = await flood;
            TestContext.Current.TestOutputHelper!.WriteLine($"alone {alone.TotalSeconds:0.00} s, beside {sent / Stopwatch.GetElapsedTime(began).TotalSeconds:0} datagrams a second {beside.TotalSeconds:0.00} s: {alone / beside:P0} of the rate");
        }
    }

    [Fact]
    public async Task RUDP_PATH_6_a_transfer_goes_on_when_a_NAT_gives_its_client_another_port()
    {
        await using var server = await TestServer.StartAsync(binaries);
        var content = server.Offer("file.bin", Samples.Noise(6_000_000, seed: 5));
        await using var relay = await UdpRelay.ToAsync(server);
        using var person = new Person(binaries, "ann");
        var honest = await ServerCost.ProcessorOfAsync(server, async () => (await person.RunAsync(relay.Address, "get", "--udp", "file.bin")).Expect(0));
        var cost = new ServerCost(server);
        for (var at = 1_000_000; at <= 5_000_000; at += 2_000_000)
        {
            File.Delete(person["file.bin"]);
            relay.HoldAt(at);
            await using var get = person.Start(relay.Address, "get", "--udp", "file.bin");
            await relay.HeldAsync();
            var old = relay.Ports;
            relay.Rebind();
            Assert.Empty(old.Intersect(relay.Ports));
            relay.Release();
            (await get.ExitAsync()).Expect(0);
            Assert.True(content.AsSpan().SequenceEqual(File.ReadAllBytes(person["file.bin"])));
        }

        ServerCost.IsWorthAtMost(Worth, cost.Processor, 3 * honest);
        cost.IsBounded(Memory);
        await cost.LeavesNothingOpenAsync();
    }

    [Fact]
    public async Task RUDP_PATH_1_forged_messages_of_the_network_stop_and_slow_nothing()
    {
        using var forger = TryRaw();
        Assert.SkipWhen(forger is null, "needs root to forge ICMP");
        await using var server = await TestServer.StartAsync(binaries);
        var content = server.Offer("file.bin", Samples.Noise(6_000_000, seed: 6));
        await using var relay = await UdpRelay.ToAsync(server);
        using var person = new Person(binaries, "ann");
        var honest = await ServerCost.ProcessorOfAsync(server, async () => (await person.RunAsync(relay.Address, "get", "--udp", "file.bin", "-o", "alone.bin")).Expect(0));
        var cost = new ServerCost(server);
        relay.HoldAt(2_000_000);
        await using var get = person.Start(relay.Address, "get", "--udp", "file.bin");
        await relay.HeldAsync();
        var to = new IPEndPoint(IPAddress.Loopback, 0);
        foreach (var port in relay.Ports)
        {
            // Network, host and port unreachable, and prohibited. Not "too large": the kernel would believe it for everybody on this machine.
            foreach (byte code in (byte[])[0, 1, 3, 9, 10, 13])
            {
                for (var i = 0; i < 50; i++)
                    forger!.SendTo(Unreachable(code, server.Port, port), to);
            }
        }

        relay.Release();
        (await get.ExitAsync()).Expect(0);
        Assert.True(content.AsSpan().SequenceEqual(File.ReadAllBytes(person["file.bin"])));
        ServerCost.IsWorthAtMost(Worth, cost.Processor, honest);
        cost.IsBounded(Memory);
        await cost.LeavesNothingOpenAsync();
    }

    // Honest work: as many sealed datagrams of somebody who was offered a transfer.
    private static async Task<TimeSpan> HonestAsync(TestServer server, int datagrams)
    {
        await using var client = await RawClient.EnterAsync(server, "honest");
        await client.SendAsync(new OpenDownload { RequestId = 1, Selections = ["file.bin"], Transports = TransferTransports.Rudp, HasAes = true });
        using var peer = await HostilePeer.ConnectAsync(server, await client.ReadAsync<TransferOffer>());
        await peer.UntilAsync(() => peer.Highest >= 0, "nothing came from the server");
        var cost = new ServerCost(server);
        for (var i = 0; i < datagrams; i++)
        {
            peer.Acknowledge(new AckRange(new(0), new(0)));
            peer.Poll();
        }

        Assert.Null(peer.End);
        return cost.Processor;
    }

    private static async Task<TimeSpan> TimeAsync(Person person, TestServer server)
    {
        File.Delete(person["file.bin"]);
        var began = Stopwatch.GetTimestamp();
        (await person.RunAsync(server, "get", "--udp", "file.bin")).Expect(0);
        return Stopwatch.GetElapsedTime(began);
    }

    private static Socket StrangerTo(TestServer server, string from)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { SendBufferSize = 1 << 20 };
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        socket.Connect(IPAddress.Loopback, server.Port);
        return socket;
    }

    // From many addresses, as fast as one thread can, or so many a second.
    private static (long Sent, int Answered) Flood(TestServer server, CancellationToken over, int perSecond = 0)
    {
        var random = new Random(7);
        Socket[] strangers = [.. Enumerable.Range(10, 40).Select(i => StrangerTo(server, $"127.0.1.{i}"))];
        byte[][] datagrams = [.. Enumerable.Range(0, 500).Select(_ => FirstDatagram(random))];
        long sent = 0;
        var began = Stopwatch.GetTimestamp();
        while (!over.IsCancellationRequested)
        {
            if (perSecond > 0 && sent > Stopwatch.GetElapsedTime(began).TotalSeconds * perSecond)
                continue;
            strangers[sent % strangers.Length].Send(datagrams[sent % datagrams.Length]);
            sent++;
        }

        var answered = strangers.Count(s => s.Available > 0);
        foreach (var stranger in strangers)
            stranger.Dispose();
        return (sent, answered);
    }

    private static byte[] Garbage(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    // All is right with it but the id and the seal.
    private static byte[] FirstDatagram(Random random)
    {
        var datagram = Garbage(random, 1_200);
        datagram[0] = 0x10;
        datagram[16] &= 0x3F;
        return Sign(datagram);
    }

    private static byte[] Sign(byte[] datagram)
    {
        datagram.AsSpan(ChecksumAt, sizeof(uint)).Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(datagram.AsSpan(ChecksumAt), Crc32.HashToUInt32(datagram));
        return datagram;
    }

    private static Socket? TryRaw()
    {
        try
        {
            return new Socket(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Icmp);
        }
        catch (SocketException)
        {
            return null;
        }
    }

    // ICMP "destination unreachable" about a datagram that the server sent (RFC 792): type, code, checksum, 4 unused bytes, then its IP and UDP headers.
    private static byte[] Unreachable(byte code, int serverPort, int clientPort)
    {
        var message = new byte[8 + 20 + 8];
        (message[0], message[1]) = (3, code);
        var ip = message.AsSpan(8);
        (ip[0], ip[8], ip[9]) = (0x45, 64, 17);
        BinaryPrimitives.WriteUInt16BigEndian(ip[2..], 1_228);
        IPAddress.Loopback.TryWriteBytes(ip[12..], out _);
        IPAddress.Loopback.TryWriteBytes(ip[16..], out _);
        BinaryPrimitives.WriteUInt16BigEndian(ip[20..], (ushort)serverPort);
        BinaryPrimitives.WriteUInt16BigEndian(ip[22..], (ushort)clientPort);
        BinaryPrimitives.WriteUInt16BigEndian(ip[24..], 1_208);
        BinaryPrimitives.WriteUInt16BigEndian(ip[10..], InternetChecksum(ip[..20]));
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(2), InternetChecksum(message));
        return message;
    }

    private static ushort InternetChecksum(ReadOnlySpan<byte> bytes)
    {
        uint sum = 0;
        for (var i = 0; i < bytes.Length; i += 2)
            sum += BinaryPrimitives.ReadUInt16BigEndian(bytes[i..]);
        while (sum >> 16 != 0)
            sum = (sum & 0xFFFF) + (sum >> 16);
        return (ushort)~sum;
    }

    /// <summary>Adds to one datagram in four: an old one again, or one made of it.</summary>
    private sealed class Meddler(int seed)
    {
        private const int Remembered = 300;
        private readonly Random _random = new(seed);
        private readonly List<byte[]>[] _seen = [[], []];

        public int Added { get; private set; }

        public IEnumerable<byte[]> Add(bool toClient, byte[] datagram)
        {
            // The first ones of a handshake are always kept; of both directions, so that each can be reflected to its sender.
            var seen = _seen[toClient ? 1 : 0];
            if (seen.Count < Remembered)
                seen.Add(datagram);
            if (datagram.Length < HeaderLength || (seen.Count > 20 && _random.Next(4) != 0))
                return [];
            Added++;
            return [Forge(datagram, seen, _seen[toClient ? 0 : 1])];
        }

        private byte[] Forge(byte[] datagram, List<byte[]> seen, List<byte[]> reflected)
        {
            var copy = (byte[])datagram.Clone();
            switch (_random.Next(7))
            {
                case 0:
                    return seen[_random.Next(seen.Count)];
                case 1:
                    return reflected.Count > 0 ? reflected[_random.Next(reflected.Count)] : seen[0];
                case 2:
                    copy[_random.Next(copy.Length)] ^= (byte)(1 << _random.Next(8));
                    return Sign(copy);
                case 3:
                    // The other phase, and the other types.
                    copy[0] = (byte)(0x10 | _random.Next(8));
                    return Sign(copy);
                case 4:
                    _random.NextBytes(copy.AsSpan(IdAt, sizeof(ulong)));
                    return Sign(copy);
                case 5:
                    // A number far ahead: a forged end would stand in it.
                    copy[9 + _random.Next(7)] ^= 0xFF;
                    return Sign(copy);
                default:
                    return Sign(copy[.._random.Next(HeaderLength, copy.Length + 1)]);
            }
        }
    }

    private sealed class Anything : IRangeSink
    {
        public void Write(long offset, ReadOnlySpan<byte> data)
        {
        }
    }
}
