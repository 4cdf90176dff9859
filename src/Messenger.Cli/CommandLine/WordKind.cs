namespace Messenger.Cli.CommandLine;

/// <summary>What a word or value names: where completion finds what it may be.</summary>
internal enum WordKind
{
    /// <summary>Nothing that is known beforehand.</summary>
    Anything,

    /// <summary>One of the values that are listed with the option or command.</summary>
    Listed,

    /// <summary>A command of msgr.</summary>
    Command,

    /// <summary>A server that was met.</summary>
    Server,

    /// <summary>A room of the server.</summary>
    Room,

    /// <summary>Somebody who is online.</summary>
    User,

    /// <summary>A file or folder of the server's library.</summary>
    LibraryFile,

    /// <summary>A file or folder of this machine.</summary>
    LocalPath,
}
