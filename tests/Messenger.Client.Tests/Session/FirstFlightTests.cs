using System.Net.Security;
using System.Security.Authentication;
using Messenger.Client.Session;
using Messenger.Client.Tests.Support;
using Messenger.Platform.Identity;
using Messenger.Platform.Streams;
using Messenger.Testing.Streams;

namespace Messenger.Client.Tests.Session;

// CTL-LOGIN-1
public sealed class FirstFlightTests : IDisposable
{
    private static readonly byte[] Hello = [0x16, 3, 1, 0, 2, 1, 1];
    private static readonly byte[] Flight = [0x14, 3, 3, 0, 1, 1, 0x17, 3, 3, 0, 2, 9, 9];
    private static readonly byte[] Word = [0x17, 3, 3, 0, 1, 7];
    private static readonly byte[] SecondHello = [0x14, 3, 3, 0, 1, 1, 0x16, 3, 3, 0, 1, 1];

    private readonly IdentityKey _key = IdentityKey.Create();

    public void Dispose() => _key.Dispose();

    [Fact]
    public async Task TheEndOfTheHandshakeLeavesWithTheFirstWord()
    {
        var (client, network, server) = Connect();
        await client.WriteAsync(Hello);
        await client.WriteAsync(Flight);
        Assert.Equal(1, network.Writes);
        await client.WriteAsync(Word);
        Assert.Equal(2, network.Writes);
        await client.WriteAsync(Word);
        Assert.Equal(3, network.Writes);
        await ComesAsync(server, [.. Hello, .. Flight, .. Word, .. Word]);
    }

    [Fact]
    public async Task WhoReadsFirstLetsItGo()
    {
        var (client, _, server) = Connect();
        await client.WriteAsync(Hello);
        await client.WriteAsync(Flight);
        var answer = new byte[8];
        var reading = client.ReadAsync(answer).AsTask();
        await ComesAsync(server, [.. Hello, .. Flight]);
        await server.WriteAsync(Word);
        Assert.Equal(Word.Length, await reading.Soon());
    }

    [Fact]
    public async Task ASecondHelloDoesNotWait()
    {
        var (client, network, _) = Connect();
        await client.WriteAsync(Hello);
        await client.WriteAsync(SecondHello);
        Assert.Equal(2, network.Writes);
    }

    [Fact]
    public async Task WhatWaitsForAnOfferHoldsNothingUp()
    {
        var (client, network, _) = Connect(holds: false);
        await client.WriteAsync(Hello);
        await client.WriteAsync(Flight);
        Assert.Equal(2, network.Writes);
    }

    [Fact]
    public async Task BehindTheHandshakeAFlushReachesTheNetwork()
    {
        var (client, network, _) = Connect(holds: false);
        await client.WriteAsync(Hello);
        await client.FlushAsync();
        Assert.Equal(0, network.Flushes);
        await client.WriteAsync(Flight);
        await client.FlushAsync();
        Assert.Equal(1, network.Flushes);
    }

    [Fact]
    public async Task TheHelloLeavesWhenTheNetworkIsThere()
    {
        var (client, server) = DuplexStream.CreatePair();
        var connecting = new TaskCompletionSource<Stream>();
        var writing = new FirstFlight(connecting.Task, holds: true).WriteAsync(Hello).AsTask();
        Assert.False(writing.IsCompleted);
        connecting.SetResult(client);
        await writing.Soon();
        await ComesAsync(server, Hello);
    }

    [Fact]
    public async Task ANetworkThatNeverComesFailsWhatWaits()
    {
        var flight = new FirstFlight(Task.FromException<Stream>(new IOException("gone")), holds: true);
        await Assert.ThrowsAsync<IOException>(() => flight.WriteAsync(Hello).AsTask().Soon());
        await Assert.ThrowsAsync<IOException>(() => flight.ReadAsync(new byte[1]).AsTask().Soon());
        await flight.DisposeAsync();
    }

    [Fact]
    public async Task AConnectionThatComesTooLateIsClosed()
    {
        var (client, server) = DuplexStream.CreatePair();
        var connecting = new TaskCompletionSource<Stream>();
        await new FirstFlight(connecting.Task, holds: true).DisposeAsync();
        connecting.SetResult(client);
        Assert.Equal(0, await server.ReadAsync(new byte[1]).AsTask().Soon());
    }

    [Fact]
    public async Task AReadAndAWordAtOnceKeepTheOrder()
    {
        for (var round = 0; round < 200; round++)
        {
            var (client, _, server) = Connect();
            await client.WriteAsync(Hello);
            await client.WriteAsync(Flight);
            var reading = Task.Run(() => client.ReadAsync(new byte[8]).AsTask());
            var writing = Task.Run(async () =>
            {
                await client.WriteAsync(Word);
                await client.WriteAsync(Word);
            });
            await ComesAsync(server, [.. Hello, .. Flight, .. Word, .. Word]);
            await server.WriteAsync(Word);
            await Task.WhenAll(reading, writing).Soon();
        }
    }

    [Fact]
    public async Task TlsGoesThroughIt()
    {
        var (client, network, server) = Connect();
        await using var there = new SslStream(server);
        await using var here = new SslStream(client);
        var serving = there.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
        {
            ServerCertificateContext = _key.CertificateContext,
            EnabledSslProtocols = SslProtocols.Tls13,
            ClientCertificateRequired = true,
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
        });
        await here.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            EnabledSslProtocols = SslProtocols.Tls13,
            ClientCertificateContext = _key.CertificateContext,
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
        }).Soon();
        Assert.Equal(1, network.Writes);
        await here.WriteAsync(Word);
        Assert.Equal(2, network.Writes);
        await serving.Soon();
        await ComesAsync(there, Word);
        await there.WriteAsync(Word);
        await ComesAsync(here, Word);
    }

    private static (FirstFlight Client, CountedStream Network, DuplexStream Server) Connect(bool holds = true)
    {
        var (client, server) = DuplexStream.CreatePair();
        var network = new CountedStream(client);
        return (new FirstFlight(Task.FromResult<Stream>(network), holds), network, server);
    }

    private static async Task ComesAsync(Stream stream, byte[] expected)
    {
        var bytes = new byte[expected.Length];
        await stream.ReadExactlyAsync(bytes).AsTask().Soon();
        Assert.Equal(expected, bytes);
    }

    private sealed class CountedStream(Stream inner) : AsyncDuplexStream
    {
        public int Writes { get; private set; }

        public int Flushes { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer, cancellationToken);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Writes++;
            return inner.WriteAsync(buffer, cancellationToken);
        }

        public override Task FlushAsync(CancellationToken cancellationToken)
        {
            Flushes++;
            return inner.FlushAsync(cancellationToken);
        }

        protected override void Dispose(bool disposing) => inner.Dispose();
    }
}
