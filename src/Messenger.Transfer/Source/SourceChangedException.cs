namespace Messenger.Transfer.Source;

/// <summary>A source file is not what the plan says any more. Its message is one sentence for people.</summary>
/// <param name="path">The file.</param>
public sealed class SourceChangedException(string path) : IOException($"'{path}' changed while it was sent.")
{
    /// <summary>The file.</summary>
    public string Path { get; } = path;
}
