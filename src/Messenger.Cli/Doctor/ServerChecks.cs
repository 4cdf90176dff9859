using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Messenger.Cli.Output;
using Messenger.Client.Measure;
using Messenger.Client.Session;
using Messenger.Contracts.Control;
using Messenger.Contracts.Files;
using Messenger.Platform;
using Messenger.Platform.Text;

namespace Messenger.Cli.Doctor;

/// <summary>What is checked together with a server, each step on what the one before found.</summary>
internal sealed class ServerChecks(ClientProfile profile, CommandContext context)
{
    private const string Resolution = "name", Tcp = "tcp", Tls = "tls and key", Login = "login", Udp = "udp both ways", Mtu = "path mtu", Clock = "clock";

    // Bytes of the exchange over UDP: a few dozen datagrams each way with their acknowledgements.
    private const long UdpBytes = 64 * 1024;
    private static readonly TimeSpan UdpTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(60);

    /// <summary>All checks, in order; each is told as soon as it is made.</summary>
    /// <param name="cancel">Gives up.</param>
    public async IAsyncEnumerable<Check> RunAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var (resolved, addresses) = await ResolveAsync(cancel);
        yield return resolved;
        var (connected, address) = addresses.Count > 0 ? await ConnectAsync(addresses, cancel) : (Check.Skipped(Tcp, "there is no address"), null);
        yield return connected;
        if (address is null)
        {
            foreach (var name in (string[])[Tls, Login, Udp, Mtu, Clock])
                yield return Check.Skipped(name, "there is no connection");
            yield break;
        }

        var (secured, session) = await SecureAsync(cancel);
        yield return secured;
        if (session is null)
        {
            foreach (var name in (string[])[Login, Udp, Mtu, Clock])
                yield return Check.Skipped(name, "there is no secure connection");
            yield break;
        }

        await using (session)
        {
            var (loggedIn, server) = await LogInAsync(session, cancel);
            yield return loggedIn;
            yield return server is null ? Check.Skipped(Udp, "the login was refused") : await UdpAsync(server, cancel);
            yield return MtuTo(address);
            yield return server is null ? Check.Skipped(Clock, "the login was refused") : await ClockAsync(session, cancel);
        }
    }

    private async Task<(Check, IReadOnlyList<IPAddress>)> ResolveAsync(CancellationToken cancel)
    {
        var began = profile.Time.GetTimestamp();
        try
        {
            var addresses = await HostNames.ResolveAsync(profile.Server, profile.ResolveTimeout, profile.Time, cancel);
            return (new Check(Resolution, CheckResult.Pass, $"{profile.Server.Host} is {string.Join(", ", addresses)} ({Took(began)})"), addresses);
        }
        catch (UserError e)
        {
            return (Check.Failed(Resolution, e), []);
        }
    }

    private async Task<(Check, IPAddress?)> ConnectAsync(IReadOnlyList<IPAddress> addresses, CancellationToken cancel)
    {
        var failures = new List<string>();
        foreach (var address in addresses)
        {
            var began = profile.Time.GetTimestamp();
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            using var limit = new CancellationTokenSource(profile.ConnectTimeout / 3, profile.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, profile.Server.Port), either.Token);
                var finding = $"{new IPEndPoint(address, profile.Server.Port)} answers ({Took(began)})";
                return (failures.Count == 0 ? new Check(Tcp, CheckResult.Pass, finding) : new Check(Tcp, CheckResult.Warn, $"{finding}; {string.Join("; ", failures)}")
                {
                    Advice = "each connection may wait for the address that does not answer: correct what the name service says",
                }, address);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException && !cancel.IsCancellationRequested)
            {
                failures.Add($"{address} {(e is SocketException { SocketErrorCode: SocketError.ConnectionRefused } ? "refuses" : "does not answer")}");
            }
        }

        return (new Check(Tcp, CheckResult.Fail, string.Join("; ", failures))
        {
            Code = ExitCode.CannotConnect,
            Advice = string.Create(CultureInfo.InvariantCulture, $"check that msgr-server runs there, and that no firewall drops TCP port {profile.Server.Port}"),
        }, null);
    }

    private async Task<(Check, OneShotSession?)> SecureAsync(CancellationToken cancel)
    {
        try
        {
            var session = await OneShotSession.OpenAsync(profile, cancel);
            var known = session.Identity.FirstContact ? "met for the first time: compare it with what the server prints" : "the one that is known";
            return (new Check(Tls, CheckResult.Pass, $"{session.Encryption}; the key {session.Identity.Fingerprint} is {known}"), session);
        }
        catch (UserError e)
        {
            return (Check.Failed(Tls, e), null);
        }
    }

    private async Task<(Check, ServerInfo?)> LogInAsync(OneShotSession session, CancellationToken cancel)
    {
        try
        {
            var (name, server) = await session.LoginAsync(cancel);
            var ping = await session.PingAsync(cancel);
            return (new Check(Login, CheckResult.Pass, string.Create(
                CultureInfo.InvariantCulture, $"you are {SafeText.Show(name)} on {SafeText.Show(server.Name)}, {SafeText.Show(server.Product)}; a round trip takes {ping.TotalMilliseconds:0.0} ms")), server);
        }
        catch (UserError e)
        {
            return (Check.Failed(Login, e), null);
        }
    }

    // Bytes that the server makes, acknowledged by this end: proof of both directions, and nothing that a stranger could make the server send.
    private async Task<Check> UdpAsync(ServerInfo server, CancellationToken cancel)
    {
        if (!server.Features.HasFlag(ServerFeatures.Rudp))
            return new Check(Udp, CheckResult.Warn, "this server offers no transfers over UDP") { Advice = "transfers go over TCP" };
        if (!server.Features.HasFlag(ServerFeatures.Measure))
            return new Check(Udp, CheckResult.Skip, "not checked: this server does not let itself be measured");
        try
        {
            var result = await PathMeasurement.RunAsync(profile, TransferTransports.Rudp, UdpTime, UdpBytes, cancel);
            return new Check(Udp, CheckResult.Pass, $"{Quantities.Size(result.Bytes)} came, sealed and acknowledged, in {Quantities.Duration(result.Elapsed)}");
        }
        catch (UserError e) when (e.Code is ExitCode.Timeout or ExitCode.CannotConnect or ExitCode.Partial)
        {
            return new Check(Udp, CheckResult.Fail, "no datagram comes back")
            {
                Code = ExitCode.Timeout,
                Advice = string.Create(CultureInfo.InvariantCulture, $"let UDP port {profile.Server.Port} through the firewalls of both ends; until then transfers go over TCP"),
            };
        }
        catch (UserError e)
        {
            return Check.Failed(Udp, e);
        }
    }

    // What the kernel believes of the way: the first hop's, less where a router has said so.
    private static Check MtuTo(IPAddress address)
    {
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(new IPEndPoint(address, 9));
            var bytes = new byte[4];
            // linux/in.h IP_MTU, linux/in6.h IPV6_MTU.
            _ = address.AddressFamily == AddressFamily.InterNetwork ? socket.GetRawSocketOption(0, 14, bytes) : socket.GetRawSocketOption(41, 24, bytes);
            var mtu = BitConverter.ToInt32(bytes);
            var finding = string.Create(CultureInfo.InvariantCulture, $"packets of up to {mtu} bytes leave this machine");
            return mtu >= 1_280
                ? new Check(Mtu, CheckResult.Pass, finding)
                : new Check(Mtu, CheckResult.Warn, finding) { Advice = "transfers over UDP need 1280: use --tcp, or raise the MTU of the interface or tunnel" };
        }
        catch (SocketException e)
        {
            return new Check(Mtu, CheckResult.Warn, $"the kernel does not tell: {SafeText.Show(e.Message.TrimEnd('.'))}");
        }
    }

    private async Task<Check> ClockAsync(OneShotSession session, CancellationToken cancel)
    {
        try
        {
            var (there, here) = await session.CompareClocksAsync(cancel);
            var difference = there - here;
            var amount = Quantities.Duration(difference.Duration());
            return difference.Duration() <= ClockTolerance
                ? new Check(Clock, CheckResult.Pass, $"the server's differs by {amount}")
                : new Check(Clock, CheckResult.Warn, $"the server's is {amount} {(difference > TimeSpan.Zero ? "ahead" : "behind")}")
                {
                    Advice = "the times of messages and files will look wrong: set the clock of whichever is wrong, as by NTP",
                };
        }
        catch (UserError e)
        {
            return Check.Failed(Clock, e);
        }
    }

    private string Took(long began) => Quantities.Duration(context.Time.GetElapsedTime(began));
}
