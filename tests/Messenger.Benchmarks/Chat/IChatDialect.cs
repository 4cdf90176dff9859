namespace Messenger.Benchmarks.Chat;

/// <summary>What a received unit of a protocol means to the load.</summary>
internal enum Received
{
    /// <summary>Nothing.</summary>
    Other,

    /// <summary>The member is in the room.</summary>
    Entered,

    /// <summary>A message of the room.</summary>
    Message,

    /// <summary>The server waits for <see cref="IChatDialect.Answer"/>.</summary>
    Question,

    /// <summary>The server refuses; <see cref="IChatDialect.Explain"/> says why.</summary>
    Refused,
}

/// <summary>One chat protocol, as far as the load speaks it.</summary>
internal interface IChatDialect
{
    /// <summary>The ALPN protocol, or null.</summary>
    string? Protocol { get; }

    /// <summary>Whether a client shows a certificate of its own.</summary>
    bool NeedsCertificate { get; }

    /// <summary>Whether the sender gets its own message too.</summary>
    bool EchoesOwn { get; }

    /// <summary>What a client says first: login and the way into the room.</summary>
    byte[] Enter(string name);

    /// <summary>A message for the room.</summary>
    byte[] Say(string text);

    /// <summary>The answer to a <see cref="Received.Question"/>.</summary>
    byte[] Answer(ReadOnlySpan<byte> unit);

    /// <summary>What a <see cref="Received.Refused"/> says.</summary>
    string Explain(ReadOnlySpan<byte> unit);

    /// <summary>Cuts one unit from what was received.</summary>
    /// <param name="received">Bytes from the beginning of a unit.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="meaning">What it means.</param>
    /// <returns>False where it is not whole yet.</returns>
    bool TryRead(ReadOnlySpan<byte> received, out int length, out Received meaning);
}
