using Messenger.Client.Session;
using Messenger.Contracts;
using Messenger.Contracts.Chat;
using Messenger.Contracts.Control;
using Messenger.Platform;

namespace Messenger.Client.Chat;

/// <summary>Messages out: typed, sent, accepted; sent again after a lost connection. Called under the model's lock.</summary>
/// <param name="model">The model.</param>
/// <param name="wire">The connection.</param>
internal sealed class OutboxKeeper(ChatModel model, ChatWire wire)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private TaskCompletionSource? _empty;

    /// <summary>Takes a message in, and sends it where there is a connection.</summary>
    /// <exception cref="UserError">Empty, too long, or too many wait.</exception>
    public OutboxEntry Add(BufferKey buffer, string text, MessageKind kind)
    {
        if (text.Length is 0 or > WireLimits.TextLength)
        {
            throw new UserError(ExitCode.Usage, text.Length == 0
                ? "an empty message cannot be sent"
                : $"a message has at most {WireLimits.TextLength} characters, and this one {text.Length}; send it in parts, or as a file");
        }

        var now = wire.Time.GetUtcNow();
        var entry = new OutboxEntry(new ChatLine
        {
            Buffer = buffer,
            Id = Guid.CreateVersion7(now),
            Time = now,
            From = model.OwnName,
            Text = text,
            Kind = kind,
            Own = true,
        });
        if (!model.Waiting.TryAdd(entry))
            throw new UserError(ExitCode.Failure, $"{model.Waiting.Count} messages wait already; wait until the server is back");
        Tell(entry, null);
        Flush();
        return entry;
    }

    /// <summary>Sends what may leave.</summary>
    public void Flush()
    {
        while (wire.IsOnline && model.Waiting.TryTakeNext(out var entry))
        {
            Tell(entry!, null);
            try
            {
                wire.Ask(entry!.ToFrame, reply => HandleReply(entry!, reply));
            }
            catch (UserError e)
            {
                Refuse(entry!, e);
            }
        }
    }

    /// <summary>A message of the user's own is in a log, however that was learnt.</summary>
    public void Accept(ChatLine inLog)
    {
        if (model.Waiting.Remove(inLog.Id) is not { } entry)
            return;
        entry.State = DeliveryState.Accepted;
        Tell(entry, null);
        entry.Accept(inLog);
        TellWhenEmpty();
        Flush();
    }

    /// <summary>The connection is lost.</summary>
    public void Disconnect()
    {
        foreach (var entry in model.Waiting.Requeue())
            Tell(entry, null);
    }

    /// <summary>The session is over.</summary>
    public void Close(UserError error)
    {
        foreach (var entry in model.Waiting.TakeAll())
            entry.Fail(error);
        TellWhenEmpty();
    }

    /// <summary>Ends when nothing waits.</summary>
    public Task WhenEmpty()
    {
        if (model.Waiting.Count == 0)
            return Task.CompletedTask;
        _empty ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
        return _empty.Task;
    }

    private void HandleReply(OutboxEntry entry, ServerFrame reply)
    {
        // It was seen in the log before.
        if (entry.State != DeliveryState.Sent)
            return;
        switch (reply)
        {
            case MessageAccepted accepted:
                Accept(entry.Line with
                {
                    Epoch = accepted.Epoch,
                    Sequence = accepted.Sequence,
                    Time = accepted.Time > 0 ? DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(accepted.Time, MaxTime)) : entry.Line.Time,
                });
                break;
            case Refused { Code: RefusalCode.TooFast }:
                Hold(entry);
                break;
            case Refused refused:
                Refuse(entry, Refusals.ToError(refused));
                break;
            default:
                Refuse(entry, new UserError(ExitCode.Protocol, "the server answered the message with something else; it is another version, or broken"));
                break;
        }
    }

    // CTL-FLOOD-1
    private void Hold(OutboxEntry entry)
    {
        // Those that left together are refused together: that is one reason to wait, not many.
        if (!model.Waiting.IsHeld)
            wire.Later(Pause, Release);
        model.Waiting.Hold(entry);
        Tell(entry, null);
    }

    private void Release()
    {
        model.Waiting.Release();
        Flush();
    }

    private void Refuse(OutboxEntry entry, UserError error)
    {
        if (model.Waiting.Remove(entry.Line.Id) is null)
            return;
        entry.State = DeliveryState.Refused;
        Tell(entry, error.Message);
        entry.Fail(error);
        TellWhenEmpty();
        Flush();
    }

    private void Tell(OutboxEntry entry, string? why) => wire.Emit(new DeliveryEvent(entry.Line, entry.State, why));

    private void TellWhenEmpty()
    {
        if (model.Waiting.Count > 0)
            return;
        _empty?.TrySetResult();
        _empty = null;
    }

    private static readonly long MaxTime = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
}
