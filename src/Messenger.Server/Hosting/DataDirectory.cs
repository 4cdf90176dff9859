using Messenger.Platform;
using Messenger.Platform.Files;
using Messenger.Platform.Identity;
using Messenger.Platform.Text;

namespace Messenger.Server.Hosting;

/// <summary>The directory of the server's key and memory, held by one server at a time.</summary>
internal sealed class DataDirectory : IDisposable
{
    private const string LockName = "server.lock";
    private const string KeyName = "server.pem";
    private const string DatabaseName = "server.db";

    private readonly FileLock _held;
    private readonly string[] _before;
    private bool _discards;

    private DataDirectory(string path, FileLock held, string[] before)
    {
        Path = path;
        _held = held;
        _before = before;
    }

    /// <summary>The directory's full path.</summary>
    public string Path { get; }

    /// <summary>The data file.</summary>
    public string Database => System.IO.Path.Combine(Path, DatabaseName);

    /// <summary>The key's file in a data directory.</summary>
    public string Key => System.IO.Path.Combine(Path, KeyName);

    /// <summary>The join secret, where no other file is named.</summary>
    public string Secret => System.IO.Path.Combine(Path, "join-secret");

    /// <summary>What operators did.</summary>
    public string Audit => System.IO.Path.Combine(Path, "audit.log");

    /// <summary>The socket of <c>msgr-server ctl</c> in a data directory.</summary>
    public static string ControlSocketIn(string directory) => System.IO.Path.Combine(System.IO.Path.GetFullPath(directory), "ctl.sock");

    /// <summary>The folder of files for measurements.</summary>
    public string Measure => System.IO.Path.Combine(Path, "measure");

    /// <summary>The folder of files for one person.</summary>
    public string Inbox => System.IO.Path.Combine(Path, "inbox");

    /// <summary>Takes a data directory, and makes it first where there is none.</summary>
    /// <param name="path">The directory.</param>
    /// <param name="otherwise">What to do where a server has it already.</param>
    /// <exception cref="UserError">It cannot be used, or another server has it.</exception>
    public static DataDirectory Take(string path, string otherwise = "stop it, or name another one with --data")
    {
        string full = PrivateDirectory.Create(path);
        string lockFile = System.IO.Path.Combine(full, LockName);
        try
        {
            string[] before = Directory.GetFiles(full);
            return FileLock.TryAcquire(lockFile, out FileLock? held)
                ? new DataDirectory(full, held, before)
                : throw new UserError(ExitCode.LocalFile, $"the data directory {SafeText.Show(full)} is in use by another msgr-server; {otherwise}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw UserError.OnFile("lock", lockFile, e, "name a directory that can be written with --data");
        }
    }

    /// <summary>The server's key, made on first use.</summary>
    /// <exception cref="UserError">It cannot be read or made.</exception>
    public IdentityKey LoadKey() => IdentityKey.LoadOrCreate(Key);

    /// <summary>Of a start that failed: files of the server that were not there before it go when the directory is let go.</summary>
    public void DiscardWhatIsNew() => _discards = true;

    /// <summary>Lets another server have the directory.</summary>
    public void Dispose()
    {
        // Under the lock: nobody else has begun to use them.
        if (_discards)
            Discard();
        _held.Dispose();
    }

    private void Discard()
    {
        try
        {
            foreach (string file in Directory.GetFiles(Path).Except(_before, StringComparer.Ordinal).Where(IsOwn))
                File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What cannot be removed stays: the next start takes it as it is.
        }
    }

    private bool IsOwn(string file) =>
        file == Secret || file == Audit || file == ControlSocketIn(Path) || file == System.IO.Path.Combine(Path, LockName)
        || file.StartsWith(Key, StringComparison.Ordinal) || file.StartsWith(Database, StringComparison.Ordinal);
}
