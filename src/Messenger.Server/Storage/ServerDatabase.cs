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
/// in the chat waits for the disk but who takes a new name.
/// </summary>
internal sealed class ServerDatabase : IAsyncDisposable
{
    // SQLite's codes for files that are damaged or none of its own.
    private const int Corrupt = 11;
    private const int NotADatabase = 26;

    private readonly SqliteConnection _connection;
    private readonly Lock _gate = new();
    private readonly Channel<Write> _writes = Channel.CreateUnbounded<Write>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task _writer;
    private readonly ILogger _log;

    private ServerDatabase(SqliteConnection connection, ILogger log)
    {
        _connection = connection;
        _log = log;
        _writer = Task.Run(WriteAsync);
    }

    /// <summary>Opens the memory, and makes it first where there is none.</summary>
    /// <param name="path">The file.</param>
    /// <param name="log">Is told of writes that fail.</param>
    /// <exception cref="UserError">It is damaged, too new, or cannot be used. The file is left as it is.</exception>
    public static ServerDatabase Open(string path, ILogger log)
    {
        SQLitePCL.raw.SetProvider(new SQLitePCL.SQLite3Provider_sqlite3());
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        try
        {
            // SQLite gives its journals the mode of the file: nobody else's business either.
            using (new FileStream(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, UnixCreateMode = PrivateFile.Mode, BufferSize = 0 }))
                connection.Open();
            Schema.Prepare(connection, path);
            return new ServerDatabase(connection, log);
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

    /// <summary>Writes, some time soon. The task is done when it is safe, or has failed and was logged.</summary>
    /// <param name="write">Writes to the connection, in a transaction.</param>
    public Task WriteAsync(Action<SqliteConnection> write)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _writes.Writer.TryWrite(new Write(write, done)) ? done.Task : Task.CompletedTask;
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
        while (await _writes.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (_writes.Reader.TryRead(out Write write))
                batch.Add(write);
            Commit(batch);
            foreach (Write write in batch)
                write.Done.SetResult();
            batch.Clear();
        }
    }

    private void Commit(List<Write> batch)
    {
        try
        {
            lock (_gate)
            {
                using SqliteTransaction transaction = _connection.BeginTransaction();
                foreach (Write write in batch)
                    write.Do(_connection);
                transaction.Commit();
            }
        }
        catch (Exception e)
        {
            // Whatever it is: the next may succeed, and somebody waits for it. The chat goes on without its memory; whoever runs the server has to see it.
            _log.ZLogError($"The data file could not be written ({SafeText.Show(e.Message)}): {batch.Count} changes will be forgotten when the server stops.");
        }
    }

    private static UserError Explain(SqliteException e, string path) => e.SqliteErrorCode is Corrupt or NotADatabase
        ? new UserError(ExitCode.LocalFile, $"the data file {SafeText.Show(path)} is damaged and was left as it is; restore it from a copy, or move it away to start without names", e)
        : new UserError(ExitCode.LocalFile, $"cannot use the data file {SafeText.Show(path)}: {SafeText.Show(e.Message)}", e);

    private readonly record struct Write(Action<SqliteConnection> Do, TaskCompletionSource Done);
}
