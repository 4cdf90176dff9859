using Messenger.Server.Files.Uploads;
using Messenger.Server.Storage;
using Messenger.Server.Tests.Chat;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Messenger.Server.Tests.Storage;

public sealed class UploadStoreTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task What_was_put_here_and_what_was_begun_outlives_the_server_and_is_each_folder_s_own()
    {
        await using (ServerDatabase database = Open())
        {
            var store = new UploadStore(database, "/a");
            await store.SaveAsync(new UnfinishedUpload("one", ChatWorld.Key(1), 10, 5));
            await store.SaveAsync(new UnfinishedUpload("one", ChatWorld.Key(1), 10, 6));
            await store.SaveAsync(new UnfinishedUpload("two", ChatWorld.Key(2), 20, 7));
            await store.FinishAsync("two", [new StoredFile("x", ChatWorld.Key(2), 20), new StoredFile("y", ChatWorld.Key(2), 1)]);
            await store.RemoveAsync(["y"]);
        }

        await using ServerDatabase again = Open();
        Assert.Equal([new UnfinishedUpload("one", ChatWorld.Key(1), 10, 6)], new UploadStore(again, "/a").LoadUnfinished());
        Assert.Equal([new StoredFile("x", ChatWorld.Key(2), 20)], new UploadStore(again, "/a").LoadFiles());
        Assert.Empty(new UploadStore(again, "/b").LoadFiles());

        var ledger = new UploadLedger(new UploadStore(again, "/a"), new UploadLimits { Quota = 30, UserQuota = 30 });
        Assert.Equal(30, ledger.Total);
        Assert.True(ledger.IsOwn("x", ChatWorld.Key(2)));
        Assert.False(ledger.IsOwn("x", ChatWorld.Key(1)));
        Assert.NotNull(ledger.TryReserve(new UnfinishedUpload("three", ChatWorld.Key(3), 1, 8)));
        Assert.Null(ledger.TryReserve(new UnfinishedUpload("one", ChatWorld.Key(1), 10, 8)));
    }

    [Fact]
    public async Task A_data_file_of_the_version_before_gets_the_new_tables_and_keeps_the_old()
    {
        SQLitePCL.raw.SetProvider(new SQLitePCL.SQLite3Provider_sqlite3());
        await using (ServerDatabase database = Open())
            await new NameStore(database).SaveAsync(new("ann", "Ann", "ann", ChatWorld.Key(1), 5));
        using (var connection = new SqliteConnection($"Data Source={_directory["server.db"]};Pooling=False"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            // All that the first version did not have.
            command.CommandText = "SELECT group_concat('DROP TABLE ' || name, ';') FROM sqlite_master WHERE type = 'table' AND name NOT IN ('names', 'hashes') AND name NOT LIKE 'sqlite_%';";
            command.CommandText = $"{command.ExecuteScalar()}; PRAGMA user_version = 1;";
            command.ExecuteNonQuery();
        }

        await using ServerDatabase after = Open();
        Assert.Single(new NameStore(after).Load());
        Assert.Empty(new UploadStore(after, "/a").LoadFiles());
    }

    private ServerDatabase Open() => ServerDatabase.Open(_directory["server.db"], NullLogger.Instance);
}
