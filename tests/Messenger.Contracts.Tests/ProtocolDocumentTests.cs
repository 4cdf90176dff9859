using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using MemoryPack;
using Messenger.Contracts.Control;

namespace Messenger.Contracts.Tests;

/// <summary>PROTOCOL.md says what the code does: constants, tags, and rules that exist.</summary>
public sealed partial class ProtocolDocumentTests
{
    private static readonly string Root = FindRoot();
    private static readonly string Document = File.ReadAllText(Path.Combine(Root, "src", "Messenger.Contracts", "PROTOCOL.md"));

    [Fact]
    public void Every_constant_is_there_with_its_value()
    {
        foreach (FieldInfo constant in typeof(WireLimits).GetFields(BindingFlags.Public | BindingFlags.Static))
        {
            string value = Convert.ToString(constant.GetRawConstantValue(), CultureInfo.InvariantCulture)!;
            Assert.Matches($@"(?m)^\| `{constant.Name}` \| `?{Regex.Escape(value)}`? \| [^|]*\| [^|]+ \|$", Document);
        }
    }

    [Theory]
    [InlineData(typeof(ClientFrame), @"(?m)^\| {0} \| `{1}`")]
    [InlineData(typeof(ServerFrame), @"(?m)^\|[^|]*\|[^|]*\|[^|]*\| \| {0} \| \*?`{1}`")]
    public void Every_tag_is_in_the_table(Type union, string row)
    {
        foreach (MemoryPackUnionAttribute member in union.GetCustomAttributes<MemoryPackUnionAttribute>())
            Assert.Matches(string.Format(CultureInfo.InvariantCulture, row, member.Tag, member.Type.Name), Document);
    }

    [Fact]
    public void Rules_are_numbered_without_gaps_and_each_is_given_once()
    {
        foreach (IGrouping<string, Match> family in Given().Matches(Document).GroupBy(m => m.Groups[1].Value))
            Assert.Equal(Enumerable.Range(1, family.Count()), family.Select(m => int.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Every_rule_that_contracts_and_their_tests_cite_is_given()
    {
        HashSet<string> given = [.. Given().Matches(Document).Select(m => m.Groups[1].Value + "-" + m.Groups[2].Value)];
        string[] cited =
        [
            .. new[] { Path.Combine("src", "Messenger.Contracts"), Path.Combine("tests", "Messenger.Contracts.Tests") }
                .SelectMany(f => Directory.GetFiles(Path.Combine(Root, f), "*.cs", SearchOption.AllDirectories))
                .SelectMany(f => Cited().Matches(File.ReadAllText(f))).Select(m => m.Value).Distinct(),
        ];
        Assert.NotEmpty(cited);
        Assert.All(cited, rule => Assert.Contains(rule, given));
    }

    [GeneratedRegex(@"\*\*(CTL-[A-Z]+)-(\d+)\*\*")]
    private static partial Regex Given();

    [GeneratedRegex(@"CTL-[A-Z]+-\d+")]
    private static partial Regex Cited();

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Messenger.slnx")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new DirectoryNotFoundException("Messenger.slnx is not above the tests.");
    }
}
