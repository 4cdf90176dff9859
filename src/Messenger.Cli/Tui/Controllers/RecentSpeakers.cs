namespace Messenger.Cli.Tui.Controllers;

/// <summary>Who spoke in a conversation lately, whether they are still in it or not.</summary>
internal sealed class RecentSpeakers
{
    private const int Most = 64;
    private readonly List<string> _names = [];

    /// <summary>Their names, the last one first; not cleaned for a terminal.</summary>
    public IEnumerable<string> Names => Enumerable.Reverse(_names);

    /// <summary>Somebody spoke.</summary>
    public void Add(string name)
    {
        if (_names.Count > 0 && _names[^1] == name)
            return;
        _names.Remove(name);
        _names.Add(name);
        if (_names.Count > Most)
            _names.RemoveAt(0);
    }

    /// <summary>Somebody has another name now.</summary>
    public void Rename(string from, string to)
    {
        if (_names.Remove(from))
            Add(to);
    }
}
