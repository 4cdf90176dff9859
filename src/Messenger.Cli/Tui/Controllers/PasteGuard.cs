using System.Globalization;
using System.Text;
using Messenger.Cli.Chat;
using Messenger.Cli.Output;
using Messenger.Client.Chat;
using Messenger.Client.Files;
using Messenger.Contracts.Files;
using Messenger.Platform.Text;

namespace Messenger.Cli.Tui.Controllers;

/// <summary>A long paste is asked about before it becomes part of what is typed.</summary>
internal static class PasteGuard
{
    /// <summary>The answers: into the line; as a file, to whom one talks to alone, else to the server.</summary>
    public const int Insert = 0, Put = 1;

    private const int MostLines = 5, MostBytes = 2_000;

    /// <summary>The text is so long that it may have been an accident.</summary>
    public static bool IsLong(string text) => Encoding.UTF8.GetByteCount(text) > MostBytes || LinesOf(text) > MostLines;

    /// <summary>The question; see <see cref="Insert"/> and <see cref="Put"/>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="shown">The conversation that it is pasted into; null: none.</param>
    public static Question Ask(string text, BufferKey? shown)
    {
        var whom = shown switch
        {
            { Kind: BufferKind.Private } talk => $"{SafeText.Show(talk.Name)} alone",
            { } room => $"the server, and tell {SafeText.Show(room.Name)}",
            null => "the server",
        };
        var what = $"{Plural.Of(LinesOf(text), "line")}, {Plural.Of(Encoding.UTF8.GetByteCount(text), "byte")}";
        Choice[] choices = [new('i', "put it into the line; Enter sends it"), new('f', $"send it as a file to {whom}"), new('d', "discard it")];
        return new Question("A long paste", [what + "."], choices, otherwise: 2);
    }

    /// <summary>Sends the text as a file.</summary>
    /// <param name="text">The text.</param>
    /// <param name="shown">As for <see cref="Ask"/>: what is pasted into a private talk is for nobody else, and a room is told where it is.</param>
    /// <param name="context">The clock, which names the file.</param>
    /// <param name="perform">Does an action to its end.</param>
    public static async Task PutAsync(string text, BufferKey? shown, CommandContext context, Func<ChatAction, Task> perform)
    {
        var to = shown is { Kind: BufferKind.Private } talk ? talk.Name : "";
        // Nobody else may read it on its way: the folder is the user's alone.
        var folder = Directory.CreateTempSubdirectory("msgr-");
        try
        {
            var name = "paste-" + context.Now.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture) + ".txt";
            var path = Path.Combine(folder.FullName, name);
            await File.WriteAllTextAsync(path, text + "\n");
            await perform(new PutAction([path], name, ExistingPolicy.Default, TransferTransports.Tcp | TransferTransports.Rudp) { To = to, Told = to.Length > 0 ? null : shown, IsPassing = true });
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static int LinesOf(string text) => text.Count(c => c == '\n') + 1;
}
