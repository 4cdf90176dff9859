using Messenger.Contracts.Chat;

namespace Messenger.Client.Chat;

/// <summary>A message that was typed and is not in a log yet.</summary>
/// <param name="line">The message.</param>
internal sealed class OutboxEntry(ChatLine line)
{
    private readonly TaskCompletionSource<ChatLine> _accepted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ChatLine Line { get; } = line;

    public DeliveryState State { get; set; }

    /// <summary>Ends with the message's fate.</summary>
    public Task<ChatLine> Fate => _accepted.Task;

    public PostMessage ToFrame(uint requestId) => new()
    {
        RequestId = requestId,
        ClientMessageId = Line.Id,
        Room = Line.Buffer.Kind == BufferKind.Room ? Line.Buffer.Name : "",
        To = Line.Buffer.Kind == BufferKind.Private ? Line.Buffer.Name : "",
        Kind = Line.Kind,
        Text = Line.Text,
    };

    public void Accept(ChatLine inLog) => _accepted.TrySetResult(inLog);

    public void Fail(Platform.UserError error)
    {
        _accepted.TrySetException(error);
        // Views learn of it from the event and need not look at the task.
        _ = _accepted.Task.Exception;
    }
}
