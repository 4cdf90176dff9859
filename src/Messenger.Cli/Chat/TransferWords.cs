using System.Globalization;
using System.Text;
using Messenger.Cli.Commands;
using Messenger.Client.Files;
using Messenger.Contracts.Files;
using Messenger.Platform.Text;

namespace Messenger.Cli.Chat;

/// <summary>
/// What is typed behind a command that moves files: options are taken out one after another, wherever they stand, and what remains are names. The
/// first mistake is kept.
/// </summary>
internal sealed class TransferWords
{
    private static readonly string[] Policies = ["skip", "resume", "rename", "overwrite"];
    private readonly string _command;
    private readonly List<string> _words;

    /// <summary>Splits what was typed.</summary>
    /// <param name="command">The command, with its slash.</param>
    /// <param name="text">What stands behind it.</param>
    public TransferWords(string command, string text)
    {
        _command = command;
        if (!TrySplit(text, out _words))
            Fail("a quotation mark is not closed");
    }

    /// <summary>One sentence; null: there is no mistake.</summary>
    public string? Problem { get; private set; }

    /// <summary>Takes <c>-o PATH</c>.</summary>
    public string? TakeOutput()
    {
        var output = Take("a PATH", "-o", "--output");
        if (output == "-")
            Fail("the chat is on the terminal; -o - is for msgr get");
        return output is null ? null : LocalPaths.Expand(output);
    }

    /// <summary>Takes <c>--as NAME</c>.</summary>
    public string? TakeName() => Take("a NAME", "--as");

    /// <summary>Takes <c>--ask-at PERCENT</c>, as a fraction.</summary>
    public double? TakeAskAt()
    {
        if (Take("a percentage", "--ask-at") is not { } text)
            return null;
        if (double.TryParse(text.TrimEnd('%'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && percent is > 0 and < 100)
            return percent / 100;
        Fail("--ask-at needs a percentage between 0 and 100, like 50%");
        return null;
    }

    /// <summary>Takes <c>--if-exists POLICY</c>.</summary>
    public ExistingPolicy TakePolicy()
    {
        const string needed = "skip, resume, rename or overwrite";
        if (Take(needed, "--if-exists") is not { } text)
            return ExistingPolicy.Default;
        if (Policies.Contains(text))
            return GetOptions.PolicyOf(text);
        Fail($"--if-exists needs {needed}{NearMiss.Suggest(text, Policies)}");
        return ExistingPolicy.Default;
    }

    /// <summary>Takes <c>--tcp</c> or <c>--udp</c>; neither: both ways.</summary>
    public TransferTransports TakeWays()
    {
        var (tcp, udp) = (_words.RemoveAll(w => w == "--tcp") > 0, _words.RemoveAll(w => w == "--udp") > 0);
        if (tcp && udp)
            Fail("--tcp and --udp exclude each other");
        return TransportOption.Of(tcp, udp && !tcp);
    }

    /// <summary>What remains when all options are taken.</summary>
    /// <param name="fewest">Names at least.</param>
    /// <param name="most">Names at most.</param>
    /// <param name="usage">What the command needs.</param>
    public IReadOnlyList<string> Names(int fewest, int most, string usage)
    {
        if (_words.FirstOrDefault(w => w.StartsWith('-')) is { } option)
            Fail($"{_command} has no option {SafeText.Show(option)}{Meant(option, usage)}; it takes {usage}");
        else if (_words.Count < fewest || _words.Count > most || _words.Any(string.IsNullOrWhiteSpace))
            Fail($"{_command} needs {usage}");
        return _words;
    }

    /// <summary>Words between blanks; quotation marks of either kind keep blanks together.</summary>
    internal static bool TrySplit(string text, out List<string> words)
    {
        words = [];
        var word = new StringBuilder();
        var quote = default(char);
        var begun = false;
        foreach (var c in text)
        {
            if (quote == default && c is '"' or '\'' && quote == default)
            {
                (quote, begun) = (c, true);
            }
            else if (quote != default && c == quote)
            {
                quote = default;
            }
            else if (quote == default && char.IsWhiteSpace(c))
            {
                if (begun)
                    words.Add(word.ToString());
                word.Clear();
                begun = false;
            }
            else
            {
                word.Append(c);
                begun = true;
            }
        }

        if (begun)
            words.Add(word.ToString());
        return quote == default;
    }

    // A rate is bounded by a command of its own, which is on no option list.
    private static string Meant(string option, string usage)
    {
        var name = option.Split('=')[0];
        return NearMiss.Find(name, ["--limit-rate", "--limit", "--rate"]) is not null
            ? " (did you mean /limit RATE, while it runs?)"
            : NearMiss.Suggest(name, usage.Split(' ', '[', ']', '|').Where(word => word.StartsWith("--", StringComparison.Ordinal)));
    }

    private string? Take(string needs, params ReadOnlySpan<string> names)
    {
        for (var at = 0; at < _words.Count; at++)
        {
            if (!names.Contains(_words[at]))
                continue;
            if (at + 1 == _words.Count)
            {
                Fail($"{_words[at]} needs {needs}");
                _words.RemoveAt(at);
                return null;
            }

            var value = _words[at + 1];
            _words.RemoveRange(at, 2);
            return value;
        }

        return null;
    }

    private void Fail(string problem) => Problem ??= problem;
}
