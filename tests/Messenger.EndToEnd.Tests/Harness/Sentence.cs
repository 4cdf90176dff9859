namespace Messenger.EndToEnd.Tests.Harness;

/// <summary>The one sentence with which a command fails: what happened, to what, and what to do.</summary>
internal static class Sentence
{
    private const string FirstContact = "msgr: first contact with ";
    private const string Prefix = "msgr: ";

    /// <summary>The sentence, after a check that stderr holds one line and no trace of the program's insides.</summary>
    internal static string Of(ProgramResult result)
    {
        var lines = result.Error.TrimEnd('\n').Split('\n').Where(l => !l.StartsWith(FirstContact)).ToArray();
        Assert.True(lines.Length == 1, $"{result.Command}\nsaid not one sentence:\n{result.Error}");
        Assert.StartsWith(Prefix, lines[0]);
        Assert.DoesNotContain("Exception", lines[0]);
        Assert.DoesNotContain("   at ", lines[0]);
        return lines[0][Prefix.Length..];
    }
}
