using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Messenger.Benchmarks.Processes;
using Messenger.Platform.Identity;

namespace Messenger.Benchmarks.Transfers;

/// <summary>The pairs of server and client that are compared.</summary>
internal static class TransferPeers
{
    /// <summary>The published msgr-server and msgr.</summary>
    internal static async Task<TransferWay> StartMsgrAsync(string name, string transport, string served)
    {
        MeasuredServer server = await StartServerAsync(served).ConfigureAwait(false);
        return new(name, peer: null, server, Repository.Published("msgr"), copy =>
            ["get", transport, "big.bin", "-o", copy, "--host", server.Address.ToString(), "--user", "benchmark", "--no-progress"]);
    }

    /// <summary>The published msgr-server alone.</summary>
    internal static Task<MeasuredServer> StartServerAsync(string served) => MeasuredServer.StartAsync(Repository.Published("msgr-server"), (_, port) =>
        ["--listen", "127.0.0.1", "--port", Text(port), "--files", served, "--log-level", "warning"]);

    /// <summary>nginx with one worker, and curl; null where one of them is not installed.</summary>
    internal static Task<TransferWay>? StartNginx(string served) =>
        Repository.Installed("nginx") is { } nginx && Repository.Installed("curl") is { } curl ? StartNginxAsync(nginx, curl, served) : null;

    /// <summary>The example server and client of ngtcp2 as Debian builds them (HTTP/3, GnuTLS); null where one of them is not installed.</summary>
    internal static Task<TransferWay>? StartNgtcp2(string served) =>
        Repository.Installed("gtlsserver") is { } server && Repository.Installed("gtlsclient") is { } client ? StartNgtcp2Async(server, client, served) : null;

    private static async Task<TransferWay> StartNgtcp2Async(string program, string client, string served)
    {
        MeasuredServer server = await MeasuredServer.StartAsync(program, (folder, port) =>
        {
            WriteCertificate(folder);
            // The client names its copy as the server names the file.
            File.CreateSymbolicLink(Path.Combine(folder, "copy"), Path.Combine(served, "big.bin"));
            return ["--quiet", "--no-quic-dump", "--no-http-dump", "-d", folder, "127.0.0.1", Text(port), Path.Combine(folder, "key.pem"), Path.Combine(folder, "cert.pem")];
        }, ProtocolType.Udp).ConfigureAwait(false);
        string port = Text(server.Address.Port);
        return new("gtlsclient from gtlsserver (ngtcp2)", peer: "ngtcp2", server, client, copy =>
            ["--quiet", "--no-quic-dump", "--no-http-dump", "--exit-on-all-streams-close", $"--download={Path.GetDirectoryName(copy)}", "127.0.0.1", port, $"https://localhost:{port}/copy"]);
    }

    private static async Task<TransferWay> StartNginxAsync(string nginx, string curl, string served)
    {
        MeasuredServer server = await MeasuredServer.StartAsync(nginx, (folder, port) =>
        {
            WriteConfiguration(folder, port, served);
            return ["-p", folder, "-c", Path.Combine(folder, "nginx.conf")];
        }).ConfigureAwait(false);
        return new("curl from nginx", peer: "curl", server, curl, copy =>
            ["--silent", "--show-error", "--fail", "--insecure", "--tlsv1.3", "--http1.1", "-o", copy, $"https://{server.Address}/big.bin"]);
    }

    private static void WriteCertificate(string folder)
    {
        using IdentityKey identity = IdentityKey.Create();
        using ECDsa key = identity.Certificate.GetECDsaPrivateKey()!;
        File.WriteAllText(Path.Combine(folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(Path.Combine(folder, "cert.pem"), identity.Certificate.ExportCertificatePem());
    }

    // One process: its usage is the server's.
    private static void WriteConfiguration(string folder, int port, string served)
    {
        WriteCertificate(folder);
        File.WriteAllText(Path.Combine(folder, "nginx.conf"), $$"""
            daemon off;
            master_process off;
            error_log stderr;
            pid {{folder}}/nginx.pid;
            events { worker_connections 64; }
            http {
                access_log off;
                sendfile on;
                client_body_temp_path {{folder}};
                proxy_temp_path {{folder}};
                fastcgi_temp_path {{folder}};
                uwsgi_temp_path {{folder}};
                scgi_temp_path {{folder}};
                server {
                    listen 127.0.0.1:{{Text(port)}} ssl;
                    ssl_certificate {{folder}}/cert.pem;
                    ssl_certificate_key {{folder}}/key.pem;
                    ssl_protocols TLSv1.3;
                    root {{served}};
                }
            }
            """);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
