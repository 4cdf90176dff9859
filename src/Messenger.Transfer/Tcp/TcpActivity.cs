namespace Messenger.Transfer.Tcp;

/// <summary>When something last came and went, for stalls and heartbeats.</summary>
internal sealed class TcpActivity(TimeProvider time, TimeSpan idleLimit)
{
    // A peer may wait for a disk or a person; a third of the usual limit keeps it alive with one lost heartbeat to spare.
    private static readonly TimeSpan HeartbeatEvery = TimeSpan.FromSeconds(10);
    private long _read = time.GetTimestamp();
    private long _written = time.GetTimestamp();
    private long _writingSince;

    /// <summary>How often it is worth looking.</summary>
    public TimeSpan Period => idleLimit / 4 < HeartbeatEvery / 2 ? idleLimit / 4 : HeartbeatEvery / 2;

    /// <summary>Nothing came for too long, or what is sent is not taken (MSG-2).</summary>
    public bool IsStalled
    {
        get
        {
            long writing = Volatile.Read(ref _writingSince);
            return time.GetElapsedTime(Volatile.Read(ref _read)) > idleLimit || (writing != 0 && time.GetElapsedTime(writing) > idleLimit);
        }
    }

    public bool IsHeartbeatDue => Volatile.Read(ref _writingSince) == 0 && time.GetElapsedTime(Volatile.Read(ref _written)) >= HeartbeatEvery;

    public void OnRead() => Volatile.Write(ref _read, time.GetTimestamp());

    public void OnWriting() => Volatile.Write(ref _writingSince, Math.Max(1, time.GetTimestamp()));

    public void OnWritten()
    {
        Volatile.Write(ref _writingSince, 0);
        Volatile.Write(ref _written, time.GetTimestamp());
    }
}
