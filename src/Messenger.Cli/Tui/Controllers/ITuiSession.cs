using Messenger.Cli.Chat;
using Messenger.Client.Chat;
using Messenger.Client.Session;
using Messenger.Client.Settings;
using Messenger.Platform.Identity;

namespace Messenger.Cli.Tui.Controllers;

/// <summary>A session that the screen has begun.</summary>
internal interface ITuiSession : IAsyncDisposable
{
    /// <summary>What it can do and what happens in it.</summary>
    IChatLink Link { get; }

    /// <summary>The server.</summary>
    ServerAddress Server { get; }

    /// <summary>The login went well: the next program begins with this server and name.</summary>
    void Remember();

    /// <summary>How far the user had read when the last session ended; see <see cref="ReadMarks"/>.</summary>
    /// <param name="user">The user's name on the server.</param>
    IReadOnlyDictionary<BufferKey, LogPlace> ReadBefore(string user);

    /// <summary>Keeps how far the user has read, for the next session.</summary>
    /// <param name="user">The user's name on the server.</param>
    /// <param name="marks">How far.</param>
    void KeepRead(string user, IReadOnlyDictionary<BufferKey, LogPlace> marks);
}

/// <summary>Where sessions come from.</summary>
internal interface ITuiSessions
{
    /// <summary>The server to begin with, as a person writes it.</summary>
    string Host { get; }

    /// <summary>The name to begin with; empty where nobody knows one.</summary>
    string User { get; }

    /// <summary>Both were said, or are known from the last time: there is nothing to ask.</summary>
    bool IsChosen { get; }

    /// <summary>The room to talk in at first, as it was typed; null: the lobby.</summary>
    string? Room { get; }

    /// <summary>The servers that were met before.</summary>
    IReadOnlyList<string> Recent { get; }

    /// <summary>Begins a session; how it goes is told by its events.</summary>
    /// <param name="login">Where, and as whom.</param>
    /// <param name="note">Takes a sentence for the person, from any thread.</param>
    /// <exception cref="Platform.UserError">Host or name make no sense.</exception>
    ITuiSession Start(LoginChoice login, Action<string> note);
}

/// <summary>What the person has chosen to log in with.</summary>
/// <param name="Host">The server, as a person writes it.</param>
/// <param name="User">The name.</param>
/// <param name="Secret">What was typed to open the server; null: what is known of it already.</param>
internal sealed record LoginChoice(string Host, string User, JoinSecret? Secret = null);
