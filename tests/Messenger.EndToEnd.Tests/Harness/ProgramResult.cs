using System.Text;

namespace Messenger.EndToEnd.Tests.Harness;

/// <summary>How a program ended.</summary>
/// <param name="Command">What was run, for messages.</param>
/// <param name="ExitCode">Its exit code; 128 and the signal's number where a signal killed it.</param>
/// <param name="Output">What it wrote to stdout.</param>
/// <param name="Error">What it wrote to stderr.</param>
internal sealed record ProgramResult(string Command, int ExitCode, byte[] Output, string Error)
{
    internal string Text => Encoding.UTF8.GetString(Output);

    /// <summary>Fails the test with all that is known when the program ended with another code.</summary>
    internal ProgramResult Expect(int exitCode)
    {
        Assert.True(ExitCode == exitCode, $"{Command}\nexited with {ExitCode}, not {exitCode}\n--- stdout\n{Text}\n--- stderr\n{Error}");
        return this;
    }
}
