using Microsoft.Data.Sqlite;

namespace Messenger.Server.Storage;

/// <summary>A change of the data file.</summary>
/// <param name="Write">Writes to the connection, in a transaction.</param>
/// <param name="Rows">Rows that it holds in memory until it is written.</param>
/// <param name="IsDispensable">It is good to have, and nobody misses it: the first to be forgotten where there is no room.</param>
internal sealed record Change(Action<SqliteConnection> Write, int Rows, bool IsDispensable);

/// <summary>Changes that are to be written, in the order in which they were made.</summary>
/// <param name="mostRows">Rows that they may hold together; the newest change stays, whatever it holds.</param>
internal sealed class ChangeQueue(int mostRows)
{
    private readonly List<Change> _changes = [];
    private long _rows;

    /// <summary>The changes, oldest first.</summary>
    public IReadOnlyList<Change> All => _changes;

    /// <summary>Takes a change in.</summary>
    public void Add(Change change)
    {
        _changes.Add(change);
        _rows += change.Rows;
    }

    /// <summary>The oldest are written, or never will be.</summary>
    public void RemoveFirst(int count)
    {
        for (int i = 0; i < count; i++)
            _rows -= _changes[i].Rows;
        _changes.RemoveRange(0, count);
    }

    /// <summary>Forgets what is too much: what is dispensable, then the oldest, for what is newest is most likely still true.</summary>
    /// <returns>How many were forgotten.</returns>
    public int Bound()
    {
        int before = _changes.Count;
        Forget(static change => change.IsDispensable);
        Forget(static _ => true);
        return before - _changes.Count;
    }

    private void Forget(Predicate<Change> may)
    {
        if (_rows <= mostRows)
            return;
        Change newest = _changes[^1];
        _changes.RemoveAll(change =>
        {
            if (_rows <= mostRows || ReferenceEquals(change, newest) || !may(change))
                return false;
            _rows -= change.Rows;
            return true;
        });
    }
}
