using Messenger.Platform.Identity;
using Messenger.Server.Chat;
using Messenger.Server.Chat.Names;
using Messenger.Server.Trust;
using Microsoft.Data.Sqlite;

namespace Messenger.Server.Storage;

/// <summary>What operators decided, in the data file.</summary>
internal sealed class TrustStore(ServerDatabase database) : ITrustStore
{
    private const string Closed = "closed";

    /// <summary>Takes in what was decided in an earlier run. What this build cannot read of it is left where it is, and holds for nobody.</summary>
    /// <exception cref="Platform.UserError">The file is damaged.</exception>
    public void Load(TrustPolicy policy, Community community, Moment now)
    {
        foreach ((byte[] key, byte[] owner, long since) in Read("SELECT key, owner, since FROM keys ORDER BY since;", r => (r.GetFieldValue<byte[]>(0), r.GetFieldValue<byte[]>(1), r.GetInt64(2))))
            community.Keys.Set(new KeyLink(new Fingerprint(key), new Fingerprint(owner), since));

        foreach ((string target, long kind, long until, string by, string reason, long made) in Read("SELECT target, kind, until, made_by, reason, made FROM sanctions;", r =>
            (r.GetString(0), r.GetInt64(1), r.GetInt64(2), r.GetString(3), r.GetString(4), r.GetInt64(5))))
        {
            if (Target.TryParse(target, out Target? whom))
                policy.Sanctions.Add(new Sanction((SanctionKind)kind, whom, until, by, reason, made));
        }

        foreach (string text in Read("SELECT who FROM operators;", r => r.GetString(0)))
        {
            if (Target.TryParse(text, out Target? who))
                policy.AddOperator(who);
        }

        foreach ((string room, string topic) in Read("SELECT display, topic FROM locked_rooms;", r => (r.GetString(0), r.GetString(1))))
        {
            if (RoomName.TryParse(room, out RoomName? name, out _))
                community.Lock(name, topic, "", now, out _);
        }

        policy.ClosedToNewcomers = Read("SELECT value FROM house WHERE name = 'closed';", r => r.GetString(0)).Contains("1");
    }

    /// <inheritdoc/>
    public Task SaveAsync(Sanction sanction) => Write(
        "INSERT OR REPLACE INTO sanctions VALUES ($id, $kind, $target, $until, $by, $reason, $made);",
        ("$id", sanction.Target.Id),
        ("$kind", (long)sanction.Kind),
        ("$target", sanction.Target.Text),
        ("$until", sanction.Until),
        ("$by", sanction.By),
        ("$reason", sanction.Reason),
        ("$made", sanction.Made));

    /// <inheritdoc/>
    public Task RemoveAsync(SanctionKind kind, Target target) =>
        Write("DELETE FROM sanctions WHERE id = $id AND kind = $kind;", ("$id", target.Id), ("$kind", (long)kind));

    /// <inheritdoc/>
    public Task SaveOperatorAsync(Target who, bool isOne) => isOne
        ? Write("INSERT OR REPLACE INTO operators VALUES ($id, $who);", ("$id", who.Id), ("$who", who.Text))
        : Write("DELETE FROM operators WHERE id = $id;", ("$id", who.Id));

    /// <inheritdoc/>
    public Task SaveRoomAsync(Room room) => room.Locked
        ? Write("INSERT OR REPLACE INTO locked_rooms VALUES ($key, $display, $topic);", ("$key", room.Key), ("$display", room.Name), ("$topic", room.Topic))
        : Write("DELETE FROM locked_rooms WHERE key = $key;", ("$key", room.Key));

    /// <inheritdoc/>
    public Task SaveNameAsync(NameClaim claim) => new NameStore(database).SaveAsync(claim);

    /// <inheritdoc/>
    public Task RemoveNameAsync(NameClaim claim) => Write("DELETE FROM names WHERE key = $key;", ("$key", claim.Key));

    /// <inheritdoc/>
    public Task SaveKeyAsync(KeyLink link) => link.Key == link.Owner
        ? Write("DELETE FROM keys WHERE key = $key;", ("$key", link.Key.ToArray()))
        : Write("INSERT OR REPLACE INTO keys VALUES ($key, $owner, $since);", ("$key", link.Key.ToArray()), ("$owner", link.Owner.ToArray()), ("$since", link.Since));

    /// <inheritdoc/>
    public Task SaveClosedAsync(bool closed) =>
        Write("INSERT OR REPLACE INTO house VALUES ($name, $value);", ("$name", Closed), ("$value", closed ? "1" : "0"));

    private List<T> Read<T>(string sql, Func<SqliteDataReader, T> row) => database.Read(connection =>
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        using SqliteDataReader reader = command.ExecuteReader();
        List<T> rows = [];
        while (reader.Read())
            rows.Add(row(reader));
        return rows;
    });

    private Task Write(string sql, params (string Name, object Value)[] values) => database.WriteAsync(connection =>
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        foreach ((string name, object value) in values)
            command.Parameters.AddWithValue(name, value);
        command.ExecuteNonQuery();
    });
}
