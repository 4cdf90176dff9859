using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Messenger.Client.Session;
using Messenger.Client.Tests.Support;
using Messenger.Contracts;
using Messenger.Platform;
using Messenger.Platform.Identity;
using Messenger.Testing;

namespace Messenger.Client.Tests.Session;

/// <summary>Real TLS over loopback.</summary>
public sealed class TlsConnectorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly IdentityKey _client = IdentityKey.Create();
    private readonly IdentityKey _serverKey = IdentityKey.Create();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<ServerIdentity> _firstContacts = [];

    public TlsConnectorTests() => _listener.Start();

    public void Dispose()
    {
        _listener.Dispose();
        _client.Dispose();
        _serverKey.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task TheFirstContactIsPinnedAndToldAndTheClientShowsItsKey()
    {
        var served = ServeAsync(_serverKey);
        await using (var connection = await ConnectAsync())
        {
            Assert.Equal(_serverKey.Fingerprint, connection.Server.Fingerprint);
            Assert.StartsWith("TLS 1.3 ", connection.Encryption, StringComparison.Ordinal);
            // The end of the handshake waits for the first word.
            await connection.Stream.WriteAsync(new byte[1]);
            Assert.Equal(_client.Fingerprint, await served.Soon());
        }

        Assert.Equal(_serverKey.Fingerprint, Assert.Single(_firstContacts).Fingerprint);
        _ = ServeAsync(_serverKey);
        await using var again = await ConnectAsync();
        Assert.False(again.Server.FirstContact);
        Assert.Single(_firstContacts);
    }

    [Fact]
    public async Task AChangedKeyIsRefusedWithBothFingerprints()
    {
        _ = ServeAsync(_serverKey);
        await (await ConnectAsync()).DisposeAsync();
        using var other = IdentityKey.Create();
        _ = ServeAsync(other);
        var error = await Assert.ThrowsAsync<UserError>(() => ConnectAsync());
        Assert.Equal(ExitCode.IdentityChanged, error.Code);
        Assert.Contains(_serverKey.Fingerprint.ToString(), error.Message);
        Assert.Contains(other.Fingerprint.ToString(), error.Message);
    }

    [Fact]
    public async Task ADemandedKeyIsTheOnlyOne()
    {
        _ = ServeAsync(_serverKey);
        var error = await Assert.ThrowsAsync<UserError>(() => ConnectAsync(demanded: FakeServer.Key));
        Assert.Equal(ExitCode.IdentityChanged, error.Code);
        Assert.Empty(_firstContacts);
        _ = ServeAsync(_serverKey);
        await using var connection = await ConnectAsync(demanded: _serverKey.Fingerprint);
        Assert.True(connection.Server.FirstContact);
    }

    [Fact]
    public async Task ADataConnectionWantsTheSameKeyWhateverIsPinned()
    {
        _ = ServeAsync(_serverKey);
        var error = await Assert.ThrowsAsync<UserError>(() => ConnectAsync(sameKey: FakeServer.Key));
        Assert.Equal(ExitCode.IdentityChanged, error.Code);
        Assert.False(File.Exists(_folder.File("known_servers")));
    }

    [Fact]
    public async Task ATlsServerOfAnotherKindIsNamed()
    {
        _ = ServeAsync(_serverKey, protocol: "h2");
        Assert.Equal(ExitCode.Protocol, (await Assert.ThrowsAsync<UserError>(() => ConnectAsync())).Code);
    }

    [Fact]
    public async Task AServerThatSpeaksNoTlsIsNamed()
    {
        _ = Task.Run(async () =>
        {
            using var socket = await _listener.AcceptSocketAsync();
            await socket.SendAsync("SSH-2.0-OpenSSH_9.2\r\n"u8.ToArray());
            await socket.ReceiveAsync(new byte[4096]);
        });
        Assert.Equal(ExitCode.Protocol, (await Assert.ThrowsAsync<UserError>(() => ConnectAsync())).Code);
    }

    [Fact]
    public async Task AServerThatClosesAtOnceCannotBeReached()
    {
        _ = Task.Run(async () =>
        {
            using var socket = await _listener.AcceptSocketAsync();
            await socket.ReceiveAsync(new byte[4096]);
        });
        Assert.Equal(ExitCode.CannotConnect, (await Assert.ThrowsAsync<UserError>(() => ConnectAsync())).Code);
    }

    [Fact]
    public async Task AClosedPortIsNamed()
    {
        var server = Address;
        _listener.Stop();
        var error = await Assert.ThrowsAsync<UserError>(() => ConnectAsync(server));
        Assert.Equal(ExitCode.CannotConnect, error.Code);
        Assert.Contains(server.ToString(), error.Message);
    }

    [Fact]
    public async Task ALookUpWithoutAnAnswerEndsInTime()
    {
        var time = new ManualTimeProvider();
        var resolver = new SystemResolver((_, _) => new TaskCompletionSource<IPAddress[]>().Task);
        var looking = resolver.ResolveAsync(ServerAddress.Parse("slow.test"), TimeSpan.FromSeconds(5), time, CancellationToken.None);
        time.Advance(await time.NextTimerAsync());
        Assert.Equal(ExitCode.CannotConnect, (await Assert.ThrowsAsync<UserError>(() => looking.Soon())).Code);
    }

    [Fact]
    public async Task AnUnknownHostIsNamed()
    {
        var resolver = new SystemResolver((_, _) => throw new SocketException((int)SocketError.HostNotFound));
        var error = await Assert.ThrowsAsync<UserError>(() => resolver.ResolveAsync(ServerAddress.Parse("nowhere.test"), TimeSpan.FromSeconds(5), TimeProvider.System, CancellationToken.None));
        Assert.Equal(ExitCode.CannotConnect, error.Code);
        Assert.Contains("nowhere.test", error.Message);
    }

    private ServerAddress Address => ServerAddress.Parse(_listener.LocalEndpoint.ToString()!);

    private Task<SecureConnection> ConnectAsync(ServerAddress? server = null, Fingerprint? demanded = null, Fingerprint? sameKey = null) =>
        TlsConnector.Default.ConnectAsync(new ClientProfile
        {
            Server = server ?? Address,
            UserName = "ann",
            Identity = _client,
            KnownServers = new KnownServers(_folder.File("known_servers")),
            DemandedFingerprint = demanded,
            FirstContact = _firstContacts.Add,
        }, WireLimits.ControlProtocol, sameKey, CancellationToken.None).Soon();

    // The client's key, as the server sees it.
    private Task<Fingerprint> ServeAsync(IdentityKey key, string protocol = WireLimits.ControlProtocol) => Task.Run(async () =>
    {
        var socket = await _listener.AcceptSocketAsync();
        var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
        {
            ServerCertificateContext = key.CertificateContext,
            EnabledSslProtocols = SslProtocols.Tls13,
            ApplicationProtocols = [new(protocol)],
            ClientCertificateRequired = true,
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
        });
        return Fingerprint.Of(new System.Security.Cryptography.X509Certificates.X509Certificate2(tls.RemoteCertificate!));
    });
}
