namespace Messenger.Benchmarks.Chat;

/// <summary>The load on one room.</summary>
internal sealed record ChatLoadOptions
{
    /// <summary>Members of the room, each with a TLS connection of its own.</summary>
    public required int Clients { get; init; }

    /// <summary>How many of them talk.</summary>
    public required int Senders { get; init; }

    /// <summary>Messages of all senders together.</summary>
    public required int Messages { get; init; }

    /// <summary>Characters of a message, at least <see cref="Stamp.Length"/>.</summary>
    public required int Size { get; init; }

    /// <summary>Messages a second of all senders together; 0: as fast as <see cref="Window"/> lets them.</summary>
    public required double Rate { get; init; }

    /// <summary>Messages under way at once: no sender goes on before all members have all but so many.</summary>
    public required int Window { get; init; }
}
