using Messenger.Cli.Commands;

namespace Messenger.Cli.CommandLine;

/// <summary>All commands and options of <c>msgr</c>.</summary>
internal static class CommandTable
{
    /// <summary>The options that every command takes, before or after its name.</summary>
    public static IReadOnlyList<OptionSpec> Global { get; } =
    [
        new("host", "HOST[:PORT]", "server, or an invitation of msgr link; default: MSGR_HOST, then the last one, then localhost") { Names = WordKind.Server },
        new("user", "NAME", "your name; default: MSGR_USER, then the last one, then the login name"),
        new("fingerprint", "FP", "connect only to the server whose key has this fingerprint"),
        new("secret-file", "FILE", "the server's join secret is the first line of this file (-: standard input); remembered once it has opened") { Names = WordKind.LocalPath },
        new("verbose", null, "with an error, also where it came from", 'v'),
        new("version", null, "version, commit and the OpenSSL that is linked in", 'V'),
        new("help", null, "this text", 'h'),
    ];

    /// <summary>The commands, in the order of help.</summary>
    public static IReadOnlyList<CommandSpec> All { get; } =
    [
        new("chat", "[INVITATION]", "talk: the lobby, other rooms, private messages")
        {
            MostWords = 1,
            Options =
            [
                new("room", "ROOM", "enter this room as well and begin there") { Names = WordKind.Room },
                new("line", null, "no full screen: lines above, one line to type in below"),
                new("plain", null, "no colours and no editing: lines in, lines out"),
                new("jsonl", null, "one JSON object a line, both ways: a bot kit"),
                new("since", "now", "nothing of what was said before; with --jsonl, --plain or --line") { Names = WordKind.Listed, Values = ["now"] },
                Impair,
            ],
            Notes =
            [
                "On a terminal it takes the whole screen; F1 there says what can be done. From a pipe, each line is said in the room, whatever it begins with (/quit too: what a log holds is no command), and the end of the input leaves; with --plain, lines that begin with / are commands there too. A line that is refused, or a room that cannot be entered, gives its exit code at the end.",
            ],
            Examples =
            [
                ("msgr chat --host chat.example.org --user ada", "come in"),
                ("uptime | msgr chat --room ops", "say what a command prints"),
                ("msgr chat --jsonl --since now < requests | jq .text", "a bot"),
            ],
        },
        new("say", "TEXT...", "say one thing and leave")
        {
            FewestWords = 1,
            MostWords = int.MaxValue,
            Options =
            [
                new("to", "NAME", "to this person alone") { Names = WordKind.User },
                new("room", "ROOM", "in this room; default: the lobby") { Names = WordKind.Room },
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
            Options = [new("room", "ROOM", "only those in this room") { Names = WordKind.Room }, Json],
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
            Names = WordKind.User,
            Options = [Json],
            Examples = [("msgr whois bob", "online, away, key, rooms in common")],
        },
        new("files", "[PATTERN]", "which files the server has")
        {
            MostWords = 1,
            Names = WordKind.LibraryFile,
            Options = [Json, new("sha256", null, "with the SHA-256 of each file")],
            Notes = ["PATTERN is a path, a folder, or has * and ? within a name and ** across folders. Piped, each line is one whole path."],
            Examples =
            [
                ("msgr files", "all"),
                ("msgr files '**/*.iso'", "by pattern: quote it"),
                ("msgr files --sha256 | sha256sum -c", "compare a copy in this folder with the server's"),
            ],
        },
        new("get", "NAME|PATTERN...", "download files and folders; with --inbox what others have sent to you")
        {
            MostWords = int.MaxValue,
            Names = WordKind.LibraryFile,
            Options =
            [
                new("output", "PATH", "the file for one source, a folder for several or with a trailing /; - is stdout", 'o') { Names = WordKind.LocalPath },
                .. Ways,
                new("if-exists", "POLICY", "skip, resume, rename or overwrite what is there") { Names = WordKind.Listed, Values = ["skip", "resume", "rename", "overwrite"] },
                new("ask-at", "50%", "ask on the way whether to continue") { Names = WordKind.Listed, Values = ["50%"] },
                new("yes", null, "continue at --ask-at without asking", 'y'),
                new("inbox", null, "instead of files of the server the parcels that others have sent to you: all that wait, or the numbers that are given"),
                new("list", null, "with --inbox: only name them"),
                new("refuse", null, "with --inbox: refuse those whose numbers are given"),
                new("sha256", "HEX", "the file must have this SHA-256"),
                new("trace", "FILE", "keep a record for msgr trace: qlog's vocabulary, a JSON object a line") { Names = WordKind.LocalPath },
                .. Moving("congestion control over UDP that the server is asked for"),
            ],
            Notes =
            [
                "Without --if-exists, a file that is there and the same is skipped, an unfinished .part of the same source is continued, and another file is asked about on a terminal and else refused (exit 10). With --if-exists skip another file is left alone, which is said, and is no failure (exit 0).",
                "Ctrl-C stops cleanly and prints the command that continues; nothing that was verified is sent again.",
                "While the progress is shown: p pauses, r resumes, q stops. The server's operator may do the same.",
                "--impair takes loss=5% burst=8 delay=40ms jitter=5ms rate=20M queue=256k reorder=10%/30ms dup=1% corrupt=1% mtu=1280 seed=7, with commas between them: what this end does to its own UDP datagrams, in each direction; to TCP's bytes delay, jitter and rate alone.",
            ],
            Examples =
            [
                ("msgr get photos/cat.jpg", "into this folder"),
                ("msgr get photos '**/*.iso' -o downloads/", "a folder and a pattern"),
                ("msgr get backup.tar -o - | tar x", "straight into another program"),
                ("msgr get big.img --ask-at 50%", "ask half-way whether to go on"),
                ("msgr get --inbox -o downloads/", "all that others have sent to you"),
                ("msgr get --inbox --refuse 12", "parcel 12 is not wanted"),
                ("msgr get big.img --impair loss=5%,delay=40ms", "as over a bad link"),
            ],
        },
        new("put", "PATH...", "put files and folders on the server")
        {
            FewestWords = 1,
            MostWords = int.MaxValue,
            Names = WordKind.LocalPath,
            Options =
            [
                new("as", "NAME", "the name on the server; the folder for several or with a trailing /"),
                .. Ways,
                new("if-exists", "POLICY", "skip, rename or overwrite what is there; overwrite only what you have put there") { Names = WordKind.Listed, Values = ["skip", "rename", "overwrite"] },
                new("trace", "FILE", "keep a record for msgr trace: qlog's vocabulary, a JSON object a line") { Names = WordKind.LocalPath },
                .. Moving("congestion control over UDP"),
            ],
            Notes =
            [
                "A server takes files where its keeper has said so (--uploads). A file that is there and the same is not sent again; another one is refused (exit 10) without --if-exists, and with --if-exists skip left alone (exit 0). Links, special and hidden files are left out. PATH - is standard input, and needs --as NAME.",
                "Ctrl-C stops cleanly and prints the command that continues; nothing that was verified is sent again.",
            ],
            Examples =
            [
                ("msgr put report.pdf", "into the server's library"),
                ("msgr put photos --as 2026/", "a folder, below another"),
                ("tar c src | msgr put - --as src.tar", "straight from another program"),
            ],
        },
        new("send", "NAME PATH...", "send files and folders to one person, who may be away")
        {
            MostWords = int.MaxValue,
            Names = WordKind.User,
            LaterNames = WordKind.LocalPath,
            Options =
            [
                new("wait", null, "stay until the other one has it or refuses it, and show how far it is"),
                new("list", null, "only name what you have sent, and what became of it"),
                new("take-back", null, "take back the parcels whose numbers are given"),
                new("as", "NAME", "the name that it gets; the folder for several or with a trailing /"),
                .. Ways,
                .. Moving("congestion control over UDP"),
            ],
            Notes =
            [
                "The server holds it (7 days, where its keeper has said nothing else) until NAME fetches it with /accept in the chat or msgr get --inbox, and tells both of you what becomes of it. Only the key that NAME has now can fetch it.",
                "Links, special and hidden files are left out. PATH - is standard input, and needs --as. The same command goes on where it was stopped.",
                "With --wait it exits 0 when NAME has it, 4 when it was refused, 6 when nobody fetched it in time.",
            ],
            Examples =
            [
                ("msgr send bob report.pdf", "a file for bob alone"),
                ("msgr send bob photos/ --wait", "a folder, and wait until he has it"),
                ("msgr send --take-back 12", "he is not to have it after all"),
            ],
        },
        new("ping", "", "how far away the server is")
        {
            Options = [new("count", "N", "how often; default 4", 'c'), Json],
            Examples = [("msgr ping -c 1", "once")],
        },
        new("doctor", "[HOST]", "what works between here and a server, and what to do about the rest")
        {
            MostWords = 1,
            Names = WordKind.Server,
            Options = [Impair, Json],
            Notes = ["It looks at: name, TCP, TLS and key, login, UDP both ways, path MTU, clocks, socket buffers, disk. It exits with the code of the first that fails."],
            Examples = [("msgr doctor chat.example.org", "all of it")],
        },
        new("bench", "", "how fast the way to a server is, and what limits it")
        {
            Options =
            [
                new("udp", null, "over reliable UDP alone"),
                new("tcp", null, "over TCP alone; default: one after the other"),
                new("seconds", "N", "how long to load each way; default 5"),
                Impair,
                Json,
            ],
            Notes = ["The server makes the bytes up and this end throws them away: no disk takes part. Everybody else on the way feels it."],
            Examples = [("msgr bench", "both ways"), ("msgr bench --udp --seconds 10", "UDP, for longer")],
        },
        new("trace", "FILE", "draw the record of a transfer, and say what held it back")
        {
            FewestWords = 1,
            MostWords = 1,
            Names = WordKind.LocalPath,
            Options = [Json],
            Examples = [("msgr get big.img --trace t.ndjson", "record one"), ("msgr trace t.ndjson", "rate, loss, round trip and writing over time, and a verdict")],
        },
        new("link", "", "an invitation for others, with a QR code on a terminal")
        {
            Options = [new("room", "ROOM", "the room that it leads to") { Names = WordKind.Room }, new("with-secret", null, "with the server's join secret in it: whoever has the link may enter"), new("no-qr", null, "without the QR code"), Json],
            Notes =
            [
                "Every command takes the invitation as its --host, and msgr chat as its first word. It carries the fingerprint of the server's key, so that a first contact is with this server or with none.",
            ],
            Examples =
            [
                ("msgr link --host chat.example.org", "to the lobby"),
                ("msgr chat 'msgr://chat.example.org/ops?fp=...'", "what the invited one types"),
            ],
        },
        new("discover", "", "which servers announce themselves on the local networks")
        {
            Options = [new("seconds", "N", "how long to listen; default 1.5"), Json],
            Notes = ["Each line is a name, an address and an invitation, with tabs between them. Anybody on the network can announce anything: what counts is the key."],
            Examples = [("msgr discover", "look around"), ("msgr chat \"$(msgr discover | cut -f3 | head -1)\"", "go to the first one")],
        },
        new("identity", "ACTION [WORD]", "your keys: who you are, on other machines too")
        {
            FewestWords = 1,
            MostWords = 2,
            Names = WordKind.Listed,
            Values = IdentityOptions.All,
            LaterNames = WordKind.LocalPath,
            Options =
            [
                new("passphrase-file", "FILE", "the passphrase is the first line of this file (-: standard input); default: asked for") { Names = WordKind.LocalPath },
                new("force", null, "export: replace FILE; import: replace the key of this machine, which is put aside"),
                Json,
            ],
            Notes =
            [
                $"ACTION is {IdentityOptions.AllInWords}. show prints the fingerprint of this machine's key.",
                "link prints a code; link CODE with it on another machine makes that machine's key the same person on that server: same name, rooms, parcels and rights. keys lists the keys that are you there, and unlink KEY takes one away, as of a machine that was lost. A code is for one use and ten minutes; CODE - reads it from standard input.",
                "rename NAME gives you another name on the server, as /nick does in the chat: rooms, conversations and rights stay, and the name before stays yours, so that nobody poses as you. release lets the name of --user go, with the sessions under it: whoever asks next has it.",
                "The same key is the same person on every server: export FILE here, import FILE there. The file is protected by a passphrase (PKCS#8, encrypted, as openssl pkey reads it). FILE is standard output or input where it is left out or -.",
            ],
            Examples =
            [
                ("msgr identity show", "the fingerprint of your key"),
                ("msgr identity export me.pem", "to a file that only you can read"),
                ("msgr identity import me.pem", "on the other machine"),
                ("msgr identity link", "a code for another machine"),
                ("msgr identity link 7K3M-9QWX-2HRT-B5ZD", "there: be the same person, with a key of its own"),
                ("msgr identity keys", "which keys are you"),
            ],
        },
        new("completion", "SHELL", "command lines completed by bash, zsh or fish")
        {
            FewestWords = 1,
            MostWords = 1,
            Names = WordKind.Listed,
            Values = ["bash", "zsh", "fish"],
            Notes = ["It completes commands, options and their values, and the rooms, people and files of a server that you have met."],
            Examples =
            [
                ("source <(msgr completion bash)", "in ~/.bashrc"),
                ("source <(msgr completion zsh)", "in ~/.zshrc, behind compinit"),
                ("msgr completion fish > ~/.config/fish/completions/msgr.fish", "once"),
            ],
        },
        new("man", "", "the manual page, for man")
        {
            Examples = [("msgr man | man -l -", "read it"), ("msgr man > /usr/local/share/man/man1/msgr.1", "install it")],
        },
    ];

    /// <summary>What the scripts of <c>completion</c> call; not for people, and in no help.</summary>
    public static CommandSpec Complete { get; } = new("complete", "SHELL WORD...", "what may come next on a command line") { FewestWords = 1, MostWords = int.MaxValue };

    private static OptionSpec Impair => new("impair", "LINK", "try a bad link on this end's transfers: loss=5%,delay=40ms,seed=7");

    private static OptionSpec[] Ways =>
    [
        new("tcp", null, "over TCP alone"),
        new("udp", null, "over reliable UDP alone; default: UDP, and TCP where datagrams do not get through"),
    ];

    private static OptionSpec Json => new("json", null, "as one JSON object");

    // What every command that moves files takes, behind its own.
    private static OptionSpec[] Moving(string congestion) =>
    [
        new("limit-rate", "RATE", "bytes a second at most: 500k, 1.5M, 1G"),
        new("cc", "NAME", congestion + ": bbr (default), cubic, newreno"),
        new("json", null, "the result as one JSON object"),
        new("jsonl", null, "progress and result as JSON objects, one a line"),
        new("no-progress", null, "no progress on the terminal"),
        new("quiet", null, "say nothing unless something fails", 'q'),
        Impair,
    ];

    /// <summary>Finds a command by its name.</summary>
    public static CommandSpec? Find(string name) => All.FirstOrDefault(c => c.Name == name) ?? (name == Complete.Name ? Complete : null);
}
