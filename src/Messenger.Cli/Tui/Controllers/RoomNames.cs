using Messenger.Cli.Chat;
using Messenger.Platform;

namespace Messenger.Cli.Tui.Controllers;

/// <summary>The names of the server's rooms, for completion: asked for when one is needed, and anew where they may have changed.</summary>
/// <param name="link">The session.</param>
/// <param name="time">The clock.</param>
internal sealed class RoomNames(IChatLink link, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);
    private IReadOnlyList<string> _known = [];
    private long? _asked;

    /// <summary>What is known of them, as they came.</summary>
    public IEnumerable<string> Known
    {
        get
        {
            if (link.Online && (_asked is not { } asked || time.GetElapsedTime(asked) > Fresh))
            {
                _asked = time.GetTimestamp();
                Loading = AskAsync();
            }

            return _known;
        }
    }

    /// <summary>Ends when what was asked for is there.</summary>
    public Task Loading { get; private set; } = Task.CompletedTask;

    private async Task AskAsync()
    {
        try
        {
            _known = [.. (await link.ListRoomsAsync(CancellationToken.None)).Select(room => room.Room)];
        }
        catch (UserError)
        {
            // Without them less is completed.
        }
    }
}
