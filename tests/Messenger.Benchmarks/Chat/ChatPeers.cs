using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Messenger.Benchmarks.Processes;
using Messenger.Platform.Identity;

namespace Messenger.Benchmarks.Chat;

/// <summary>The servers that are compared.</summary>
internal static class ChatPeers
{
    /// <summary>The published msgr-server.</summary>
    internal static Task<MeasuredServer> StartMsgrAsync() => MeasuredServer.StartAsync(Repository.Published("msgr-server"), static (_, port) =>
        ["--listen", "127.0.0.1", "--port", Text(port), "--log-level", "warning", "--requests-per-second", "0"]);

    /// <summary>InspIRCd 3 with GnuTLS, its flood limits off; null where it is not installed.</summary>
    internal static Task<MeasuredServer>? StartInspircd() => Repository.Installed("inspircd") is { } program
        ? MeasuredServer.StartAsync(program, static (folder, port) =>
        {
            WriteConfiguration(folder, port);
            return ["--nofork", "--nopid", "--runasroot", "--config", Path.Combine(folder, "inspircd.conf")];
        })
        : null;

    private static void WriteConfiguration(string folder, int port)
    {
        using IdentityKey identity = IdentityKey.Create();
        using ECDsa key = identity.Certificate.GetECDsaPrivateKey()!;
        File.WriteAllText(Path.Combine(folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(Path.Combine(folder, "cert.pem"), identity.Certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "inspircd.conf"), $"""
            <server name="irc.load" description="load" network="load">
            <admin name="load" nick="load" email="load@load">
            <module name="ssl_gnutls">
            <sslprofile name="load" provider="gnutls" certfile="{folder}/cert.pem" keyfile="{folder}/key.pem">
            <bind address="127.0.0.1" port="{Text(port)}" type="clients" ssl="load">
            <connect name="load" allow="*" maxchans="10" timeout="120" pingfreq="120" localmax="100000" globalmax="100000" limit="100000"
                     threshold="1000000000" commandrate="1000000000" fakelag="no" recvq="1000000" softsendq="100000000" hardsendq="100000000"
                     resolvehostnames="no" useident="no" useconnectban="no" useconnflood="no">
            <dns enabled="no">
            <performance softlimit="19000" somaxconn="4096" quietbursts="yes">
            <options prefixquit="" defaultmodes="">
            <log method="file" type="* -USERINPUT -USEROUTPUT" level="default" target="{folder}/inspircd.log" flush="1">
            """);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
