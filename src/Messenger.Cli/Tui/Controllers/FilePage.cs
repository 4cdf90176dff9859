using System.Collections.ObjectModel;
using Messenger.Cli.Chat;
using Messenger.Cli.Output;
using Messenger.Cli.Terminal;
using Messenger.Contracts.Files;
using Messenger.Platform;
using Messenger.Platform.Text;

namespace Messenger.Cli.Tui.Controllers;

/// <summary>The server's files: folders to walk through, a filter to type, and a way to get what is chosen.</summary>
/// <param name="link">The session.</param>
/// <param name="context">Clock.</param>
/// <param name="questions">Asks how to get a file.</param>
/// <param name="get">Begins a download.</param>
internal sealed class FilePage(IChatLink link, CommandContext context, Overlays questions, Action<GetAction> get) : IPage
{
    private const TransferTransports Either = TransferTransports.Tcp | TransferTransports.Rudp;
    private readonly FileList _list = new(context.Time);
    private FileTree _tree = new([]);
    private string _folder = "";
    private string _state = "asking the server …";
    private int _asked;

    /// <inheritdoc/>
    public string Title => _folder.Length == 0 ? "Files" : $"Files: {SafeText.Show(_folder)}";

    /// <inheritdoc/>
    public string Prompt => "filter: ";

    /// <inheritdoc/>
    public LineBuffer Input => _list.Input;

    /// <inheritdoc/>
    public IReadOnlyList<KeyHint> Hints { get; } =
        [new("Enter", "open, get"), new("type", "to filter"), new("Backspace", "up"), new("Esc", "back"), new("F5", "put yours here")];

    /// <summary>The names of all files, for completion; asked for when they are first needed.</summary>
    public IEnumerable<string> Paths
    {
        get
        {
            if (_asked == 0)
                Loading = LoadAsync("");
            return _tree.Paths;
        }
    }

    /// <summary>Ends when what was asked for to complete is there.</summary>
    public Task Loading { get; private set; } = Task.CompletedTask;

    /// <summary>Asks the server for its files.</summary>
    /// <param name="pattern">Which; empty: all.</param>
    public async Task LoadAsync(string pattern)
    {
        var asked = ++_asked;
        _state = "asking the server …";
        try
        {
            var files = new List<FileEntry>();
            await foreach (var file in link.ListFilesAsync(pattern, withSha256: false, CancellationToken.None))
            {
                files.Add(file);
                if (files.Count == ChatExecutor.MostFiles)
                    break;
            }

            if (asked != _asked)
                return;
            _tree = new FileTree(files);
            _folder = _tree.Has(_folder) ? _folder : "";
            _state = files.Count > 0 ? "" : pattern.Length == 0 ? "the server has no files" : Wording.NoMatch(pattern);
            if (files.Count == ChatExecutor.MostFiles)
                _state = $"only the first {ChatExecutor.MostFiles} files are shown; /files PATTERN narrows it";
            _list.Show(Find);
        }
        catch (UserError e)
        {
            _state = Wording.Of(e.Message);
        }
    }

    /// <summary>All is listed again.</summary>
    public void ClearFilter() => _list.ClearFilter(Find);

    /// <inheritdoc/>
    public IReadOnlyList<ScreenRow> Rows(int columns, int rows)
    {
        _list.ShowWhatIsTyped(Find);
        var state = _state.Length > 0 ? _state : _list.Entries.Count == 0 ? "no name here has that in it" : _list.Summary();
        return _list.Rows(state, columns, rows, ReadOnlySet<string>.Empty);
    }

    /// <inheritdoc/>
    public bool Press(KeyPress press)
    {
        if (_list.Press(press, Find) is not false and var taken)
            return taken ?? false;
        switch (press)
        {
            case { Key: Key.Enter }:
                _ = ChooseAsync();
                return true;
            case { Key: Key.Backspace or Key.Left } when Input.Text.Length == 0 && _folder.Length > 0:
                Up();
                return true;
            case { Key: Key.Right } when Input.Text.Length == 0 && _list.Chosen is { IsFolder: true } folder:
                Enter(folder.Path);
                return true;
            case { Key: Key.Alt, Text: "u" or "t" } when _list.Chosen is { IsParent: false } chosen:
                get(new([chosen.Path], null, press.Text == "u" ? TransferTransports.Rudp : TransferTransports.Tcp));
                return true;
            default:
                return false;
        }
    }

    private async Task ChooseAsync()
    {
        if (_list.Chosen is not { } chosen)
            return;
        if (chosen.IsParent)
        {
            Up();
            return;
        }

        var what = $"{SafeText.Show(chosen.Path)}, {(chosen.IsFolder ? Plural.Of(chosen.Files, "file") + ", " : "")}{Quantities.Size(chosen.Size ?? 0)}, into {SafeText.Show(context.WorkingDirectory)}";
        List<Choice> choices =
        [
            new('g', "get it by UDP, or by TCP where UDP is blocked"),
            new('u', "get it by UDP alone"),
            new('t', "get it by TCP alone"),
            new('h', "get it, and ask half-way whether to continue"),
        ];
        if (chosen.IsFolder)
            choices.Insert(0, new('o', "open the folder"));
        choices.Add(new('c', "cancel"));
        var answer = choices[await questions.AskAsync(new Question(chosen.IsFolder ? "Folder" : "File", [what], choices, choices.Count - 1))].Key;
        var transports = answer switch { 'u' => TransferTransports.Rudp, 't' => TransferTransports.Tcp, _ => Either };
        if (answer == 'o')
            Enter(chosen.Path);
        else if (answer != 'c')
            get(new([chosen.Path], null, transports) { AskAt = answer == 'h' ? 0.5 : null });
    }

    private void Up()
    {
        var from = _folder;
        var cut = _folder.LastIndexOf('/');
        Enter(cut < 0 ? "" : _folder[..cut]);
        _list.Choose(from);
    }

    private void Enter(string folder)
    {
        _folder = folder;
        Input.Take();
        _list.Show(Find);
        _list.Choose(null);
    }

    private IReadOnlyList<FileTreeEntry> Find(string filter) => _tree.List(_folder, filter);
}
