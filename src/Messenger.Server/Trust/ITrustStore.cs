using Messenger.Server.Chat;

namespace Messenger.Server.Trust;

/// <summary>Keeps what operators decide, beyond the life of the server. When a task is done, it survives the process.</summary>
internal interface ITrustStore
{
    /// <summary>Keeps a ban or a mute, in the place of that of the same kind and target.</summary>
    Task SaveAsync(Sanction sanction);

    /// <summary>Forgets one.</summary>
    Task RemoveAsync(SanctionKind kind, Target target);

    /// <summary>Keeps an operator, or forgets one.</summary>
    Task SaveOperatorAsync(Target who, bool isOne);

    /// <summary>Keeps a locked room with its topic; forgets one that is not locked any more.</summary>
    Task SaveRoomAsync(Room room);

    /// <summary>Keeps a name that was given to a key.</summary>
    Task SaveNameAsync(NameClaim claim);

    /// <summary>Forgets whose a name is.</summary>
    Task RemoveNameAsync(NameClaim claim);

    /// <summary>Keeps whose a key is; forgets one that is its own owner.</summary>
    Task SaveKeyAsync(KeyLink link);

    /// <summary>Keeps whether newcomers are let in.</summary>
    Task SaveClosedAsync(bool closed);
}
