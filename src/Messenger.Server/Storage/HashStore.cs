using Messenger.Server.Files;
using Messenger.Transfer.Rooted;
using Microsoft.Data.Sqlite;

namespace Messenger.Server.Storage;

/// <summary>SHA-256 of files in the data file: one a path, for the state that the file was in.</summary>
internal sealed class HashStore(ServerDatabase database) : IHashStore
{
    /// <inheritdoc/>
    public byte[]? Find(string path, FileIdentity identity) => database.Read(connection =>
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = """
            SELECT sha256 FROM hashes WHERE path = $path AND device = $device AND inode = $inode
                AND size = $size AND modified = $modified AND changed = $changed;
            """;
        Bind(command, path, identity);
        return (byte[]?)command.ExecuteScalar();
    });

    /// <inheritdoc/>
    public void Save(string path, FileIdentity identity, byte[] sha256) => _ = database.WriteAsync(connection =>
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "INSERT OR REPLACE INTO hashes VALUES ($path, $device, $inode, $size, $modified, $changed, $sha256);";
        Bind(command, path, identity);
        command.Parameters.AddWithValue("$sha256", sha256);
        command.ExecuteNonQuery();
    }, isDispensable: true);

    private static void Bind(SqliteCommand command, string path, FileIdentity identity)
    {
        command.Parameters.AddWithValue("$path", path);
        command.Parameters.AddWithValue("$device", (long)identity.Device);
        command.Parameters.AddWithValue("$inode", (long)identity.Inode);
        command.Parameters.AddWithValue("$size", identity.Size);
        command.Parameters.AddWithValue("$modified", identity.Modified);
        command.Parameters.AddWithValue("$changed", identity.Changed);
    }
}
