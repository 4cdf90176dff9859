using System.Net.Sockets;
using System.Text.Json;
using Messenger.Contracts.Control;
using Messenger.Platform;
using Messenger.Platform.Text;
using Messenger.Server.Chat;
using Messenger.Server.Control;
using Messenger.Server.Hosting;
using Messenger.Server.Storage;
using Messenger.Server.Trust;
using Microsoft.Extensions.Logging.Abstractions;

namespace Messenger.Server.Commands;

/// <summary>
/// <c>msgr-server ctl ACT ...</c>: what operators can do, from the server's own machine. The server that runs is asked over its socket; where none runs, the
/// data directory itself is changed, and the next start finds it so.
/// </summary>
internal static class CtlCommand
{
    /// <summary>Acts that are commands of their own, without <c>ctl</c> before them.</summary>
    private static readonly string[] Own = ["operators", "names"];

    /// <summary>Whether a command line is one of these.</summary>
    public static bool IsMeant(IReadOnlyList<string> arguments) => arguments.Count > 0 && (arguments[0] == "ctl" || Own.Contains(arguments[0]));

    /// <summary>Does it.</summary>
    /// <returns>What to exit with.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        try
        {
            (string data, List<string> words) = Read(arguments);
            if (words.Count == 0)
                words.Add("help");
            ActAnswer answer = await AskAsync(DataDirectory.ControlSocketIn(data), words).ConfigureAwait(false) ?? await ActAsync(data, words).ConfigureAwait(false);
            if (answer.Refusal is { } refusal)
                throw new UserError(CodeOf(refusal.Code), SafeText.Show(refusal.Sentence).TrimEnd('.'));
            foreach (string line in answer.Lines)
                Console.Out.WriteLine(string.Join('\t', line.Split('\t').Select(column => SafeText.Show(column))));
            return (int)ExitCode.Done;
        }
        catch (UserError e)
        {
            return Errors.Report(e);
        }
        catch (Exception e)
        {
            return Errors.ReportDefect(e, withTrace: false);
        }
    }

    // The directory may be named anywhere, until -- says that the rest is words.
    private static (string Data, List<string> Words) Read(IReadOnlyList<string> arguments)
    {
        string data = new ServerOptions().DataDirectory;
        List<string> words = [];
        for (int i = arguments[0] == "ctl" ? 1 : 0; i < arguments.Count; i++)
        {
            if (arguments[i] == "--")
            {
                words.AddRange(arguments.Skip(i + 1));
                break;
            }

            if (arguments[i] is "--help" or "-h")
                return (data, ["help"]);
            if (arguments[i].StartsWith("--data=", StringComparison.Ordinal))
                data = arguments[i]["--data=".Length..];
            else if (arguments[i] == "--data" && i + 1 < arguments.Count)
                data = arguments[++i];
            else if (arguments[i].StartsWith("--", StringComparison.Ordinal))
                throw new UserError(ExitCode.Usage, $"there is no {SafeText.Show(arguments[i])} here; --data DIR names the server's data directory");
            else
                words.Add(arguments[i]);
        }

        return (data, words);
    }

    /// <summary>Asks the server that runs.</summary>
    /// <returns>Null: none does.</returns>
    private static async Task<ActAnswer?> AskAsync(string path, List<string> words)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path)).ConfigureAwait(false);
            using var stream = new NetworkStream(socket);
            await stream.WriteAsync(Write(words)).ConfigureAwait(false);
            socket.Shutdown(SocketShutdown.Send);
            using var answer = new MemoryStream();
            await stream.CopyToAsync(answer).ConfigureAwait(false);
            return Read(answer.ToArray());
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionRefused or SocketError.AddressNotAvailable || !File.Exists(path))
        {
            return null;
        }
        catch (Exception e) when (e is SocketException or IOException or JsonException or ArgumentException or UnauthorizedAccessException)
        {
            throw new UserError(ExitCode.CannotConnect, $"the server behind {SafeText.Show(path)} did not answer: {SafeText.Show(e.Message)}", e);
        }
    }

    private static byte[] Write(List<string> words)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (string word in words)
                json.WriteStringValue(word);
            json.WriteEndArray();
        }

        return buffer.Length <= ControlSocket.RequestBytes
            ? buffer.ToArray()
            : throw new UserError(ExitCode.Usage, "that is too much for one act; shorten it");
    }

    private static ActAnswer Read(byte[] bytes)
    {
        using var json = JsonDocument.Parse(bytes);
        string[] lines = [.. json.RootElement.GetProperty("lines").EnumerateArray().Select(line => line.GetString() ?? "")];
        return json.RootElement.TryGetProperty("error", out JsonElement error)
            ? ActAnswer.No((RefusalCode)json.RootElement.GetProperty("code").GetInt32(), error.GetString() ?? "")
            : ActAnswer.Say(lines);
    }

    // Where no server runs, the directory is taken as one would take it: two of them cannot.
    private static async Task<ActAnswer> ActAsync(string directory, List<string> words)
    {
        if (!Directory.Exists(directory))
            throw new UserError(ExitCode.NotFound, $"there is no data directory {SafeText.Show(directory)}; name the server's with --data DIR");
        using DataDirectory data = DataDirectory.Take(directory);
        ServerDatabase database = ServerDatabase.Open(data.Database, NullLogger.Instance);
        await using (database.ConfigureAwait(false))
        {
            var community = new Community(new ChatLimits(), Guid.NewGuid);
            foreach (NameClaim claim in new NameStore(database).Load())
                community.Names.Restore(claim);
            using var pacer = new FlushPacer(TimeProvider.System);
            var gate = new ChatGate(community, pacer, TimeProvider.System);
            return await MessengerServer.OpenDesk(gate, community, database, data, NullLogger.Instance).RunAsync(ActCaller.Keeper, words[0], words[1..]).ConfigureAwait(false);
        }
    }

    private static ExitCode CodeOf(RefusalCode code) => code switch
    {
        RefusalCode.NoSuchUser or RefusalCode.NoSuchRoom or RefusalCode.UserOffline => ExitCode.NotFound,
        RefusalCode.BadRequest or RefusalCode.NameInvalid => ExitCode.Usage,
        _ => ExitCode.Denied,
    };
}
