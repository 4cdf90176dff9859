namespace Messenger.Cli.Chat;

/// <summary>A command of the chat's line.</summary>
/// <param name="Name">With its slash.</param>
/// <param name="Words">What goes behind it.</param>
/// <param name="Help">What it does.</param>
internal sealed record SlashCommand(string Name, string Words, string Help)
{
    private static readonly IReadOnlyList<SlashCommand> Known =
    [
        new("/help", "[COMMAND]", "this list, or one command"),
        new("/msg", "NAME TEXT", "say something to one person"),
        new("/query", "[NAME [TEXT]]", "talk to one person from now on; without a name, back to the lobby"),
        new("/me", "TEXT", "do something: * ada waves"),
        new("/join", "ROOM", "enter a room and talk there from now on"),
        new("/part", "[ROOM]", "leave a room"),
        new("/rooms", "", "which rooms there are"),
        new("/who", "[ROOM]", "who is in a room"),
        new("/whois", "NAME", "about one person"),
        new("/topic", "[TEXT]", "the topic of this room, or set it"),
        new("/files", "[PATTERN]", "which files the server has"),
        new("/get", "NAME... [-o PATH] [--tcp|--udp] [--if-exists POLICY]", "download, while the chat goes on; POLICY is skip, resume, rename or overwrite") { ScreenWords = "NAME... [-o PATH] [--tcp|--udp] [--if-exists POLICY] [--ask-at 50%]" },
        new("/transfers", "", "downloads and uploads, and how far they are") { ScreenOnly = true },
        new("/pause", "[N]", "pause a transfer, or all"),
        new("/resume", "[N]", "let it go on"),
        new("/limit", "[N] RATE", "at most so many bytes a second: 500k, 1.5M; off: no bound"),
        new("/stop", "[N]", "end it; what came is kept"),
        new("/put", "PATH... [--as NAME] [--tcp|--udp] [--if-exists POLICY]", "put files on the server, while the chat goes on; POLICY is skip, rename or overwrite") { ScreenWords = "[PATH... [--as NAME] [--tcp|--udp] [--if-exists POLICY]]" },
        new("/send", "NAME PATH... [--tcp|--udp]", "send files to one person, who may be away"),
        new("/inbox", "", "what others have sent to you, and you to others"),
        new("/accept", "N [-o PATH] [--tcp|--udp] [--if-exists POLICY]", "fetch parcel N"),
        new("/refuse", "N", "refuse parcel N, or take it back"),
        new("/nick", "NAME", "have another name from now on; the one before stays yours"),
        new("/away", "[REASON]", "go away; without a reason, come back"),
        new("/ignore", "[NAME]", "hide what somebody says, or show it again") { ScreenOnly = true },
        new("/search", "[TEXT]", "look for a text in this buffer; again without one: further up") { ScreenOnly = true },
        new("/save", "FILE", "write this buffer to a file") { ScreenOnly = true },
        new("/clear", "", "empty this buffer") { ScreenOnly = true },
        new("/close", "", "close this buffer; a room is left") { ScreenOnly = true },
        new("/mouse", "", "the mouse chooses names and buffers, or selects text again") { ScreenOnly = true },
        new("/logout", "", "leave this server and log in elsewhere") { ScreenOnly = true },
        new("/ping", "", "how far away the server is"),
        new("/quit", "[REASON]", "leave the chat"),
        new("/kick", "NAME [REASON]", "operators: end somebody's sessions") { Operators = true },
        new("/ban", "WHO [DURATION] [REASON]", "operators: keep a name, key, address or network out, for 2h, 7d ...") { Operators = true },
        new("/unban", "WHO", "operators: let it in again") { Operators = true },
        new("/bans", "", "operators: who is kept out") { Operators = true },
        new("/mute", "WHO [DURATION] [REASON]", "operators: let somebody read and not speak") { Operators = true },
        new("/unmute", "WHO", "operators: let somebody speak again") { Operators = true },
        new("/mutes", "", "operators: who may not speak") { Operators = true },
        new("/lock", "ROOM [TOPIC]", "operators: nobody else sets the room's topic") { Operators = true },
        new("/unlock", "ROOM", "operators: everybody in the room sets it again") { Operators = true },
        new("/newcomers", "on|off", "operators: whether new keys are let in") { Operators = true },
        new("/sessions", "[WHO]", "operators: who is connected, from where, how fast") { Operators = true },
        new("/operators", "", "operators: who they are") { Operators = true },
    ];

    /// <summary>What line mode and plain mode know, in the order of /help.</summary>
    public static IReadOnlyList<SlashCommand> All { get; } = [.. Known.Where(c => !c.ScreenOnly)];

    /// <summary>What the full screen knows, in the order of /help.</summary>
    public static IReadOnlyList<SlashCommand> OnScreen { get; } = [.. Known.Select(c => c.ScreenWords is null ? c : c with { Words = c.ScreenWords })];

    /// <summary>Only a full screen can do it.</summary>
    public bool ScreenOnly { get; init; }

    /// <summary>The server lets its operators alone do it.</summary>
    public bool Operators { get; init; }

    /// <summary>What goes behind it on a full screen, where that is more.</summary>
    private string? ScreenWords { get; init; }

    /// <summary>The line of /help.</summary>
    public string Synopsis => $"{Name} {Words}".TrimEnd();
}
