using Messenger.Server.Chat;
using Messenger.Server.Storage;
using Messenger.Server.Tests.Chat;
using Messenger.Testing;
using Microsoft.Data.Sqlite;

namespace Messenger.Server.Tests.Storage;

/// <summary>A data file whose disk takes nothing for a while: nobody waits, it is said once, and all is written when the disk takes it.</summary>
public sealed class DiskOutageTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ManualTimeProvider _time = new();
    private readonly ListLog _log = new([]);

    private string File => _directory["server.db"];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task What_the_disk_does_not_take_is_told_once_waits_in_order_and_is_written_when_it_does()
    {
        await using ServerDatabase database = Open();
        var names = new NameStore(database);
        await names.SaveAsync(Claim("ann"));
        SetReadOnly(database, true);
        // Done all the same: whoever takes a name is not kept waiting.
        for (int i = 0; i < 20; i++)
            await names.SaveAsync(Claim($"late{i}"));
        NameClaim ann = Claim("ann");
        ann.LastSeen = 77;
        await names.SaveSeenAsync([ann]);
        _time.Advance(TimeSpan.FromMinutes(5));
        await names.SaveAsync(Claim("last"));

        Assert.StartsWith("Error The data file could not be written (", Assert.Single(_log.Lines), StringComparison.Ordinal);
        Assert.Single(names.Load());

        SetReadOnly(database, false);
        // Nobody writes: it is tried again by itself.
        await PassTimeAsync(() => _log.Lines.Length > 1);
        Assert.StartsWith("Information The data file is written again: 22 changes", _log.Lines[1], StringComparison.Ordinal);
        Assert.Equal(22, names.Load().Count);
        Assert.Equal(77, names.Load().Single(claim => claim.Key == "ann").LastSeen);

        // What comes then is written at once, and the next outage is told again.
        await names.SaveAsync(Claim("after"));
        Assert.Equal(23, names.Load().Count);
        SetReadOnly(database, true);
        await names.SaveAsync(Claim("again"));
        Assert.Equal(3, _log.Lines.Length);
        SetReadOnly(database, false);
    }

    [Fact]
    public async Task What_waits_when_the_server_stops_is_tried_once_more()
    {
        await using (ServerDatabase database = Open())
        {
            SetReadOnly(database, true);
            await new NameStore(database).SaveAsync(Claim("ann"));
            SetReadOnly(database, false);
        }

        await using ServerDatabase again = Open();
        Assert.Single(new NameStore(again).Load());
    }

    [Fact]
    public async Task What_waits_in_vain_is_told_when_the_server_stops()
    {
        await using (ServerDatabase database = Open())
        {
            SetReadOnly(database, true);
            await new NameStore(database).SaveAsync(Claim("ann"));
        }

        Assert.StartsWith("Error 1 changes of the data file are forgotten", _log.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_that_can_never_be_written_keeps_no_other()
    {
        await using ServerDatabase database = Open();
        var names = new NameStore(database);
        SetReadOnly(database, true);
        await names.SaveAsync(Claim("ann"));
        await database.WriteAsync(_ => throw new InvalidOperationException("never"));
        await names.SaveAsync(Claim("bob"));
        SetReadOnly(database, false);
        await PassTimeAsync(() => names.Load().Count == 2);
        Assert.Single(_log.Lines, line => line.Contains("never", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_disk_that_is_full_again_behind_a_change_that_can_never_be_written_loses_nothing_and_keeps_the_order()
    {
        await using ServerDatabase database = Open();
        bool full = true;
        SetReadOnly(database, true);
        await database.WriteAsync(connection => Execute(connection, "INSERT INTO house VALUES ('before', 'b');"));
        await database.WriteAsync(_ => throw new InvalidOperationException("never"));
        await database.WriteAsync(connection =>
        {
            Execute(connection, "INSERT INTO house VALUES ('order', 'c');");
            if (Volatile.Read(ref full))
                throw new SqliteException("database or disk is full", 13);
        });
        await database.WriteAsync(connection => Execute(connection, "UPDATE house SET value = value || 'd' WHERE name = 'order';"));
        SetReadOnly(database, false);
        await PassTimeAsync(() => Value(database, "before") == "b");
        await PassTimeAsync(() => _log.Lines.Any(line => line.Contains("never", StringComparison.Ordinal)));
        Assert.Null(Value(database, "order"));

        Volatile.Write(ref full, false);
        await PassTimeAsync(() => Value(database, "order") is not null);
        Assert.Equal("cd", Value(database, "order"));
        await PassTimeAsync(() => _log.Lines.Length == 3);
        Assert.StartsWith("Information The data file is written again: 3 changes", _log.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task So_many_wait_and_no_more()
    {
        await using ServerDatabase database = Open();
        SetReadOnly(database, true);
        int written = 0;
        Task last = Task.CompletedTask;
        for (int i = 0; i < ServerDatabase.MostWaiting + 5; i++)
            last = database.WriteAsync(connection =>
            {
                Execute(connection, "DELETE FROM house;");
                written++;
            });
        await last;
        SetReadOnly(database, false);
        await PassTimeAsync(() => _log.Lines.Length > 1);
        Assert.Equal(ServerDatabase.MostWaiting, written);
        Assert.Contains("5 were too many to wait", _log.Lines[1], StringComparison.Ordinal);
    }

    private ServerDatabase Open() => ServerDatabase.Open(File, _log, _time);

    // What SQLite answers where the disk is read-only, and from where it answers it.
    private static void SetReadOnly(ServerDatabase database, bool on) => database.Read(connection =>
    {
        Execute(connection, $"PRAGMA query_only = {(on ? "ON" : "OFF")};");
        return 0;
    });

    private static string? Value(ServerDatabase database, string name) => database.Read(connection =>
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"SELECT value FROM house WHERE name = '{name}';";
        return (string?)command.ExecuteScalar();
    });

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    // The writer asks the clock when it comes to it.
    private async Task PassTimeAsync(Func<bool> until)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!until())
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(1, patience.Token);
        }
    }

    private static NameClaim Claim(string key) => new(key, key, key + "!", ChatWorld.Key(key.GetHashCode(StringComparison.Ordinal)), 5);
}
