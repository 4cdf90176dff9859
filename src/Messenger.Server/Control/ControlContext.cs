using Messenger.Contracts.Control;
using Messenger.Server.Chat;
using Messenger.Server.Files;
using Messenger.Server.Trust;
using Microsoft.Extensions.Logging;

namespace Messenger.Server.Control;

/// <summary>What every control connection of a server shares.</summary>
internal sealed record ControlContext
{
    /// <summary>The door to the chat.</summary>
    public required ChatGate Gate { get; init; }

    /// <summary>Bounds of a connection; other ones from now on, where they are set while the server runs.</summary>
    public ControlLimits Limits { get; set; } = new();

    /// <summary>Keeps names that were taken.</summary>
    public required INameStore Names { get; init; }

    /// <summary>Who may what.</summary>
    public required OperatorDesk Operators { get; init; }

    /// <summary>Which keys are whose.</summary>
    public required IdentityDesk Identities { get; init; }

    /// <summary>The library and its transfers.</summary>
    public required FileService Files { get; init; }

    /// <summary>The data connections.</summary>
    public required DataConnections Data { get; init; }

    /// <summary>The first frame for everybody; another one from the next connection on, where it is set while the server runs.</summary>
    public required Welcome Welcome { get; set; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>The log.</summary>
    public required ILogger Log { get; init; }
}

/// <summary>Keeps names that were taken, beyond the life of the server.</summary>
internal interface INameStore
{
    /// <summary>Keeps a claim; when the task is done, it survives the process.</summary>
    Task SaveAsync(NameClaim claim);
}
