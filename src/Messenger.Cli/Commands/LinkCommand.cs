using System.Net;
using Messenger.Cli.Output;
using Messenger.Cli.Output.Json;
using Messenger.Client.Session;
using Messenger.Platform;

namespace Messenger.Cli.Commands;

/// <summary><c>msgr link</c>: an invitation to the server, with its key as it is now.</summary>
internal sealed class LinkCommand(ConnectionOptions connection, string? room, bool withSecret, bool qr, bool json) : ICommand
{
    /// <inheritdoc/>
    public Task<ExitCode> RunAsync(CommandContext context, CancellationToken cancel) => OneShot.RunAsync(
        connection,
        context,
        async session =>
        {
            await session.LoginAsync(cancel);
            var invitation = new Invitation(session.Identity.Address, string.IsNullOrEmpty(room) ? null : room, session.Identity.Fingerprint)
            {
                Secret = !withSecret ? null : session.Secret ?? throw new UserError(ExitCode.Usage, "no secret of this server is known here; leave --with-secret out, or give --secret-file FILE"),
            };
            // What is printed is read: a room that is no name would make a link that nobody can follow.
            _ = Invitation.Parse(invitation.ToString());
            Write(context, invitation);
            if (IsThisMachine(invitation.Server))
                context.Note($"{invitation.Server.Host} is this machine alone; name the address that others reach with --host");
            return ExitCode.Done;
        },
        cancel);

    private void Write(CommandContext context, Invitation invitation)
    {
        if (json)
        {
            context.Write(new LinkObject(invitation.ToString(), invitation.Server.ToString(), invitation.Room, invitation.Fingerprint!.Value.ToString()));
            return;
        }

        if (qr && context.OutputIsTerminal)
        {
            var lines = QrCode.Draw(invitation.ToString(), context.ColorOutput);
            if (QrCode.ColumnsOf(lines, context.ColorOutput) <= context.Columns())
                context.Out.WriteLine(string.Join('\n', lines));
            else
                context.Note("the terminal is too narrow for the QR code; make it wider, or use the line");
        }

        context.Out.WriteLine(invitation.ToString());
    }

    private static bool IsThisMachine(ServerAddress server) =>
        server.Host == "localhost" || (IPAddress.TryParse(server.Host, out var address) && IPAddress.IsLoopback(address));
}
