using System.Net;
using System.Net.Sockets;

namespace Messenger.Server.Trust;

/// <summary>Who has guessed wrongly, and how long they wait before they are heard again: a second after the fifth time, twice as long after each further one.</summary>
internal sealed class WrongGuesses
{
    /// <summary>Wrong guesses that cost no wait: a person types a secret wrongly now and then.</summary>
    public const int Free = 4;

    /// <summary>Addresses and names that are remembered; then the one that was quiet longest is forgotten.</summary>
    public const int Most = 10_000;

    /// <summary>The longest wait.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan Memory = TimeSpan.FromHours(1);

    private readonly Dictionary<string, (int Count, long Last)> _wrong = new(StringComparer.Ordinal);

    /// <summary>How long somebody still waits.</summary>
    /// <param name="who">An address's or a name's id; null: nobody who is counted.</param>
    /// <param name="now">Unix milliseconds.</param>
    public TimeSpan Wait(string? who, long now)
    {
        if (who is null || !_wrong.TryGetValue(who, out (int Count, long Last) wrong) || wrong.Count <= Free)
            return TimeSpan.Zero;
        double wait = Math.Min(LongestWait.TotalSeconds, Math.Pow(2, Math.Min(30, wrong.Count - Free - 1)));
        double passed = Math.Max(0, now - wrong.Last) / 1_000.0;
        return TimeSpan.FromSeconds(Math.Max(0, wait - passed));
    }

    /// <summary>Somebody guessed wrongly.</summary>
    public void Add(string? who, long now)
    {
        if (who is null)
            return;
        int before = _wrong.TryGetValue(who, out (int Count, long Last) wrong) && now - wrong.Last < Memory.TotalMilliseconds ? wrong.Count : 0;
        if (_wrong.Count >= Most && !_wrong.ContainsKey(who))
            _wrong.Remove(_wrong.MinBy(entry => entry.Value.Last).Key);
        _wrong[who] = (before + 1, now);
    }

    /// <summary>Somebody guessed rightly.</summary>
    public void Forget(string? who)
    {
        if (who is not null)
            _wrong.Remove(who);
    }

    /// <summary>What an address counts as: itself, or its /64; null where it does not count.</summary>
    /// <param name="address">The address.</param>
    /// <param name="countLoopback">This machine's own counts too.</param>
    public static string? IdOf(IPAddress? address, bool countLoopback)
    {
        if (address is null || (IPAddress.IsLoopback(address) && !countLoopback))
            return null;
        address = Target.Plain(address);
        return address.AddressFamily == AddressFamily.InterNetwork ? $"{address}" : Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8));
    }

    /// <summary>What a name counts as.</summary>
    public static string IdOf(string nameKey) => "@" + nameKey;
}
