using Messenger.Platform.Identity;
using Messenger.Server.Files.Uploads;
using Microsoft.Data.Sqlite;

namespace Messenger.Server.Storage;

/// <summary>What was put into one folder of uploads, in the data file.</summary>
/// <param name="database">The data file.</param>
/// <param name="folder">The folder's full path: another folder has its own books.</param>
internal sealed class UploadStore(ServerDatabase database, string folder) : IUploadStore
{
    /// <inheritdoc/>
    public List<StoredFile> LoadFiles() => database.Read(connection =>
    {
        using SqliteCommand command = Command(connection, "SELECT path, owner, size FROM uploads WHERE folder = $folder;");
        using SqliteDataReader reader = command.ExecuteReader();
        List<StoredFile> files = [];
        while (reader.Read())
            files.Add(new StoredFile(reader.GetString(0), new Fingerprint(reader.GetFieldValue<byte[]>(1)), reader.GetInt64(2)));
        return files;
    });

    /// <inheritdoc/>
    public List<UnfinishedUpload> LoadUnfinished() => database.Read(connection =>
    {
        using SqliteCommand command = Command(connection, "SELECT journal, owner, size, touched FROM unfinished_uploads WHERE folder = $folder;");
        using SqliteDataReader reader = command.ExecuteReader();
        List<UnfinishedUpload> uploads = [];
        while (reader.Read())
            uploads.Add(new UnfinishedUpload(reader.GetString(0), new Fingerprint(reader.GetFieldValue<byte[]>(1)), reader.GetInt64(2), reader.GetInt64(3)));
        return uploads;
    });

    /// <inheritdoc/>
    public Task SaveAsync(UnfinishedUpload upload) => database.WriteAsync(connection =>
    {
        using SqliteCommand command = Command(connection, "INSERT OR REPLACE INTO unfinished_uploads VALUES ($folder, $journal, $owner, $size, $touched);");
        command.Parameters.AddWithValue("$journal", upload.Journal);
        command.Parameters.AddWithValue("$owner", upload.Owner.ToArray());
        command.Parameters.AddWithValue("$size", upload.Size);
        command.Parameters.AddWithValue("$touched", upload.Touched);
        command.ExecuteNonQuery();
    });

    /// <inheritdoc/>
    public Task FinishAsync(string journal, IReadOnlyList<StoredFile> files) => database.WriteAsync(connection =>
    {
        using SqliteCommand over = Command(connection, "DELETE FROM unfinished_uploads WHERE folder = $folder AND journal = $journal;");
        over.Parameters.AddWithValue("$journal", journal);
        over.ExecuteNonQuery();
        using SqliteCommand command = Command(connection, "INSERT OR REPLACE INTO uploads VALUES ($folder, $path, $owner, $size);");
        SqliteParameter path = command.Parameters.Add("$path", SqliteType.Text);
        SqliteParameter owner = command.Parameters.Add("$owner", SqliteType.Blob);
        SqliteParameter size = command.Parameters.Add("$size", SqliteType.Integer);
        foreach (StoredFile file in files)
        {
            (path.Value, owner.Value, size.Value) = (file.Path, file.Owner.ToArray(), file.Size);
            command.ExecuteNonQuery();
        }
    }, 1 + files.Count);

    /// <inheritdoc/>
    public Task RemoveAsync(IReadOnlyList<string> paths) => database.WriteAsync(connection =>
    {
        using SqliteCommand command = Command(connection, "DELETE FROM uploads WHERE folder = $folder AND path = $path;");
        SqliteParameter gone = command.Parameters.Add("$path", SqliteType.Text);
        foreach (string path in paths)
        {
            gone.Value = path;
            command.ExecuteNonQuery();
        }
    }, paths.Count);

    private SqliteCommand Command(SqliteConnection connection, string sql)
    {
        SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$folder", folder);
        return command;
    }
}
