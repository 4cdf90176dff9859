using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Messenger.Transfer.Tests.Journal;

/// <summary>JOURNAL.md and the code speak of the same rules.</summary>
public sealed partial class DocumentTests
{
    [Fact]
    public void Every_rule_is_kept_somewhere_and_every_citation_has_its_rule()
    {
        string source = Path.GetFullPath(Path.Combine(Here(), "../../../src/Messenger.Transfer"));
        string[] stated = [.. Rule().Matches(File.ReadAllText(Path.Combine(source, "JOURNAL.md"))).Select(m => m.Value).Distinct().Order()];
        string[] cited = [.. Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories)
            .SelectMany(f => Rule().Matches(File.ReadAllText(f)).Select(m => m.Value)).Distinct().Order()];
        Assert.True(stated.Length > 25);
        Assert.Equal(stated, cited);
    }

    [GeneratedRegex(@"\b(WIRE|MSG|TCP|(SRC|SINK|JRN)-[A-Z]+)-\d\b")]
    private static partial Regex Rule();

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
