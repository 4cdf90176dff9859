using System.Text.Json;
using Messenger.Server.Trust;
using Messenger.Testing;

namespace Messenger.Server.Tests.Trust;

public sealed class AuditLogTests
{
    [Fact]
    public void An_act_is_a_line_that_nobody_else_can_read_and_that_holds_one_act_whatever_was_said()
    {
        using var directory = new TemporaryDirectory();
        var audit = new AuditLog(directory["audit.log"], new ManualTimeProvider());
        audit.Write("ada", "192.0.2.1", "ban", ["bob", "a\n{\"act\":\"forged\"}\u001b[31m"], null);
        audit.Write("ada", "ctl", "kick", ["bob"], "bob is not here.");

        string[] lines = File.ReadAllLines(directory["audit.log"]);
        Assert.Equal(2, lines.Length);
        Assert.Equal("ban", JsonDocument.Parse(lines[0]).RootElement.GetProperty("act").GetString());
        Assert.Equal("bob is not here.", JsonDocument.Parse(lines[1]).RootElement.GetProperty("refused").GetString());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(directory["audit.log"]));
    }

    [Fact]
    public void A_full_file_is_put_aside_and_the_oldest_goes()
    {
        using var directory = new TemporaryDirectory();
        string path = directory["audit.log"];
        var audit = new AuditLog(path, new ManualTimeProvider());
        for (int file = 0; file < AuditLog.FilesKept + 2; file++)
        {
            using (var full = new FileStream(path, FileMode.OpenOrCreate))
                full.SetLength(AuditLog.FileBytes);
            audit.Write("ada", "ctl", "kick", [$"{file}"], null);
        }

        Assert.Equal(AuditLog.FilesKept + 1, Directory.GetFiles(directory.Path).Length);
        Assert.Contains("\"5\"", Assert.Single(File.ReadAllLines(path)));
    }
}
