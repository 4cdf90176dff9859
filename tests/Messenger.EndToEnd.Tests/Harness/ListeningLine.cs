using System.Globalization;
using System.Text.RegularExpressions;

namespace Messenger.EndToEnd.Tests.Harness;

/// <summary>The line by which a server says where it listens.</summary>
internal static partial class ListeningLine
{
    internal static bool Matches(string line) => Pattern.IsMatch(line);

    internal static int PortOf(string line) => int.Parse(Pattern.Match(line).Groups["port"].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^listening \S+:(?<port>\d+)$")]
    private static partial Regex Pattern { get; }
}
