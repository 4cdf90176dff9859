using Messenger.Contracts.Files;
using Messenger.Platform.Identity;
using Messenger.Server.Files.Parcels;
using Messenger.Transfer.Plan;
using Microsoft.Data.Sqlite;

namespace Messenger.Server.Storage;

/// <summary>Parcels in the data file.</summary>
/// <param name="database">The data file.</param>
/// <param name="place">The full path of the folder that they are in: another folder has its own.</param>
internal sealed class ParcelStore(ServerDatabase database, string place) : IParcelStore
{
    /// <inheritdoc/>
    // SQLite counts for AUTOINCREMENT, and forgets no number that was removed since.
    public ulong LastId => database.Read(static connection =>
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT seq FROM sqlite_sequence WHERE name = 'parcels';";
        return (ulong)((long?)command.ExecuteScalar() ?? 0);
    });

    /// <inheritdoc/>
    public List<StoredParcel> Load() => database.Read(connection =>
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = """
            SELECT id, from_name, from_key, to_name, to_key, folder, digest, name, files, bytes, state, sent, expires, told
            FROM parcels WHERE place = $place ORDER BY id;
            """;
        command.Parameters.AddWithValue("$place", place);
        using SqliteDataReader reader = command.ExecuteReader();
        List<StoredParcel> parcels = [];
        while (reader.Read())
            parcels.Add(Read(reader));
        return parcels;
    });

    /// <inheritdoc/>
    public Task SaveAsync(StoredParcel parcel) => database.WriteAsync(connection =>
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = """
            INSERT INTO parcels VALUES ($id, $place, $from_name, $from_key, $to_name, $to_key, $folder, $digest, $name, $files, $bytes, $state, $sent, $expires, $told)
            ON CONFLICT (id) DO UPDATE SET state = $state, sent = $sent, expires = $expires, told = $told;
            """;
        command.Parameters.AddWithValue("$id", (long)parcel.Id);
        command.Parameters.AddWithValue("$place", place);
        command.Parameters.AddWithValue("$from_name", parcel.From.Name);
        command.Parameters.AddWithValue("$from_key", parcel.From.Key.ToArray());
        command.Parameters.AddWithValue("$to_name", parcel.To.Name);
        command.Parameters.AddWithValue("$to_key", parcel.To.Key.ToArray());
        command.Parameters.AddWithValue("$folder", parcel.Folder);
        command.Parameters.AddWithValue("$digest", parcel.Digest.ToArray());
        command.Parameters.AddWithValue("$name", parcel.Name);
        command.Parameters.AddWithValue("$files", parcel.FileCount);
        command.Parameters.AddWithValue("$bytes", parcel.TotalBytes);
        command.Parameters.AddWithValue("$state", (int)parcel.State);
        command.Parameters.AddWithValue("$sent", parcel.Sent);
        command.Parameters.AddWithValue("$expires", parcel.Expires);
        command.Parameters.AddWithValue("$told", parcel.IsTold ? 1 : 0);
        command.ExecuteNonQuery();
    });

    /// <inheritdoc/>
    public Task RemoveAsync(ulong id) => database.WriteAsync(connection =>
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "DELETE FROM parcels WHERE id = $id;";
        command.Parameters.AddWithValue("$id", (long)id);
        command.ExecuteNonQuery();
    });

    private static StoredParcel Read(SqliteDataReader reader) => new()
    {
        Id = (ulong)reader.GetInt64(0),
        From = new ParcelPerson(reader.GetString(1), new Fingerprint(reader.GetFieldValue<byte[]>(2))),
        To = new ParcelPerson(reader.GetString(3), new Fingerprint(reader.GetFieldValue<byte[]>(4))),
        Folder = reader.GetString(5),
        // What is no digest fits to no upload: its half expires.
        Digest = PlanDigest.TryRead(reader.GetFieldValue<byte[]>(6), out PlanDigest digest) ? digest : default,
        Name = reader.GetString(7),
        FileCount = reader.GetInt32(8),
        TotalBytes = reader.GetInt64(9),
        State = (ParcelState)reader.GetInt32(10),
        Sent = reader.GetInt64(11),
        Expires = reader.GetInt64(12),
        IsTold = reader.GetInt64(13) != 0,
    };
}
