using System.Reflection;
using System.Text.RegularExpressions;

namespace Messenger.Rudp.Tests;

/// <summary>PROTOCOL.md, the code and the tests name the same rules.</summary>
public sealed partial class RuleTests
{
    private static readonly HashSet<string> Given = [.. Rules(Document())];

    private static readonly HashSet<string> Named =
    [
        .. typeof(RuleTests).Assembly.GetTypes()
            .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Instance))
            .Where(m => m.GetCustomAttributes<FactAttribute>().Any())
            .Select(m => InName().Match(m.Name)).Where(m => m.Success).Select(m => $"{m.Groups[1]}-{m.Groups[2]}"),
    ];

    private static readonly (string File, string Rule, bool IsAlone)[] Cited =
    [
        .. Source().EnumerateFiles("*.cs", SearchOption.AllDirectories).SelectMany(Citations),
    ];

    [Fact]
    public void Every_rule_is_named_by_a_test() => Assert.Empty(Given.Except(Named));

    [Fact]
    public void Every_rule_that_a_test_names_is_given() => Assert.Empty(Named.Except(Given));

    [Fact]
    public void Every_rule_is_cited_where_the_code_keeps_it() => Assert.Empty(Given.Except(Cited.Where(c => c.IsAlone).Select(c => c.Rule)));

    [Fact]
    public void Every_rule_that_the_code_cites_is_given() =>
        Assert.Empty(Cited.Where(c => !Given.Contains(c.Rule)).Select(c => $"{c.File} cites {c.Rule}"));

    // "RUDP-X-3" stands alone; "RUDP-X-1 and 3" and "RUDP-X-1 to 3" name others too, without saying where each is kept.
    private static IEnumerable<(string File, string Rule, bool IsAlone)> Citations(FileInfo file) =>
        InCode().Matches(File.ReadAllText(file.FullName)).SelectMany(m => m.Groups[2].Captures.Concat(m.Groups[3].Captures)
            .Select((number, i) => (file.Name, $"{m.Groups[1]}-{number.Value}", i == 0)));

    // "RUDP-X-3", and "RUDP-X-1..4" for four.
    private static IEnumerable<string> Rules(string document) => InDocument().Matches(document).SelectMany(m =>
    {
        int first = int.Parse(m.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture);
        int last = m.Groups[3].Success ? int.Parse(m.Groups[3].Value, System.Globalization.CultureInfo.InvariantCulture) : first;
        return Enumerable.Range(first, last - first + 1).Select(n => $"{m.Groups[1]}-{n}");
    });

    private static string Document() => File.ReadAllText(Path.Combine(Source().FullName, "Messenger.Rudp", "PROTOCOL.md"));

    private static DirectoryInfo Source()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Messenger.slnx")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        return new(Path.Combine(folder.FullName, "src"));
    }

    [GeneratedRegex(@"\*\*RUDP-([A-Z]+)-(\d+)(?:\.\.(\d+))?\*\*")]
    private static partial Regex InDocument();

    [GeneratedRegex(@"RUDP-([A-Z]+)-(\d+)(?:(?:\.\.| and | to )(\d+))?")]
    private static partial Regex InCode();

    [GeneratedRegex(@"^RUDP_([A-Z]+)_(\d+)_")]
    private static partial Regex InName();
}
