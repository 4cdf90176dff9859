using System.Reflection;
using System.Text.RegularExpressions;

namespace Messenger.Rudp.Tests;

/// <summary>PROTOCOL.md and the tests name the same rules.</summary>
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

    [Fact]
    public void Every_rule_is_named_by_a_test() => Assert.Empty(Given.Except(Named));

    [Fact]
    public void Every_rule_that_a_test_names_is_given() => Assert.Empty(Named.Except(Given));

    // "RUDP-X-3", and "RUDP-X-1..4" for four.
    private static IEnumerable<string> Rules(string document) => InDocument().Matches(document).SelectMany(m =>
    {
        int first = int.Parse(m.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture);
        int last = m.Groups[3].Success ? int.Parse(m.Groups[3].Value, System.Globalization.CultureInfo.InvariantCulture) : first;
        return Enumerable.Range(first, last - first + 1).Select(n => $"{m.Groups[1]}-{n}");
    });

    private static string Document()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Messenger.slnx")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        return File.ReadAllText(Path.Combine(folder.FullName, "src", "Messenger.Rudp", "PROTOCOL.md"));
    }

    [GeneratedRegex(@"\*\*RUDP-([A-Z]+)-(\d+)(?:\.\.(\d+))?\*\*")]
    private static partial Regex InDocument();

    [GeneratedRegex(@"^RUDP_([A-Z]+)_(\d+)_")]
    private static partial Regex InName();
}
