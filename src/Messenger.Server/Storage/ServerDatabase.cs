using System.Threading.Channels;
using Messenger.Platform;
using Messenger.Platform.Files;
using Messenger.Platform.Text;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using ZLogger;

namespace Messenger.Server.Storage;

/// <summary>
/// The server's memory in its data directory: one SQLite file, one writer. What is written within a moment is one transaction; nobody
/// in the chat waits for the disk but who takes a new name. What the disk does not take waits here until it does.
/// </summary>
internal sealed class ServerDatabase : IAsyncDisposable
{
    /// <summary>Rows of changes that wait for a disk that takes none: a few MiB.</summary>
    internal const int MostWaiting = 10_000;

    // SQLite's codes for files that are damaged or none of its own.
    private const int Corrupt = 11;
    private const int NotADatabase = 26;

    // Its codes for a disk, or whoever else has the file, that takes nothing now: no access, busy, locked, read-only, failing, full, cannot be opened.
    private static readonly int[] Passing = [3, 5, 6, 8, 10, 13, 14];

    // Soon enough for whoever has mended the disk; seldom enough for one that stays as it is.
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(2);

    private readonly SqliteConnection _connection;
    private readonly Lock _gate = new();
    private readonly Channel<Write> _writes = Channel.CreateUnbounded<Write>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ChangeQueue _unwritten = new(MostWaiting);
    private readonly Task _writer;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private long? _failed;
    private int _late;
    private int _forgotten;

    private ServerDatabase(SqliteConnection connection, ILogger log, TimeProvider time)
    {
        _connection = connection;
        _log = log;
        _time = time;
        _writer = Task.Run(WriteAsync);
    }

    /// <summary>Opens the memory, and makes it first where there is none.</summary>
    /// <param name="path">The file.</param>
    /// <param name="log">Is told of a disk that takes nothing, and when it does again.</param>
    /// <param name="time">The clock; null: the system's.</param>
    /// <exception cref="UserError">It is damaged, too new, or cannot be used. The file is left as it is.</exception>
    public static ServerDatabase Open(string path, ILogger log, TimeProvider? time = null)
    {
        SQLitePCL.raw.SetProvider(new SQLitePCL.SQLite3Provider_sqlite3());
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        try
        {
            // SQLite gives its journals the mode of the file: nobody else's business either.
            using (new FileStream(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, UnixCreateMode = PrivateFile.Mode, BufferSize = 0 }))
                connection.Open();
            Schema.Prepare(connection, path);
            return new ServerDatabase(connection, log, time ?? TimeProvider.System);
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw Explain(e, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            connection.Dispose();
            throw UserError.OnFile("open the data file", path, e);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Reads.</summary>
    /// <param name="query">Reads from the connection, and is done when it returns.</param>
    /// <exception cref="UserError">The file is damaged.</exception>
    public T Read<T>(Func<SqliteConnection, T> query)
    {
        try
        {
            lock (_gate)
                return query(_connection);
        }
        catch (SqliteException e)
        {
            throw Explain(e, _connection.DataSource);
        }
    }

    /// <summary>Writes, some time soon. The task is done when it is safe, or waits for a disk that takes nothing, or has failed; both are logged.</summary>
    /// <param name="write">Writes to the connection, in a transaction.</param>
    /// <param name="rows">Rows that it holds in memory until then.</param>
    /// <param name="isDispensable">Where the disk takes nothing for long, others are kept rather than this.</param>
    public Task WriteAsync(Action<SqliteConnection> write, int rows = 1, bool isDispensable = false)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _writes.Writer.TryWrite(new Write(new Change(write, rows, isDispensable), done)) ? done.Task : Task.CompletedTask;
    }

    /// <summary>Writes what waits, and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        _writes.Writer.TryComplete();
        await _writer.ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
    }

    private async Task WriteAsync()
    {
        List<Write> batch = [];
        Task<bool> more = _writes.Reader.WaitToReadAsync().AsTask();
        while (true)
        {
            // A disk that took nothing is tried again though nobody writes.
            if (_failed is not null && await Task.WhenAny(more, Task.Delay(RetryInterval, _time)).ConfigureAwait(false) != more)
            {
                Commit([], isLast: false);
                continue;
            }

            if (!await more.ConfigureAwait(false))
                break;
            while (_writes.Reader.TryRead(out Write write))
                batch.Add(write);
            Commit(batch, isLast: false);
            foreach (Write write in batch)
                write.Done.SetResult();
            batch.Clear();
            more = _writes.Reader.WaitToReadAsync().AsTask();
        }

        Commit([], isLast: true);
        if (_unwritten.All.Count + _forgotten > 0)
            _log.ZLogError($"{_unwritten.All.Count + _forgotten} changes of the data file are forgotten: its disk did not take them.");
    }

    private void Commit(List<Write> batch, bool isLast)
    {
        foreach (Write write in batch)
            _unwritten.Add(write.Change);
        // It is not asked again with every change.
        if (_failed is { } at && !isLast && _time.GetElapsedTime(at) < RetryInterval)
        {
            _forgotten += _unwritten.Bound();
            return;
        }

        try
        {
            Apply(_unwritten.All);
            _late += _unwritten.All.Count;
            _unwritten.RemoveFirst(_unwritten.All.Count);
            OnWritten();
        }
        catch (SqliteException e) when (IsPassing(e))
        {
            OnRefused(e);
        }
        catch (Exception)
        {
            ApplyOneByOne();
        }
    }

    // One of them can never be written: it must not keep the others. Where the disk takes nothing in between, that one and all behind it wait.
    private void ApplyOneByOne()
    {
        SqliteException? refused = null;
        while (refused is null && _unwritten.All.Count > 0)
        {
            try
            {
                Apply([_unwritten.All[0]]);
                _late++;
            }
            catch (SqliteException e) when (IsPassing(e))
            {
                refused = e;
                continue;
            }
            catch (Exception e)
            {
                _log.ZLogError($"The data file could not be written ({SafeText.Show(e.Message)}): a change will be forgotten when the server stops.");
            }

            _unwritten.RemoveFirst(1);
        }

        if (refused is null)
            OnWritten();
        else
            OnRefused(refused);
    }

    private void Apply(IReadOnlyList<Change> changes)
    {
        if (changes.Count == 0)
            return;
        lock (_gate)
        {
            using SqliteTransaction transaction = _connection.BeginTransaction();
            foreach (Change change in changes)
                change.Write(_connection);
            transaction.Commit();
        }
    }

    private void OnWritten()
    {
        if (_failed is not null)
            _log.ZLogInformation($"The data file is written again: {_late} changes that waited are in it{(_forgotten > 0 ? $", {_forgotten} were too many to wait" : "")}.");
        (_failed, _late, _forgotten) = (null, 0, 0);
    }

    private void OnRefused(SqliteException e)
    {
        // The chat goes on without its memory; whoever runs the server has to see it, once.
        if (_failed is null)
            _log.ZLogError($"The data file could not be written ({SafeText.Show(e.Message)}): changes wait until it can be, and are forgotten if the server stops before.");
        _failed = _time.GetTimestamp();
        _forgotten += _unwritten.Bound();
    }

    private static bool IsPassing(SqliteException e) => Passing.Contains(e.SqliteErrorCode);

    private static UserError Explain(SqliteException e, string path) => e.SqliteErrorCode is Corrupt or NotADatabase
        ? new UserError(ExitCode.LocalFile, $"the data file {SafeText.Show(path)} is damaged and was left as it is; restore it from a copy, or move it away to start without names", e)
        : new UserError(ExitCode.LocalFile, $"cannot use the data file {SafeText.Show(path)}: {SafeText.Show(e.Message)}", e);

    private readonly record struct Write(Change Change, TaskCompletionSource Done);
}
