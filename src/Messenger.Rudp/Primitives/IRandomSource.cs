using System.Security.Cryptography;

namespace Messenger.Rudp;

/// <summary>Where the engine takes its randomness from: nonces, challenges, skipped packet numbers.</summary>
public interface IRandomSource
{
    /// <summary>Fills the span with random bytes.</summary>
    /// <param name="destination">Any length.</param>
    void Fill(Span<byte> destination);
}

/// <summary>The operating system's cryptographic randomness: the only source for real use.</summary>
public sealed class SystemRandomSource : IRandomSource
{
    /// <summary>The one instance.</summary>
    public static SystemRandomSource Instance { get; } = new();

    private SystemRandomSource()
    {
    }

    /// <inheritdoc/>
    public void Fill(Span<byte> destination) => RandomNumberGenerator.Fill(destination);
}
