using Messenger.Contracts.Chat;

namespace Messenger.Client.Chat;

/// <summary>Who is in a room, kept from pages and deltas; bounded, since a server may lie.</summary>
internal sealed class MemberList
{
    // More than any server here lets in; a lying one cannot fill the memory.
    private const int MaxMembers = 100_000;

    private readonly Dictionary<string, Member> _members = new(StringComparer.OrdinalIgnoreCase);
    private int _announced;

    /// <summary>All pages have come.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>How many are in the room: as the server said, until all pages are here.</summary>
    public int Count => IsWhole ? _members.Count : Math.Max(_announced, _members.Count);

    /// <summary>A new list begins with its first page.</summary>
    public void Begin(IReadOnlyList<Member> firstPage, int announced)
    {
        _members.Clear();
        _announced = Math.Max(0, announced);
        AddPage(firstPage, more: firstPage.Count < announced);
    }

    /// <summary>Another page.</summary>
    public void AddPage(IReadOnlyList<Member> page, bool more)
    {
        foreach (var member in page)
            Set(member);
        IsWhole = !more;
    }

    public void Set(Member member)
    {
        if (_members.Count < MaxMembers || _members.ContainsKey(member.Name))
            _members[member.Name] = member;
    }

    public void Remove(string name) => _members.Remove(name);

    public Member[] ByName() => [.. _members.Values.OrderBy(member => member.Name, StringComparer.OrdinalIgnoreCase)];
}
