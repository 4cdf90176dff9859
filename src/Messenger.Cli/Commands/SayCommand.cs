using Messenger.Cli.Output;
using Messenger.Contracts;
using Messenger.Contracts.Chat;
using Messenger.Platform;

namespace Messenger.Cli.Commands;

/// <summary>What <c>msgr say</c> needs.</summary>
/// <param name="Connection">Whom to talk to.</param>
/// <param name="To">One user; null: a room.</param>
/// <param name="Room">The room, where <paramref name="To"/> is null.</param>
/// <param name="Kind">Said or done.</param>
/// <param name="Text">The text; null: standard input.</param>
internal sealed record SayOptions(ConnectionOptions Connection, string? To, string Room, MessageKind Kind, string? Text)
{
    /// <summary>From what was typed.</summary>
    /// <exception cref="UserError">It makes no sense; <see cref="ExitCode.Usage"/>.</exception>
    public static SayOptions Of(ConnectionOptions connection, string? to, string? room, bool me, IReadOnlyList<string> words)
    {
        if (to is not null && room is not null)
            throw new UserError(ExitCode.Usage, "--to and --room exclude each other; say it to one person or in one room");
        if (to is not null && string.IsNullOrWhiteSpace(to))
            throw new UserError(ExitCode.Usage, "--to is empty; give a name");
        var text = words is ["-"] ? null : string.Join(' ', words);
        if (text is not null && string.IsNullOrWhiteSpace(text))
            throw new UserError(ExitCode.Usage, "there is nothing to say; give TEXT, or - to read standard input");
        return new(connection, to, string.IsNullOrWhiteSpace(room) ? WireLimits.Lobby : room, me ? MessageKind.Action : MessageKind.Text, text);
    }
}

/// <summary><c>msgr say</c>: says one thing and leaves when it is in the log.</summary>
internal sealed class SayCommand(SayOptions options) : ICommand
{
    /// <summary>Characters read from standard input: sixty-four full messages. More is a file, not something to say.</summary>
    internal const int MostInput = 64 * WireLimits.TextLength;

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var messages = MessageText.Split(options.Text ?? await ReadInputAsync(context.In, cancel)).ToArray();
        if (messages.Length == 0)
            throw new UserError(ExitCode.Usage, "there is nothing to say: standard input is empty");

        return await OneShot.RunAsync(
            options.Connection,
            context,
            async session =>
            {
                foreach (var text in messages)
                {
                    await (options.To is { } user
                        ? session.TellAsync(user, text, options.Kind, cancel)
                        : session.SayAsync(options.Room, text, options.Kind, cancel));
                }

                return ExitCode.Done;
            },
            cancel);
    }

    internal static async Task<string> ReadInputAsync(TextReader input, CancellationToken cancel)
    {
        var buffer = new char[MostInput + 1];
        // The pool, because a read of a terminal cannot be cancelled: a signal must not wait for it.
        var length = await Task.Run(() => input.ReadBlock(buffer, 0, buffer.Length), CancellationToken.None).WaitAsync(cancel);
        if (length > MostInput)
            throw new UserError(ExitCode.Usage, $"standard input is longer than {MostInput} characters; offer it as a file");
        return new string(buffer, 0, length).ReplaceLineEndings("\n").TrimEnd('\n');
    }
}
