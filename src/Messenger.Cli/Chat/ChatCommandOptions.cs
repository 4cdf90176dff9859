using Messenger.Platform;
using Messenger.Platform.Text;

namespace Messenger.Cli.Chat;

/// <summary>How a chat looks.</summary>
internal enum ChatMode
{
    /// <summary>As the streams allow: the full screen on a terminal, plain lines elsewhere.</summary>
    Automatic,

    /// <summary>Lines above, one line to type in below.</summary>
    Line,

    /// <summary>Lines in, lines out.</summary>
    Plain,

    /// <summary>Objects in, objects out.</summary>
    JsonLines,
}

/// <summary>What <c>msgr chat</c> needs.</summary>
/// <param name="Room">A room to enter and to begin in; null: the lobby.</param>
/// <param name="Mode">How it looks.</param>
/// <param name="OnlyNew">What was said before one came is not shown.</param>
internal sealed record ChatCommandOptions(string? Room, ChatMode Mode, bool OnlyNew = false)
{
    /// <summary>From what was typed.</summary>
    /// <exception cref="UserError">It makes no sense; <see cref="ExitCode.Usage"/>.</exception>
    public static ChatCommandOptions Of(string? room, bool line, bool plain, bool jsonLines, string? since = null)
    {
        if (since is not (null or "now"))
            throw new UserError(ExitCode.Usage, $"--since cannot be '{SafeText.Show(since)}'; it takes now");
        if (since is not null && !(line || plain || jsonLines))
            throw new UserError(ExitCode.Usage, "--since goes with --jsonl, --plain or --line; the full screen shows what was said before");
        if ((line && plain) || (line && jsonLines) || (plain && jsonLines))
            throw new UserError(ExitCode.Usage, $"{(line ? "--line" : "--plain")} and {(jsonLines ? "--jsonl" : "--plain")} exclude each other; give one of them");
        if (room is not null && string.IsNullOrWhiteSpace(room))
            throw new UserError(ExitCode.Usage, "--room is empty; give the name of a room");
        return new(room, jsonLines ? ChatMode.JsonLines : plain ? ChatMode.Plain : line ? ChatMode.Line : ChatMode.Automatic, since is not null);
    }
}
