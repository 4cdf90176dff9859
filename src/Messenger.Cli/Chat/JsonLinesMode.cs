using Messenger.Cli.Output;
using Messenger.Cli.Output.Json;
using Messenger.Client.Chat;
using Messenger.Platform;

namespace Messenger.Cli.Chat;

/// <summary>
/// The bot kit: every event and every answer is one object a line on standard output, every line of standard input is a request. A request
/// that cannot be read gives an error object, and it goes on; the end of the input leaves when all requests are answered.
/// </summary>
/// <param name="link">The session.</param>
/// <param name="context">What the command runs in.</param>
/// <param name="loggedIn">Called after each login.</param>
internal sealed class JsonLinesMode(IChatLink link, CommandContext context, Action loggedIn) : IChatView
{
    private const int MostUnderWay = 256;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly ChatExecutor _executor = new(link, waits: true);
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _online = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(CancellationToken cancel)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var following = FollowAsync(over.Token);
        var answering = AnswerAsync(over.Token);
        if (await Task.WhenAny(following, answering) == answering)
        {
            var reason = await answering;
            // Who has nothing to ask still learns whether the login went well: an exit 0 means it did.
            if (!link.Online && await Task.WhenAny(following, _online.Task) == following)
                await following;
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            patience.CancelAfter(Patience);
            await link.LogoutAsync(reason, patience.Token);
        }

        await following;
        await over.CancelAsync();
        return ExitCode.Done;
    }

    private async Task FollowAsync(CancellationToken cancel)
    {
        UserError? ended = null;
        while (await link.Events.WaitToReadAsync(cancel))
        {
            var objects = new List<JsonObject>();
            while (objects.Count < 1_000 && link.Events.TryRead(out var happened))
            {
                if (happened is LoggedInEvent)
                {
                    loggedIn();
                    _online.TrySetResult();
                }

                if (EventObjects.Of(happened) is { } known)
                    objects.Add(known);
                if (happened is DisconnectedEvent { Error: { } error } end)
                {
                    ended = error;
                    objects.Add(new ErrorObject(
                        end.Refusal is { } refusal ? EventObjects.Kebab(refusal) : EventObjects.Kebab(error.Code), (int)error.Code, error.Message));
                }
            }

            Write(objects);
        }

        if (ended is not null)
            throw ended;
    }

    private async Task<string> AnswerAsync(CancellationToken cancel)
    {
        var underWay = new List<Task>();
        // The pool, because a read of a pipe cannot be cancelled.
        while (await Task.Run(context.In.ReadLine, CancellationToken.None).WaitAsync(cancel) is { } line)
        {
            if (string.IsNullOrWhiteSpace(line))
                continue;
            string? id = null;
            try
            {
                var action = RequestParser.Parse(line, out id);
                if (action is QuitAction quit)
                {
                    await Task.WhenAll(underWay);
                    Write([new OkObject { Id = id }]);
                    return quit.Reason;
                }

                underWay.RemoveAll(t => t.IsCompleted);
                underWay.Add(ExecuteAsync(action, id, cancel));
            }
            catch (UserError e)
            {
                Write([ReplyObjects.Error(e.Code, e.Message, id)]);
            }

            if (underWay.Count >= MostUnderWay)
                await Task.WhenAny(underWay);
        }

        await Task.WhenAll(underWay);
        return "";
    }

    private async Task ExecuteAsync(ChatAction action, string? id, CancellationToken cancel)
    {
        try
        {
            Write([ReplyObjects.Of(await _executor.ExecuteAsync(action, cancel), id)]);
        }
        catch (UserError e)
        {
            Write([ReplyObjects.Error(e.Code, e.Message, id)]);
        }
    }

    private void Write(IReadOnlyList<JsonObject> objects)
    {
        lock (_gate)
        {
            foreach (var value in objects)
                context.Write(value);
            if (objects.Count > 0)
                context.Out.Flush();
        }
    }
}
