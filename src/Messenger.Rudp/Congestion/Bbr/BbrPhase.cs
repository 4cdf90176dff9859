namespace Messenger.Rudp.Congestion.Bbr;

/// <summary>Where a flow is in its life (draft-ietf-ccwg-bbr section 4.3).</summary>
internal enum BbrPhase
{
    /// <summary>Doubles each round until the path delivers no more.</summary>
    Startup,

    /// <summary>Empties the queue that start-up made.</summary>
    Drain,

    /// <summary>A little slower than the path, so that others find room and the queue is empty.</summary>
    Down,

    /// <summary>As fast as the path.</summary>
    Cruise,

    /// <summary>Fills the pipe for one round, so that what follows measures the path and not the filling.</summary>
    Refill,

    /// <summary>Faster than the path: is there more?</summary>
    Up,

    /// <summary>Nearly still for a moment: how short is the path without a queue of ours?</summary>
    ProbeRtt,
}
