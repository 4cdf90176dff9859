using Messenger.Cli.Output;
using Messenger.Cli.Terminal;
using Messenger.Platform.Text;

namespace Messenger.Cli.Tui.Controllers;

/// <summary>Something that can be done with files of this machine.</summary>
/// <param name="Key">The letter that chooses it.</param>
/// <param name="What">What it does, safe.</param>
/// <param name="Act">Takes absolute paths.</param>
internal sealed record LocalDeed(char Key, string What, Action<IReadOnlyList<string>> Act);

/// <summary>This machine's files: folders to walk through, a filter to type, and a way to put on the server what is chosen or marked.</summary>
/// <param name="context">Clock and folder.</param>
/// <param name="questions">Asks what to do.</param>
/// <param name="deeds">What can be done, as things are now.</param>
internal sealed class LocalPage(CommandContext context, Overlays questions, Func<IReadOnlyList<LocalDeed>> deeds) : IPage
{
    private readonly FileList _list = new(context.Time);
    private readonly HashSet<string> _marked = new(StringComparer.Ordinal);
    private LocalFolder _folder = LocalFolder.Nothing(context.WorkingDirectory);
    private int _asked;

    /// <inheritdoc/>
    public string Title => $"Your files: {SafeText.Show(_folder.Path)}";

    /// <inheritdoc/>
    public string Prompt => "filter: ";

    /// <inheritdoc/>
    public LineBuffer Input => _list.Input;

    /// <inheritdoc/>
    public IReadOnlyList<KeyHint> Hints { get; } =
        [new("Enter", "open, put"), new("Space", "mark"), new("type", "to filter"), new("Backspace", "up"), new("Esc", "back"), new("F4", "transfers")];

    /// <summary>Reads the folder anew.</summary>
    public Task LoadAsync() => GoAsync(_folder.Path, null);

    /// <summary>All is listed again.</summary>
    public void ClearFilter() => _list.ClearFilter(Find);

    /// <inheritdoc/>
    public IReadOnlyList<ScreenRow> Rows(int columns, int rows)
    {
        _list.ShowWhatIsTyped(Find);
        var state = _marked.Count > 0 ? $"{_marked.Count} marked; Enter says what to do with {(_marked.Count == 1 ? "it" : "them")}"
            : _folder.Problem ?? (_list.Entries.Count == 0 ? "no name here has that in it" : _list.Summary());
        return _list.Rows(state, columns, rows, _marked);
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
            case { Key: Key.Backspace or Key.Left } when Input.Text.Length == 0:
                _ = GoAsync(_folder.Parent, _folder.Path);
                return true;
            case { Key: Key.Right } when Input.Text.Length == 0 && _list.Chosen is { IsFolder: true } folder:
                _ = GoAsync(folder.Path, null);
                return true;
            case { Key: Key.Text, Text: " " } when Input.Text.Length == 0 && _list.Chosen is { IsParent: false } chosen:
                if (!_marked.Add(chosen.Path))
                    _marked.Remove(chosen.Path);
                _list.Next();
                return true;
            default:
                return false;
        }
    }

    private async Task ChooseAsync()
    {
        if (_marked.Count == 0 && _list.Chosen is { IsParent: true })
        {
            await GoAsync(_folder.Parent, _folder.Path);
            return;
        }

        if (_marked.Count == 0 && _list.Chosen is null)
            return;
        string[] paths = _marked.Count > 0 ? [.. _marked.Order(StringComparer.Ordinal)] : [_list.Chosen!.Path];
        var folder = _marked.Count == 0 && _list.Chosen is { IsFolder: true } one ? one : null;
        var can = deeds();
        List<Choice> choices = [.. can.Select(d => new Choice(d.Key, d.What))];
        if (folder is not null)
            choices.Insert(0, new('o', "open the folder"));
        choices.Add(new('c', "cancel"));
        var what = paths is [var only]
            ? SafeText.Show(Path.GetFileName(only)) + (folder is null && _list.Chosen is { Size: { } size } ? ", " + Quantities.Size(size) : "")
            : $"{paths.Length} files or folders";
        var answer = choices[await questions.AskAsync(new Question(folder is null ? "File" : "Folder", [what], choices, choices.Count - 1))].Key;
        if (answer == 'o')
        {
            await GoAsync(folder!.Path, null);
            return;
        }

        if (can.FirstOrDefault(d => d.Key == answer) is not { } deed)
            return;
        _marked.Clear();
        deed.Act(paths);
    }

    // A folder on a network may take its time: keys are not kept waiting.
    private async Task GoAsync(string path, string? choose)
    {
        var asked = ++_asked;
        var folder = await Task.Run(() => LocalFolder.Read(path));
        if (asked != _asked)
            return;
        if (folder.Path != _folder.Path)
        {
            Input.Take();
            _marked.Clear();
            _folder = folder;
            _list.Show(Find);
            _list.Choose(choose);
            return;
        }

        _folder = folder;
        _list.Show(Find);
    }

    private IReadOnlyList<FileTreeEntry> Find(string filter) => _folder.List(filter);
}
