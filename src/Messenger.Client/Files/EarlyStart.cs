namespace Messenger.Client.Files;

/// <summary>What begins together with the request for an offer (CTL-XFER-12).</summary>
internal enum EarlyStart
{
    /// <summary>Nothing: it would be of no use.</summary>
    None,

    /// <summary>The connection.</summary>
    Connection,

    /// <summary>The connection, and with it the first chunks are asked for (MSG-5).</summary>
    FirstChunks,
}
