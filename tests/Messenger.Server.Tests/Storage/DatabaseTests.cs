using Messenger.Platform;
using Messenger.Server.Chat;
using Messenger.Server.Storage;
using Messenger.Server.Tests.Chat;
using Messenger.Server.Trust;
using Messenger.Transfer.Rooted;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Messenger.Server.Tests.Storage;

public sealed class DatabaseTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string File => _directory["server.db"];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Names_are_kept_with_their_owners_and_the_first_owner_stays()
    {
        await using (ServerDatabase database = Open())
        {
            var names = new NameStore(database);
            await names.SaveAsync(Claim("ann", "Ann", 1));
            await names.SaveAsync(Claim("ann", "ANN", 2));
            NameClaim bob = Claim("bob", "Bob", 2);
            await names.SaveAsync(bob);
            bob.LastSeen = 77;
            await names.SaveSeenAsync([bob]);
        }

        await using ServerDatabase again = Open();
        List<NameClaim> claims = new NameStore(again).Load();
        Assert.Equal(
            [("ann", "Ann", "ann!", ChatWorld.Key(1), 5L, 0L), ("bob", "Bob", "bob!", ChatWorld.Key(2), 5L, 77L)],
            claims.OrderBy(c => c.Key).Select(c => (c.Key, c.Display, c.Skeleton, c.Owner, c.Claimed, c.LastSeen)));
    }

    [Fact]
    public async Task A_name_that_was_saved_is_there_though_nobody_closed_the_file()
    {
        ServerDatabase database = Open();
        await new NameStore(database).SaveAsync(Claim("ann", "Ann", 1));
        // As a process that was killed leaves it: file and journal as they are on the disk now.
        using var copy = new TemporaryDirectory();
        foreach (string file in Directory.GetFiles(_directory.Path))
            System.IO.File.Copy(file, copy[Path.GetFileName(file)]);
        await using ServerDatabase after = ServerDatabase.Open(copy["server.db"], NullLogger.Instance);
        Assert.Single(new NameStore(after).Load());
        await database.DisposeAsync();
    }

    [Fact]
    public async Task A_hash_is_found_for_the_same_state_of_a_file_only()
    {
        await using ServerDatabase database = Open();
        var hashes = new HashStore(database);
        var identity = new FileIdentity(ulong.MaxValue, 2, 3, 4, 5);
        hashes.Save("a", identity, [1, 2, 3]);
        hashes.Save("a", identity, [1, 2, 4]);
        await database.WriteAsync(_ => { });
        Assert.Equal([1, 2, 4], hashes.Find("a", identity));
        Assert.Null(hashes.Find("b", identity));
        foreach (FileIdentity other in (FileIdentity[])[identity with { Inode = 9 }, identity with { Size = 9 }, identity with { Modified = 9 }, identity with { Changed = 9 }, identity with { Device = 9 }])
            Assert.Null(hashes.Find("a", other));
    }

    [Fact]
    public void What_is_damaged_foreign_or_too_new_is_refused_and_left_as_it_is()
    {
        foreach ((string says, Action make) in new (string, Action)[]
        {
            ("damaged", () => System.IO.File.WriteAllText(File, new string('x', 5_000))),
            ("another program", () => Make("CREATE TABLE t (x); PRAGMA user_version = 1;")),
            ("newer msgr-server", () => Make($"PRAGMA application_id = {0x6D736772}; PRAGMA user_version = {Schema.Version + 1}; CREATE TABLE t (x);")),
        })
        {
            System.IO.File.Delete(File);
            make();
            byte[] before = System.IO.File.ReadAllBytes(File);
            UserError error = Assert.Throws<UserError>(() => Open());
            Assert.Equal(ExitCode.LocalFile, error.Code);
            Assert.Contains(says, error.Message, StringComparison.Ordinal);
            Assert.Equal(before.Length, new FileInfo(File).Length);
        }
    }

    [Fact]
    public async Task A_damaged_page_is_found_when_names_are_read()
    {
        await using (ServerDatabase database = Open())
        {
            var names = new NameStore(database);
            for (int i = 0; i < 500; i++)
                await names.SaveAsync(Claim($"name{i}", $"Name{i}", i));
        }

        byte[] bytes = System.IO.File.ReadAllBytes(File);
        Array.Fill<byte>(bytes, 0xA5, 4_096, bytes.Length - 4_096);
        System.IO.File.WriteAllBytes(File, bytes);
        UserError error = await Assert.ThrowsAsync<UserError>(async () =>
        {
            await using ServerDatabase database = Open();
            new NameStore(database).Load();
        });
        Assert.Contains("damaged", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_operators_decided_is_there_after_a_restart()
    {
        var world = new ChatWorld();
        Assert.True(Target.TryParse("Bob", out Target? bob));
        Assert.True(Target.TryParse("10.0.0.0/8", out Target? network));
        await using (ServerDatabase database = Open())
        {
            var store = new TrustStore(database);
            Assert.Null(world.Community.Lock(Messenger.Server.Chat.Names.RoomName.Lobby, "be kind", "ada", world.Now, out Room? lobby));
            await Task.WhenAll(
                store.SaveAsync(new Sanction(SanctionKind.Ban, bob, 500, "ada", "spam", 5)),
                store.SaveAsync(new Sanction(SanctionKind.Ban, network, 0, "ada", "", 6)),
                store.SaveAsync(new Sanction(SanctionKind.Mute, bob, 0, "ada", "", 6)),
                store.RemoveAsync(SanctionKind.Mute, bob),
                store.SaveOperatorAsync(bob, isOne: true),
                store.SaveOperatorAsync(network, isOne: true),
                store.SaveOperatorAsync(network, isOne: false),
                store.SaveRoomAsync(lobby!),
                store.SaveKeyAsync(new KeyLink(ChatWorld.Key(2), ChatWorld.Key(1), 7)),
                store.SaveKeyAsync(new KeyLink(ChatWorld.Key(3), ChatWorld.Key(1), 6)),
                store.SaveKeyAsync(new KeyLink(ChatWorld.Key(4), ChatWorld.Key(1), 8)),
                store.SaveKeyAsync(new KeyLink(ChatWorld.Key(4), ChatWorld.Key(4), 0)),
                store.SaveClosedAsync(true));
        }

        await using ServerDatabase again = Open();
        var after = new ChatWorld();
        var policy = new TrustPolicy(after.Community.Names, after.Community.Keys);
        new TrustStore(again).Load(policy, after.Community, after.Now);
        Assert.Equal(["10.0.0.0/8", "Bob"], policy.Sanctions.Of(SanctionKind.Ban, 1).Select(s => s.Target.Text));
        Assert.Equal(("ada", "spam", 500L), policy.Sanctions.Of(SanctionKind.Ban, 1).Where(s => s.Until > 0).Select(s => (s.By, s.Reason, s.Until)).Single());
        Assert.Empty(policy.Sanctions.Of(SanctionKind.Mute, 1));
        Assert.Equal(["Bob"], policy.Operators.Select(o => o.Text));
        Assert.Equal("be kind", Assert.Single(after.Community.LockedRooms).Topic);
        Assert.True(policy.ClosedToNewcomers);
        Assert.Equal([1, 3, 2], after.Community.Keys.KeysOf(ChatWorld.Key(1)).Select(link => BitConverter.ToInt32(link.Key.ToArray())));
    }

    private ServerDatabase Open() => ServerDatabase.Open(File, NullLogger.Instance);

    private void Make(string sql)
    {
        SQLitePCL.raw.SetProvider(new SQLitePCL.SQLite3Provider_sqlite3());
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static NameClaim Claim(string key, string display, int owner) => new(key, display, key + "!", ChatWorld.Key(owner), 5);
}
