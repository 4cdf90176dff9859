namespace Messenger.Platform;

/// <summary>How a program ended, as scripts see it: the whole table, for both programs.</summary>
public enum ExitCode
{
    /// <summary>Done.</summary>
    Done = 0,

    /// <summary>A failure that no other code names.</summary>
    Failure = 1,

    /// <summary>The command line was wrong.</summary>
    Usage = 2,

    /// <summary>A file, room or user does not exist.</summary>
    NotFound = 3,

    /// <summary>Denied, or the login was refused.</summary>
    Denied = 4,

    /// <summary>No connection; a name look-up that failed or timed out.</summary>
    CannotConnect = 5,

    /// <summary>A time limit passed, or a transfer stalled.</summary>
    Timeout = 6,

    /// <summary>Partly done; the same command resumes it.</summary>
    Partial = 7,

    /// <summary>The content is not what was promised.</summary>
    Integrity = 8,

    /// <summary>The local disk or a local file failed.</summary>
    LocalFile = 9,

    /// <summary>The target exists and policy refuses to touch it.</summary>
    Exists = 10,

    /// <summary>The server's identity is not the one that was pinned.</summary>
    IdentityChanged = 11,

    /// <summary>The peer speaks another protocol or version.</summary>
    Protocol = 12,

    /// <summary>Ended by SIGINT (128 + 2).</summary>
    Interrupted = 130,

    /// <summary>Ended by SIGTERM (128 + 15), or by SIGHUP where nothing is reloaded.</summary>
    Terminated = 143,
}
