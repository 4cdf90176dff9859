using Messenger.Cli.Output;
using Messenger.Cli.Output.Json;
using Messenger.Contracts;
using Messenger.Contracts.Chat;
using Messenger.Platform;

namespace Messenger.Cli.Commands;

/// <summary><c>msgr users</c>: who is there.</summary>
internal sealed class UsersCommand(ConnectionOptions connection, string? room, bool json) : ICommand
{
    /// <inheritdoc/>
    public Task<ExitCode> RunAsync(CommandContext context, CancellationToken cancel) => OneShot.RunAsync(
        connection,
        context,
        async session =>
        {
            var members = new List<Member>();
            await foreach (var member in session.ListMembersAsync(room ?? "", cancel))
                members.Add(member);
            Write(context, string.IsNullOrEmpty(room) ? WireLimits.Lobby : room, members, json);
            return ExitCode.Done;
        },
        cancel);

    internal static void Write(CommandContext context, string room, IReadOnlyList<Member> members, bool json)
    {
        if (json)
        {
            context.Write(ObjectOf(room, members));
            return;
        }

        foreach (var member in members)
            context.Out.WriteLine(context.Show(member.Name) + (member.Away && context.OutputIsTerminal ? " (away)" : ""));
    }

    internal static UsersObject ObjectOf(string room, IReadOnlyList<Member> members) =>
        new(room, [.. members.Select(m => new UserItem(m.Name, m.Away))]);
}
