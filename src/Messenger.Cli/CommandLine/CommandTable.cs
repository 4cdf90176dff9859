namespace Messenger.Cli.CommandLine;

/// <summary>All commands and options of <c>msgr</c>.</summary>
internal static class CommandTable
{
    /// <summary>The options that every command takes, before or after its name.</summary>
    public static IReadOnlyList<OptionSpec> Global { get; } =
    [
        new("host", "HOST[:PORT]", "server; default: MSGR_HOST, then the last one, then localhost"),
        new("user", "NAME", "your name; default: MSGR_USER, then the last one, then the login name"),
        new("fingerprint", "FP", "connect only to the server whose key has this fingerprint"),
        new("verbose", null, "with an error, also where it came from", 'v'),
        new("version", null, "version, commit and the OpenSSL that is linked in", 'V'),
        new("help", null, "this text", 'h'),
    ];

    /// <summary>The commands, in the order of help.</summary>
    public static IReadOnlyList<CommandSpec> All { get; } =
    [
        new("chat", "", "talk: the lobby, other rooms, private messages")
        {
            Options =
            [
                new("room", "ROOM", "enter this room as well and begin there"),
                new("line", null, "no full screen: lines above, one line to type in below"),
                new("plain", null, "no colours and no editing: lines in, lines out"),
                new("jsonl", null, "one JSON object a line, both ways: a bot kit"),
            ],
            Notes =
            [
                "On a terminal it takes the whole screen; F1 there says what can be done. From a pipe, each line is said in the room, and the end of the input leaves.",
            ],
            Examples =
            [
                ("msgr chat --host chat.example.org --user ada", "come in"),
                ("uptime | msgr chat --room ops", "say what a command prints"),
                ("msgr chat --jsonl < requests | jq .text", "a bot"),
            ],
        },
        new("say", "TEXT...", "say one thing and leave")
        {
            FewestWords = 1,
            MostWords = int.MaxValue,
            Options =
            [
                new("to", "NAME", "to this person alone"),
                new("room", "ROOM", "in this room; default: the lobby"),
                new("me", null, "as something done: * ada waves"),
            ],
            Notes = ["The words are joined by spaces. TEXT - reads standard input: one message, cut between lines where it is too long for one."],
            Examples =
            [
                ("msgr say the build is green", "in the lobby"),
                ("msgr say --to bob lunch?", "to bob alone"),
                ("make 2>&1 | tail -5 | msgr say --room ops -", "what a command printed"),
                ("msgr say -- --not-an-option", "-- ends the options"),
            ],
        },
        new("users", "", "who is there")
        {
            Options = [new("room", "ROOM", "only those in this room"), Json],
            Examples = [("msgr users", "one name a line")],
        },
        new("rooms", "", "which rooms there are")
        {
            Options = [Json],
            Examples = [("msgr rooms", "room, people, topic")],
        },
        new("whois", "NAME", "what the server knows about a person")
        {
            FewestWords = 1,
            MostWords = 1,
            Options = [Json],
            Examples = [("msgr whois bob", "online, away, key, rooms in common")],
        },
        new("files", "[PATTERN]", "which files the server has")
        {
            MostWords = 1,
            Options = [Json, new("sha256", null, "with the SHA-256 of each file")],
            Notes = ["PATTERN is a path, a folder, or has * and ? within a name and ** across folders. Piped, each line is one whole path."],
            Examples =
            [
                ("msgr files", "all"),
                ("msgr files '**/*.iso'", "by pattern: quote it"),
                ("msgr files --sha256 | sha256sum -c", "compare a copy in this folder with the server's"),
            ],
        },
        new("get", "NAME|PATTERN...", "download files and folders")
        {
            FewestWords = 1,
            MostWords = int.MaxValue,
            Options =
            [
                new("output", "PATH", "the file for one source, a folder for several or with a trailing /; - is stdout", 'o'),
                new("tcp", null, "over TCP alone"),
                new("udp", null, "over reliable UDP alone; default: UDP, and TCP where datagrams do not get through"),
                new("if-exists", "POLICY", "skip, resume, rename or overwrite what is there"),
                new("ask-at", "50%", "ask on the way whether to continue"),
                new("yes", null, "continue at --ask-at without asking", 'y'),
                new("sha256", "HEX", "the file must have this SHA-256"),
                new("limit-rate", "RATE", "bytes a second at most: 500k, 1.5M, 1G"),
                new("cc", "NAME", "congestion control over UDP that the server is asked for: bbr (default), cubic, newreno"),
                new("json", null, "the result as one JSON object"),
                new("jsonl", null, "progress and result as JSON objects, one a line"),
                new("no-progress", null, "no progress on the terminal"),
                new("quiet", null, "say nothing unless something fails", 'q'),
            ],
            Notes =
            [
                "Without --if-exists, a file that is there and the same is skipped, an unfinished .part of the same source is continued, and another file is asked about on a terminal and else refused (exit 10).",
                "Ctrl-C stops cleanly and prints the command that continues; nothing that was verified is sent again.",
                "While the progress is shown: p pauses, r resumes, q stops. The server's operator may do the same.",
            ],
            Examples =
            [
                ("msgr get photos/cat.jpg", "into this folder"),
                ("msgr get photos '*.iso' -o downloads/", "a folder and a pattern"),
                ("msgr get backup.tar -o - | tar x", "straight into another program"),
                ("msgr get big.img --ask-at 50%", "ask half-way whether to go on"),
            ],
        },
        new("put", "PATH...", "put files and folders on the server")
        {
            FewestWords = 1,
            MostWords = int.MaxValue,
            Options =
            [
                new("as", "NAME", "the name on the server; the folder for several or with a trailing /"),
                new("tcp", null, "over TCP alone"),
                new("udp", null, "over reliable UDP alone; default: UDP, and TCP where datagrams do not get through"),
                new("if-exists", "POLICY", "skip, rename or overwrite what is there; overwrite only what you have put there"),
                new("limit-rate", "RATE", "bytes a second at most: 500k, 1.5M, 1G"),
                new("cc", "NAME", "congestion control over UDP: bbr (default), cubic, newreno"),
                new("json", null, "the result as one JSON object"),
                new("jsonl", null, "progress and result as JSON objects, one a line"),
                new("no-progress", null, "no progress on the terminal"),
                new("quiet", null, "say nothing unless something fails", 'q'),
            ],
            Notes =
            [
                "A server takes files where its keeper has said so (--uploads). A file that is there and the same is not sent again; another one is refused (exit 10) without --if-exists. Links, special and hidden files are left out. PATH - is standard input, and needs --as NAME.",
                "Ctrl-C stops cleanly and prints the command that continues; nothing that was verified is sent again.",
            ],
            Examples =
            [
                ("msgr put report.pdf", "into the server's library"),
                ("msgr put photos --as 2026/", "a folder, below another"),
                ("tar c src | msgr put - --as src.tar", "straight from another program"),
            ],
        },
        new("ping", "", "how far away the server is")
        {
            Options = [new("count", "N", "how often; default 4", 'c'), Json],
            Examples = [("msgr ping -c 1", "once")],
        },
    ];

    private static OptionSpec Json => new("json", null, "as one JSON object");

    /// <summary>Finds a command by its name.</summary>
    public static CommandSpec? Find(string name) => All.FirstOrDefault(c => c.Name == name);
}
