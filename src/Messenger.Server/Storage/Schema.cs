using Messenger.Platform;
using Messenger.Platform.Text;
using Microsoft.Data.Sqlite;

namespace Messenger.Server.Storage;

/// <summary>The tables, and the version of them that this build knows.</summary>
internal static class Schema
{
    /// <summary>Counts up with every change of the tables; a change comes with the step from the version before.</summary>
    public const int Version = 5;

    // One a version, from nothing to the last: never changed, only added.
    private static readonly string[] Steps =
    [
        """
        CREATE TABLE names (
            key       TEXT PRIMARY KEY,
            display   TEXT NOT NULL,
            skeleton  TEXT NOT NULL,
            owner     BLOB NOT NULL,
            claimed   INTEGER NOT NULL,
            last_seen INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE hashes (
            path     TEXT PRIMARY KEY,
            device   INTEGER NOT NULL,
            inode    INTEGER NOT NULL,
            size     INTEGER NOT NULL,
            modified INTEGER NOT NULL,
            changed  INTEGER NOT NULL,
            sha256   BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;
        """,
        """
        CREATE TABLE uploads (
            folder TEXT NOT NULL,
            path   TEXT NOT NULL,
            owner  BLOB NOT NULL,
            size   INTEGER NOT NULL,
            PRIMARY KEY (folder, path)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE unfinished_uploads (
            folder  TEXT NOT NULL,
            journal TEXT NOT NULL,
            owner   BLOB NOT NULL,
            size    INTEGER NOT NULL,
            touched INTEGER NOT NULL,
            PRIMARY KEY (folder, journal)
        ) STRICT, WITHOUT ROWID;
        """,
        """
        CREATE TABLE sanctions (
            id      TEXT NOT NULL,
            kind    INTEGER NOT NULL,
            target  TEXT NOT NULL,
            until   INTEGER NOT NULL,
            made_by TEXT NOT NULL,
            reason  TEXT NOT NULL,
            made    INTEGER NOT NULL,
            PRIMARY KEY (id, kind)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE operators (
            id  TEXT PRIMARY KEY,
            who TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE locked_rooms (
            key     TEXT PRIMARY KEY,
            display TEXT NOT NULL,
            topic   TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE house (
            name  TEXT PRIMARY KEY,
            value TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """,
        """
        CREATE TABLE parcels (
            id        INTEGER PRIMARY KEY AUTOINCREMENT,
            place     TEXT NOT NULL,
            from_name TEXT NOT NULL,
            from_key  BLOB NOT NULL,
            to_name   TEXT NOT NULL,
            to_key    BLOB NOT NULL,
            folder    TEXT NOT NULL,
            digest    BLOB NOT NULL,
            name      TEXT NOT NULL,
            files     INTEGER NOT NULL,
            bytes     INTEGER NOT NULL,
            state     INTEGER NOT NULL,
            sent      INTEGER NOT NULL,
            expires   INTEGER NOT NULL,
            told      INTEGER NOT NULL
        ) STRICT;
        """,
        """
        CREATE TABLE keys (
            key   BLOB PRIMARY KEY,
            owner BLOB NOT NULL,
            since INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """,
    ];

    // "msgr": says whose file it is, to file(1) as well.
    private const int ApplicationId = 0x6D736772;

    /// <summary>Makes the tables of a new file, brings those of an older one up to date, and refuses a file that is somebody else's or too new.</summary>
    /// <exception cref="UserError">It is not ours, or newer than this build.</exception>
    /// <exception cref="SqliteException">The file is damaged or cannot be used.</exception>
    public static void Prepare(SqliteConnection connection, string path)
    {
        Execute(connection, "PRAGMA busy_timeout = 2000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;");
        long application = Number(connection, "PRAGMA application_id;");
        long version = Number(connection, "PRAGMA user_version;");
        bool isNew = application == 0 && version == 0 && Number(connection, "SELECT count(*) FROM sqlite_master;") == 0;
        if (!isNew && application != ApplicationId)
            throw new UserError(ExitCode.LocalFile, $"the data file {SafeText.Show(path)} belongs to another program; name another --data directory");
        if (version > Version)
            throw new UserError(ExitCode.LocalFile, $"the data file {SafeText.Show(path)} was written by a newer msgr-server (version {version}, this one knows {Version}); use that one");
        if (version == Version)
            return;
        string steps = string.Concat(Steps.Skip((int)version));
        Execute(connection, $"BEGIN; {steps} PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version}; COMMIT;");
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static long Number(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}
