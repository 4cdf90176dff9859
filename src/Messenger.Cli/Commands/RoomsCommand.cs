using System.Globalization;
using Messenger.Cli.Output;
using Messenger.Cli.Output.Json;
using Messenger.Cli.Terminal;
using Messenger.Contracts.Chat;
using Messenger.Platform;

namespace Messenger.Cli.Commands;

/// <summary><c>msgr rooms</c>: which rooms there are.</summary>
internal sealed class RoomsCommand(ConnectionOptions connection, bool json) : ICommand
{
    /// <inheritdoc/>
    public Task<ExitCode> RunAsync(CommandContext context, CancellationToken cancel) => OneShot.RunAsync(
        connection,
        context,
        async session =>
        {
            var rooms = new List<RoomSummary>();
            await foreach (var room in session.ListRoomsAsync(cancel))
                rooms.Add(room);
            Write(context, rooms, json);
            return ExitCode.Done;
        },
        cancel);

    internal static void Write(CommandContext context, IReadOnlyList<RoomSummary> rooms, bool json)
    {
        if (json)
        {
            context.Write(ObjectOf(rooms));
            return;
        }

        // Piped: fields for cut and awk. On a terminal: columns.
        var widest = rooms.Count == 0 || !context.OutputIsTerminal ? 0 : rooms.Max(r => TextWidth.Of(context.Show(r.Room)));
        foreach (var room in rooms)
        {
            var name = context.Show(room.Room);
            var count = room.MemberCount.ToString(CultureInfo.InvariantCulture);
            var line = context.OutputIsTerminal
                ? $"{name}{new string(' ', widest - TextWidth.Of(name))}  {count,5}  {context.Show(room.Topic)}".TrimEnd()
                : $"{name}\t{count}\t{context.Show(room.Topic).Replace('\t', ' ')}";
            context.Out.WriteLine(line);
        }
    }

    internal static RoomsObject ObjectOf(IReadOnlyList<RoomSummary> rooms) =>
        new([.. rooms.Select(r => new RoomItem(r.Room, r.MemberCount, r.Topic))]);
}
