namespace Messenger.EndToEnd.Tests.CommandLine;

/// <summary>The manual page, as man and its checkers read it.</summary>
public sealed class ManTests(PublishedBinaries binaries)
{
    [Theory]
    [InlineData("mandoc", "-T", "lint", "-W", "error", "PAGE")]
    [InlineData("man", "--warnings", "-l", "PAGE")]
    public async Task Nobody_complains_about_it(string program, params string[] arguments)
    {
        Assert.SkipUnless(Machine.Has(program), $"{program} is not installed here");
        using var person = new Person(binaries, "ann");
        var page = person["msgr.1"];
        File.WriteAllText(page, (await person.RunAsync("localhost:1", "man")).Expect(0).Text);
        var environment = new Dictionary<string, string>(person.Environment) { ["MANPAGER"] = "cat", ["MANROFFOPT"] = "" };
        var read = (await RunningProgram.RunAsync(program, arguments.Select(a => a == "PAGE" ? page : a), environment, person.Desk)).Expect(0);
        Assert.Equal("", read.Error);
        Assert.DoesNotContain("WARNING", read.Text);
        if (program == "man")
            Assert.Contains("EXIT STATUS", read.Text);
    }
}
