namespace Messenger.Contracts.Tests.Hostile;

/// <summary>
/// The bodies of <c>tests/Messenger.Fuzz/Corpus/control</c>: <c>client-</c> or <c>server-</c> for who sends it, then <c>ok-</c>,
/// <c>unknown-</c> or <c>bad-</c> for what becomes of it, then what it is.
/// </summary>
public static class Corpus
{
    internal static readonly (string Name, byte[] Body, bool Client)[] Bodies =
    [
        .. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Corpus", "control"), "*.bin").Order(StringComparer.Ordinal)
            .Select(f => (Path.GetFileNameWithoutExtension(f), File.ReadAllBytes(f), Path.GetFileName(f).StartsWith("client-", StringComparison.Ordinal))),
    ];

    public static TheoryData<string> Names => [.. Bodies.Select(b => b.Name)];
}
