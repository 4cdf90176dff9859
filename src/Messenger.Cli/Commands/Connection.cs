using Messenger.Cli.Output;
using Messenger.Client.Session;
using Messenger.Client.Settings;
using Messenger.Platform.Files;
using Messenger.Platform.Identity;
using Messenger.Platform.Startup;
using Messenger.Platform.Text;

namespace Messenger.Cli.Commands;

/// <summary>Whom a command talks to and as whom: options, environment and the last use brought together with the key on disk.</summary>
internal sealed class Connection : IDisposable
{
    private readonly IdentityKey _identity;
    private readonly string _lastUsedPath;

    private Connection(ClientProfile profile, ConnectionChoice choice, IdentityKey identity, string lastUsedPath)
    {
        Profile = profile;
        Choice = choice;
        _identity = identity;
        _lastUsedPath = lastUsedPath;
    }

    /// <summary>For sessions.</summary>
    public ClientProfile Profile { get; private set; }

    /// <summary>Where host and name came from.</summary>
    public ConnectionChoice Choice { get; }

    /// <summary>Reads what there is, and makes the key on first use.</summary>
    /// <param name="options">What was given.</param>
    /// <param name="context">What the command runs in.</param>
    /// <param name="firstContact">Told of a server that is met for the first time; null: a note says it.</param>
    /// <exception cref="Platform.UserError">A state file cannot be used, or an address makes no sense.</exception>
    public static Connection Open(ConnectionOptions options, CommandContext context, Action<ServerIdentity>? firstContact = null)
    {
        var directories = new XdgDirectories(context.Environment);
        var choice = Choose(options, context);
        Entropy.Require();
        var identity = IdentityKey.LoadOrCreate(Path.Combine(directories.Data, "identity.pem"));
        var profile = new ClientProfile
        {
            Server = choice.Server,
            UserName = choice.UserName,
            Identity = identity,
            KnownServers = KnownServers.In(directories),
            DemandedFingerprint = options.Fingerprint,
            ClientName = $"msgr {BuildInfo.ProductVersion}",
            FirstContact = firstContact ?? (server => context.Note(FirstContact(server))),
            Time = context.Time,
        };
        return new(profile, choice, identity, LastUsed.PathIn(directories));
    }

    /// <summary>Which server and which name: option before environment before last use before default.</summary>
    /// <param name="options">What was given.</param>
    /// <param name="context">What the command runs in.</param>
    /// <param name="nameNeeded">Nobody can be asked for a name that is not known.</param>
    /// <exception cref="Platform.UserError">An address makes no sense, or no name is known.</exception>
    public static ConnectionChoice Choose(ConnectionOptions options, CommandContext context, bool nameNeeded = true)
    {
        var last = LastUsed.Read(LastUsed.PathIn(new XdgDirectories(context.Environment)));
        return ConnectionChoice.Resolve(options.Host, options.User, context.Environment, last, LoginName(context), nameNeeded);
    }

    /// <summary>What there is to say when a server is met for the first time.</summary>
    public static string FirstContact(ServerIdentity server) =>
        $"first contact with {SafeText.Show(server.Address.ToString())}; its key is remembered: {server.Fingerprint}";

    /// <summary>Takes another name: the first was refused.</summary>
    public void Rename(string name) => Profile = Profile with { UserName = name };

    /// <summary>The login went well: the next command begins with this server and name.</summary>
    public void Remember() => new LastUsed(Profile.Server.ToString(), Profile.UserName).TryWrite(_lastUsedPath);

    /// <summary>Forgets the key.</summary>
    public void Dispose() => _identity.Dispose();

    // Empty where nobody knows it; .NET throws where there is no /etc/passwd.
    private static string LoginName(CommandContext context)
    {
        if (context.Environment("LOGNAME") is { Length: > 0 } name)
            return name;
        if (context.Environment("USER") is { Length: > 0 } user)
            return user;
        try
        {
            return System.Environment.UserName;
        }
        catch (IOException)
        {
            return "";
        }
    }
}
