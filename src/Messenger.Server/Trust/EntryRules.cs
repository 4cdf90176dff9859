namespace Messenger.Server.Trust;

/// <summary>Who may enter.</summary>
internal enum Access
{
    /// <summary>Whoever comes.</summary>
    Open,

    /// <summary>Who knows the join secret.</summary>
    Secret,

    /// <summary>Keys that have a name on this server, and operators.</summary>
    Listed,
}

/// <summary>Whose a name is.</summary>
internal enum NamePolicy
{
    /// <summary>The first key's that takes it.</summary>
    Claimed,

    /// <summary>Whose the keeper says.</summary>
    Listed,

    /// <summary>Whoever's is online with it: nothing is stored, and a name says nothing about who it is.</summary>
    Open,
}

/// <summary>How the keeper wants the door to be.</summary>
internal sealed record EntryRules
{
    /// <summary>Who may enter.</summary>
    public Access Access { get; init; }

    /// <summary>What proves the secret, where one is asked for.</summary>
    public JoinLock? Lock { get; init; }

    /// <summary>Whose a name is.</summary>
    public NamePolicy Names { get; init; }

    /// <summary>Who may put files into the library, or beside it.</summary>
    public Audience Uploads { get; init; } = Audience.Everyone;

    /// <summary>Who may send files to one person.</summary>
    public Audience Sends { get; init; } = Audience.Everyone;

    /// <summary>Who may take files out of the library.</summary>
    public Audience Downloads { get; init; } = Audience.Everyone;

    /// <summary>Wrong secrets from this machine itself make it wait too.</summary>
    public bool CountLoopback { get; init; }
}
