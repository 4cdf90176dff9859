using Messenger.Client.Session;
using Messenger.Contracts.Control;

namespace Messenger.Cli.Output;

/// <summary>
/// What a person can do about what the server refused, in the words of where the person is: the server says what happened, and does not know
/// whether a shell or the chat is looked at.
/// </summary>
internal static class Advice
{
    /// <summary>A failure as one sentence, for a shell.</summary>
    /// <param name="sentence">What happened.</param>
    /// <param name="error">What was thrown; a refusal of the server is looked for behind it.</param>
    public static string OnCommandLine(string sentence, Exception? error) => Join(sentence, CodeOf(error) switch
    {
        RefusalCode.NoSuchFile => "msgr files lists what there is",
        RefusalCode.NoSuchParcel => "msgr get --inbox --list and msgr send --list name those that there are",
        RefusalCode.SecretNeeded => "give it with --secret-file FILE, or use an invitation that has it",
        _ => null,
    });

    /// <summary>The same for the chat, in every view of it.</summary>
    /// <param name="sentence">What happened.</param>
    /// <param name="error">What was thrown.</param>
    public static string InChat(string sentence, Exception? error) => Join(sentence, CodeOf(error) switch
    {
        RefusalCode.NoSuchFile => "/files lists what there is",
        RefusalCode.NoSuchParcel => "/inbox lists those that there are",
        _ => null,
    });

    private static string Join(string sentence, string? advice) => advice is null ? Wording.Of(sentence) : $"{Wording.Of(sentence)}; {advice}";

    // The end of a transfer is wrapped once more.
    private static RefusalCode? CodeOf(Exception? error)
    {
        while (error is not (null or RefusedException))
            error = error.InnerException;
        return (error as RefusedException)?.Code;
    }
}
