namespace Messenger.Cli.Chat;

/// <summary>A command of the chat's line.</summary>
/// <param name="Name">With its slash.</param>
/// <param name="Words">What goes behind it.</param>
/// <param name="Help">What it does.</param>
internal sealed record SlashCommand(string Name, string Words, string Help)
{
    /// <summary>All of them, in the order of /help.</summary>
    public static IReadOnlyList<SlashCommand> All { get; } =
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
        new("/get", "NAME... [-o PATH] [--tcp|--udp]", "download, while the chat goes on"),
        new("/away", "[REASON]", "go away; without a reason, come back"),
        new("/ping", "", "how far away the server is"),
        new("/quit", "[REASON]", "leave the chat"),
    ];

    /// <summary>The line of /help.</summary>
    public string Synopsis => $"{Name} {Words}".TrimEnd();
}
