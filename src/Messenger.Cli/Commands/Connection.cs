using Messenger.Cli.Output;
using Messenger.Client.Session;
using Messenger.Client.Settings;
using Messenger.Platform.Files;
using Messenger.Platform.Identity;
using Messenger.Platform.Startup;
using Messenger.Platform.Text;
using Messenger.Rudp.Sockets.Impairments;

namespace Messenger.Cli.Commands;

/// <summary>Whom a command talks to and as whom: options, environment and the last use brought together with the key on disk.</summary>
internal sealed class Connection : IDisposable
{
    private readonly IdentityKey _identity;
    private readonly string _lastUsedPath;

    private readonly Action _atEnd;

    private readonly KnownSecrets _secrets;

    private Connection(ClientProfile profile, ConnectionChoice choice, string lastUsedPath, KnownSecrets secrets, Action atEnd)
    {
        Profile = profile;
        Choice = choice;
        _identity = profile.Identity;
        _atEnd = atEnd;
        _lastUsedPath = lastUsedPath;
        _secrets = secrets;
    }

    /// <summary>For sessions.</summary>
    public ClientProfile Profile { get; private set; }

    /// <summary>Where host and name came from.</summary>
    public ConnectionChoice Choice { get; }

    /// <summary>Reads what there is, and makes the key on first use.</summary>
    /// <param name="options">What was given.</param>
    /// <param name="context">What the command runs in.</param>
    /// <exception cref="Platform.UserError">A state file cannot be used, or an address makes no sense.</exception>
    public static Connection Open(ConnectionOptions options, CommandContext context)
    {
        var directories = new XdgDirectories(context.Environment);
        var choice = Choose(options, context);
        var impairment = options.Impairment is null ? null : new Impairment(options.Impairment);
        if (impairment is not null)
            context.Note($"impair: {ImpairmentText.Show(impairment.Options)}, on each direction of this end's transfers");
        var known = KnownServers.In(directories);
        var secrets = KnownSecrets.In(directories);
        Entropy.Require();
        var identity = IdentityKey.LoadOrCreate(IdentityPath(directories));
        var profile = new ClientProfile
        {
            Server = choice.Server,
            UserName = choice.UserName,
            Identity = identity,
            KnownServers = known,
            DemandedFingerprint = options.Fingerprint ?? known.Expected(choice.Server, choice.InvitedKey),
            Secret = options.Secret ?? (options.SecretFile is { } file ? JoinSecret.ReadFile(file) : null) ?? choice.InvitedSecret ?? secrets.Find(choice.Server),
            ClientName = $"msgr {BuildInfo.ProductVersion}",
            FirstContact = server => context.Note(FirstContact(server)),
            Time = context.Time,
            Impairment = impairment,
        };
        return new(profile, choice, LastUsed.PathIn(directories), secrets, atEnd: () =>
        {
            if (impairment is not null)
                context.Note(impairment.Summary);
        });
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

    /// <summary>Where the key is kept.</summary>
    public static string IdentityPath(XdgDirectories directories) => Path.Combine(directories.Data, "identity.pem");

    /// <summary>Whether there is a key already.</summary>
    public static bool HasIdentity(XdgDirectories directories) => File.Exists(IdentityPath(directories));

    /// <summary>What there is to say when a server is met for the first time, or with a new key.</summary>
    public static string FirstContact(ServerIdentity server) => server.Before is { } before
        ? $"{SafeText.Show(server.Address.ToString())} has a new key, which the one that was known vouches for; it is remembered: {server.Fingerprint} (before: {before})"
        : $"first contact with {SafeText.Show(server.Address.ToString())}; its key is remembered: {server.Fingerprint}";

    /// <summary>Takes another name: the first was refused.</summary>
    public void Rename(string name) => Profile = Profile with { UserName = name };

    /// <summary>The name is not the user's any more: the next command does not begin with it by itself.</summary>
    public void Forget()
    {
        if (LastUsed.Read(_lastUsedPath) is var last && last.User == Profile.UserName)
            (last with { User = null }).TryWrite(_lastUsedPath);
    }

    /// <summary>Has another name from now on, in the next command too.</summary>
    public void RememberAs(string name)
    {
        Rename(name);
        Remember();
    }

    /// <summary>The login went well: the next command begins with this server and name.</summary>
    public void Remember()
    {
        new LastUsed(Profile.Server.ToString(), Profile.UserName).TryWrite(_lastUsedPath);
        if (Profile.Secret is { } secret && _secrets.Find(Profile.Server)?.Reveal() != secret.Reveal())
            _secrets.Save(Profile.Server, secret);
    }

    /// <summary>Forgets the key, and tells what the bad link did.</summary>
    public void Dispose()
    {
        _identity.Dispose();
        _atEnd();
    }

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
