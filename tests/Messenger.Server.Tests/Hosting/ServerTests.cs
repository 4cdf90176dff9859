using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Messenger.Contracts;
using Messenger.Contracts.Chat;
using Messenger.Contracts.Control;
using Messenger.Contracts.Files;
using Messenger.Platform;
using Messenger.Platform.Identity;
using Messenger.Server.Hosting;
using Messenger.Transfer;
using Messenger.Transfer.Tcp;
using Microsoft.Extensions.Logging.Abstractions;

namespace Messenger.Server.Tests.Hosting;

public sealed class ServerTests : IDisposable
{
    private readonly IdentityKey _ann = IdentityKey.Create();
    private readonly IdentityKey _bob = IdentityKey.Create();

    public void Dispose()
    {
        _ann.Dispose();
        _bob.Dispose();
    }

    [Fact]
    public async Task Two_users_chat_in_the_lobby_and_in_private()
    {
        await using ServerFixture server = await ServerFixture.StartAsync();
        await using WireClient ann = await server.ConnectAsync(_ann), bob = await server.ConnectAsync(_bob);
        Assert.Equal("ann", (await ann.LogInAsync("ann")).Name);
        await bob.LogInAsync("bob");
        await ann.ReadAsync<PresenceChanged>(p => p.Joined.Any(m => m.Name == "bob"));

        await ann.SayAsync("hello \u4e16\u754c");
        Assert.Equal("hello \u4e16\u754c", (await bob.ReadAsync<MessagePosted>()).Message.Text);
        await bob.WhisperAsync("ann", "psst");
        Assert.Equal("psst", (await ann.ReadAsync<MessagePosted>(m => m.Message.To.Length > 0)).Message.Text);
        await bob.SendAsync(new Whois { RequestId = 7, Name = "ann" });
        Assert.Equal(_ann.Fingerprint.ToString(), (await bob.ReadAsync<WhoisReply>()).Fingerprint);
    }

    [Fact]
    public async Task A_cut_connection_is_resumed_with_the_token_and_nothing_is_missed()
    {
        await using ServerFixture server = await ServerFixture.StartAsync();
        await using WireClient ann = await server.ConnectAsync(_ann);
        await ann.LogInAsync("ann");
        WireClient bob = await server.ConnectAsync(_bob);
        LoggedIn first = await bob.LogInAsync("bob");
        RoomJoined lobby = await bob.ReadAsync<RoomJoined>();
        await bob.DisposeAsync();
        await ann.SayAsync("while you were away");
        await ann.ReadAsync<MessageAccepted>();

        await using WireClient back = await server.ConnectAsync(_bob);
        LoggedIn again = await back.LogInAsync("bob", token: first.ResumeToken);
        Assert.True(again.Resumed);
        Assert.NotEqual(first.ResumeToken, again.ResumeToken);
        await back.SendAsync(new FetchHistory { RequestId = 1, Log = "lobby", Epoch = lobby.Epoch, After = lobby.LastSequence });
        Assert.Equal("while you were away", Assert.Single((await back.ReadAsync<HistoryPage>()).Messages).Text);
    }

    [Fact]
    public async Task Names_survive_a_restart_and_the_memory_of_rooms_has_another_epoch()
    {
        await using ServerFixture server = await ServerFixture.StartAsync();
        WireClient ann = await server.ConnectAsync(_ann);
        await ann.LogInAsync("Ann");
        ulong epoch = (await ann.ReadAsync<RoomJoined>()).Epoch;
        Fingerprint fingerprint = server.Server.Fingerprint;
        Task<List<ServerFrame>> rest = ann.ReadToEndAsync();
        await server.StopServerAsync();
        Closing closing = Assert.IsType<Closing>((await rest)[^1]);
        Assert.Equal(ClosingReason.Shutdown, closing.Reason);
        Assert.True(closing.ReconnectAfterMilliseconds >= 0);

        await server.StartServerAsync();
        Assert.Equal(fingerprint, server.Server.Fingerprint);
        await using WireClient bob = await server.ConnectAsync(_bob);
        await bob.SendAsync(new Login { Name = "ann" });
        Assert.Equal(RefusalCode.NameTaken, (await bob.ReadAsync<Refused>()).Code);
        await using WireClient back = await server.ConnectAsync(_ann);
        Assert.Equal("Ann", (await back.LogInAsync("ann")).Name);
        Assert.NotEqual(epoch, (await back.ReadAsync<RoomJoined>()).Epoch);
        await back.SendAsync(new Whois { RequestId = 1, Name = "ann" });
        Assert.True((await back.ReadAsync<WhoisReply>()).Online);
    }

    [Fact]
    public async Task CTL_LOGIN_2_a_refusal_arrives_though_more_was_sent_behind_the_login()
    {
        await using ServerFixture server = await ServerFixture.StartAsync();
        await using WireClient ann = await server.ConnectAsync(_ann);
        await ann.LogInAsync("ann");
        for (int i = 0; i < 20; i++)
        {
            await using WireClient bob = await server.ConnectAsync(_bob);
            await bob.SendAsync(new Login { Name = "ann" });
            for (uint n = 1; n <= 50; n++)
                await bob.SendAsync(new ListMembers { RequestId = n });
            ServerFrame only = Assert.Single(await bob.ReadToEndAsync());
            Assert.Equal(RefusalCode.NameTaken, Assert.IsType<Refused>(only).Code);
        }
    }

    [Fact]
    public async Task CTL_TLS_1_another_protocol_or_version_is_not_served()
    {
        await using ServerFixture server = await ServerFixture.StartAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => server.ConnectTlsAsync(_ann, "http/1.1"));
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(server.Server.Endpoints[0]);
        await using var tls = new SslStream(tcp.GetStream(), false, (_, _, _, _) => true);
        await Assert.ThrowsAnyAsync<Exception>(() => tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "msgr", EnabledSslProtocols = SslProtocols.Tls12 }));
    }

    [Fact]
    public async Task CTL_TLS_4_a_client_without_a_key_or_with_one_of_another_kind_is_told()
    {
        await using ServerFixture server = await ServerFixture.StartAsync();
        using var rsa = RSA.Create(2048);
        using X509Certificate2 other = new CertificateRequest("CN=x", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        foreach (X509Certificate2? certificate in (X509Certificate2?[])[null, other])
        {
            using var tcp = new TcpClient();
            await tcp.ConnectAsync(server.Server.Endpoints[0]);
            var tls = new SslStream(tcp.GetStream(), false, (_, _, _, _) => true);
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "msgr",
                ApplicationProtocols = [new SslApplicationProtocol(WireLimits.ControlProtocol)],
                ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(certificate, null, offline: true),
            });
            await using var client = new WireClient(tls);
            Assert.Equal(RefusalCode.AccessDenied, (await client.ReadAsync<Refused>()).Code);
            Assert.Empty(await client.ReadToEndAsync());
        }
    }

    [Fact]
    public async Task A_file_is_offered_and_its_opening_is_served_once()
    {
        await using ServerFixture server = await ServerFixture.StartAsync();
        server.Directory.Write("files/music/song.ogg", new byte[5_000]);
        await using WireClient ann = await server.ConnectAsync(_ann);
        await ann.LogInAsync("ann", SessionPurpose.OneShot);
        await ann.SendAsync(new OpenDownload { RequestId = 1, Selections = ["music"], Transports = TransferTransports.Tcp });
        TransferOffer offer = await ann.ReadAsync<TransferOffer>();
        Assert.Equal((1, 5_000L, "music/song.ogg"), (offer.FileCount, offer.TotalBytes, Assert.Single(offer.Files).Path));

        foreach ((byte[] secret, bool served) in new[] { (new byte[32], false), (offer.Secret, true), (offer.Secret, false) })
        {
            await using SslStream data = await server.ConnectTlsAsync(key: null, WireLimits.DataProtocol);
            await TcpDataOpening.Create(offer.TransferId, TransferDirection.Download, new TransferSecret(secret)).WriteAsync(data, default);
            Assert.Equal(served, await IsServedAsync(data));
        }

        await ann.SendAsync(new OpenDownload { RequestId = 2, Selections = ["music"], Transports = TransferTransports.Tcp, KnownPlan = offer.PlanDigest });
        TransferOffer known = await ann.ReadAsync<TransferOffer>();
        Assert.Equal((0, 1), (known.Files.Length, known.FileCount));
        Assert.NotEqual(offer.Secret, known.Secret);
    }

    [Fact]
    public async Task A_server_that_cannot_start_says_why_in_one_sentence()
    {
        await using ServerFixture server = await ServerFixture.StartAsync();
        await Refuses(server.Options, ExitCode.LocalFile, "in use by another msgr-server");

        using var other = new TemporaryDirectory();
        ServerOptions fresh = server.Options with { DataDirectory = other["data"] };
        await Refuses(fresh with { Port = server.Server.Endpoints[0].Port }, ExitCode.CannotConnect, "--port");
        await Refuses(fresh with { FilesDirectory = other.Write("a file") }, ExitCode.LocalFile, "--files");

        // What was opened on the way is closed again: the same directory works now.
        await using (await MessengerServer.StartAsync(fresh, TimeProvider.System, NullLoggerFactory.Instance))
        {
        }

        byte[] broken = [.. "this is no database, and long enough to be looked at"u8, .. new byte[4_096]];
        File.WriteAllBytes(Path.Combine(fresh.DataDirectory, "server.db"), broken);
        await Refuses(fresh, ExitCode.LocalFile, "is damaged and was left as it is");
        Assert.Equal(broken, File.ReadAllBytes(Path.Combine(fresh.DataDirectory, "server.db")));
    }

    [Fact]
    public async Task The_data_directory_is_its_owner_s_alone()
    {
        await using ServerFixture server = await ServerFixture.StartAsync();
        string data = server.Options.DataDirectory;
        Assert.Equal("700", Mode(data));
        Assert.All(Directory.GetFiles(data), file => Assert.Equal("600", Mode(file)));
    }

    [Fact]
    public async Task A_start_that_fails_leaves_nothing_behind_and_what_was_there_as_it_was()
    {
        await using ServerFixture server = await ServerFixture.StartAsync();
        using var place = new TemporaryDirectory();
        ServerOptions taken = server.Options with
        {
            Port = server.Server.Endpoints[0].Port,
            DataDirectory = place["dd"],
            FilesDirectory = place["deep/er/files"],
            Uploads = new UploadOptions(place["up"]),
            Inbox = new InboxOptions(place["dd/in"]),
            Access = Messenger.Server.Trust.Access.Secret,
        };
        await Refuses(taken, ExitCode.CannotConnect, "in use by another program");
        Assert.Empty(Directory.GetFileSystemEntries(place.Path));

        Directory.CreateDirectory(place["dd"], Platform.Files.PrivateDirectory.Mode);
        place.Write("dd/notes.txt");
        Directory.CreateDirectory(place["deep"]);
        await Refuses(taken, ExitCode.CannotConnect, "in use by another program");
        Assert.Equal([place["dd"], place["deep"]], Directory.GetFileSystemEntries(place.Path).Order());
        Assert.Equal([place["dd/notes.txt"]], Directory.GetFileSystemEntries(place["dd"]));
        Assert.Empty(Directory.GetFileSystemEntries(place["deep"]));

        // A directory that another server has is not touched.
        string[] theirs = [.. Directory.GetFileSystemEntries(server.Options.DataDirectory).Order()];
        await Refuses(taken with { DataDirectory = server.Options.DataDirectory }, ExitCode.LocalFile, "in use by another msgr-server");
        Assert.Equal(theirs, Directory.GetFileSystemEntries(server.Options.DataDirectory).Order());
    }

    private static string Mode(string path) => Convert.ToString((int)File.GetUnixFileMode(path), 8);

    private static async Task Refuses(ServerOptions options, ExitCode code, string says)
    {
        UserError error = await Assert.ThrowsAsync<UserError>(() => MessengerServer.StartAsync(options, TimeProvider.System, NullLoggerFactory.Instance));
        Assert.Equal(code, error.Code);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    // The first word of whoever sends files tells of their state; that of whoever does not, why not.
    private static async Task<bool> IsServedAsync(SslStream data)
    {
        const int Header = 12;
        const byte Fail = 9, Source = 11;
        byte[] first = new byte[Header + 1];
        await data.ReadExactlyAsync(first).AsTask().WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Contains(first[Header], new[] { Fail, Source });
        return first[Header] == Source;
    }
}
