using System.Text.Json;
using Messenger.Platform;
using Messenger.Platform.Files;
using Messenger.Platform.Text;

namespace Messenger.Server.Trust;

/// <summary>
/// What operators did: an object a line, appended and never changed. When the file is full it becomes <c>.1</c>, that one <c>.2</c>, and so on; the oldest goes.
/// </summary>
/// <param name="path">The file; made when missing, 0600.</param>
/// <param name="time">The clock.</param>
internal sealed class AuditLog(string path, TimeProvider time)
{
    /// <summary>Bytes of one file: some 40,000 acts.</summary>
    public const long FileBytes = 8 << 20;

    /// <summary>Full files that are kept.</summary>
    public const int FilesKept = 4;

    private readonly Lock _gate = new();

    /// <summary>Notes an act; when it returns, the system has it.</summary>
    /// <param name="who">Who.</param>
    /// <param name="from">Where from: an address, or the local socket.</param>
    /// <param name="act">What.</param>
    /// <param name="words">On whom, and how.</param>
    /// <param name="refusal">Why it was not done; null: it was.</param>
    /// <exception cref="UserError">The file cannot be written.</exception>
    public void Write(string who, string from, string act, IReadOnlyList<string> words, string? refusal)
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteString("time", time.GetUtcNow());
            json.WriteString("who", who);
            json.WriteString("from", from);
            json.WriteString("act", act);
            json.WriteStartArray("words");
            foreach (string word in words)
                json.WriteStringValue(SafeText.Show(word));
            json.WriteEndArray();
            if (refusal is not null)
                json.WriteString("refused", refusal);
            json.WriteEndObject();
        }

        line.WriteByte((byte)'\n');
        lock (_gate)
            Append(line.GetBuffer().AsSpan(0, (int)line.Length));
    }

    private void Append(ReadOnlySpan<byte> line)
    {
        try
        {
            if (File.Exists(path) && new FileInfo(path).Length + line.Length > FileBytes)
                Rotate();
            using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite, UnixCreateMode = PrivateFile.Mode, BufferSize = 0 });
            file.Write(line);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw UserError.OnFile("write the audit log", path, e);
        }
    }

    private void Rotate()
    {
        for (int number = FilesKept; number > 0; number--)
        {
            string from = number == 1 ? path : $"{path}.{number - 1}";
            if (File.Exists(from))
                File.Move(from, $"{path}.{number}", overwrite: true);
        }
    }
}
