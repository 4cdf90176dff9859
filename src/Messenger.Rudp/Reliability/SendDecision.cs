namespace Messenger.Rudp.Reliability;

/// <summary>What may leave now (RUDP-CC-7).</summary>
internal enum SendDecision : byte
{
    /// <summary>Nothing: the table of sent packets is full.</summary>
    Blocked,

    /// <summary>Only what needs no acknowledgement: the window is full.</summary>
    AckOnly,

    /// <summary>The same until the pacer says so.</summary>
    Paced,

    /// <summary>Everything.</summary>
    Any,

    /// <summary>Everything, whatever the window and the pacer say: a probe.</summary>
    Probe,
}
