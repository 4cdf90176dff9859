using System.Collections;

namespace Messenger.Client.Files;

/// <summary>Paths below a folder, each made when it is asked for: of ten thousand files that were fetched most often none is shown.</summary>
internal sealed class PathsBelow(string folder, IReadOnlyList<string> relative) : IReadOnlyList<string>
{
    /// <inheritdoc/>
    public int Count => relative.Count;

    /// <inheritdoc/>
    public string this[int index] => Path.Combine(folder, relative[index]);

    /// <inheritdoc/>
    public IEnumerator<string> GetEnumerator() => relative.Select(path => Path.Combine(folder, path)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
