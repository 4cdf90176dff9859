using Messenger.Platform.Identity;
using Messenger.Server.Chat;
using Messenger.Server.Control;
using Microsoft.Data.Sqlite;

namespace Messenger.Server.Storage;

/// <summary>Names and the keys that they belong to, in the data file.</summary>
internal sealed class NameStore(ServerDatabase database) : INameStore
{
    /// <summary>All claims.</summary>
    /// <exception cref="Platform.UserError">The file is damaged.</exception>
    public List<NameClaim> Load() => database.Read(static connection =>
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT key, display, skeleton, owner, claimed, last_seen FROM names ORDER BY claimed;";
        using SqliteDataReader reader = command.ExecuteReader();
        List<NameClaim> claims = [];
        while (reader.Read())
        {
            var owner = new Fingerprint(reader.GetFieldValue<byte[]>(3));
            claims.Add(new NameClaim(reader.GetString(0), reader.GetString(1), reader.GetString(2), owner, reader.GetInt64(4)) { LastSeen = reader.GetInt64(5) });
        }

        return claims;
    });

    /// <inheritdoc/>
    public Task SaveAsync(NameClaim claim) => database.WriteAsync(connection =>
    {
        using SqliteCommand command = connection.CreateCommand();
        // A name that is stored stays its owner's, whatever memory says.
        command.CommandText = "INSERT INTO names VALUES ($key, $display, $skeleton, $owner, $claimed, $seen) ON CONFLICT (key) DO NOTHING;";
        command.Parameters.AddWithValue("$key", claim.Key);
        command.Parameters.AddWithValue("$display", claim.Display);
        command.Parameters.AddWithValue("$skeleton", claim.Skeleton);
        command.Parameters.AddWithValue("$owner", claim.Owner.ToArray());
        command.Parameters.AddWithValue("$claimed", claim.Claimed);
        command.Parameters.AddWithValue("$seen", claim.LastSeen);
        command.ExecuteNonQuery();
    });

    /// <summary>Keeps when people were last in the chat.</summary>
    public Task SaveSeenAsync(IReadOnlyList<NameClaim> claims) => database.WriteAsync(connection =>
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "UPDATE names SET last_seen = $seen WHERE key = $key;";
        SqliteParameter key = command.Parameters.Add("$key", SqliteType.Text);
        SqliteParameter seen = command.Parameters.Add("$seen", SqliteType.Integer);
        foreach (NameClaim claim in claims)
        {
            key.Value = claim.Key;
            seen.Value = claim.LastSeen;
            command.ExecuteNonQuery();
        }
    }, claims.Count, isDispensable: true);
}
