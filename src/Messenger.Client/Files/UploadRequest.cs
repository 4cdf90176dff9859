namespace Messenger.Client.Files;

/// <summary>An upload as a person asked for it.</summary>
public sealed record UploadRequest : TransferRequest
{
    /// <summary>Files and folders of this machine, 1 to 256.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>
    /// What <c>--as</c> says: the name on the server for one path, <c>/</c> between its folders; for several paths, or with a trailing <c>/</c>, the folder
    /// that they go into. Null: their own names.
    /// </summary>
    public string? As { get; init; }

    /// <summary>The person for whom the files are; empty: for the server's library.</summary>
    public string To { get; init; } = "";
}
