using Messenger.Cli.Output;
using Messenger.Cli.Output.Json;
using Messenger.Contracts.Files;
using Messenger.Platform;
using Messenger.Platform.Text;
using Spectre.Console;

namespace Messenger.Cli.Commands;

/// <summary><c>msgr files</c>: which files the server has.</summary>
internal sealed class FilesCommand(ConnectionOptions connection, string? pattern, bool json, bool sha256) : ICommand
{
    /// <inheritdoc/>
    public Task<ExitCode> RunAsync(CommandContext context, CancellationToken cancel) => OneShot.RunAsync(
        connection,
        context,
        async session =>
        {
            var listed = session.ListFilesAsync(pattern ?? "", sha256, cancel);
            // Digests are to be compared and copied: as sha256sum prints them, on a terminal too.
            var found = json || (context.OutputIsTerminal && !sha256)
                ? await WriteAllAsync(context, listed)
                : await WriteLinesAsync(context, listed);
            if (found)
                return ExitCode.Done;
            context.Note(pattern is null ? "the server has no files" : $"{Wording.NoMatch(pattern)}; msgr files lists all");
            return pattern is null ? ExitCode.Done : ExitCode.NotFound;
        },
        cancel);

    /// <summary>The line of a file for other programs: its whole path, or what <c>sha256sum -c</c> reads.</summary>
    internal static string LineOf(FileEntry file, CommandContext context)
    {
        var path = context.Show(file.Path);
        return file.Sha256.Length == 0 ? path : $"{Convert.ToHexStringLower(file.Sha256)}  {path}";
    }

    internal static FilesObject ObjectOf(IEnumerable<FileEntry> files) => new([.. files.Select(f =>
        new FileItem(f.Path, f.Size, DateTimeOffset.FromUnixTimeMilliseconds(f.Modified), f.MediaType)
        {
            Sha256 = f.Sha256.Length == 0 ? null : Convert.ToHexStringLower(f.Sha256),
        })]);

    internal static void WriteTable(CommandContext context, IReadOnlyList<FileEntry> files)
    {
        var table = new Table().Border(TableBorder.None).HideHeaders();
        table.AddColumn(new TableColumn("").RightAligned().NoWrap().PadLeft(0));
        table.AddColumn(new TableColumn("").NoWrap());
        table.AddColumn(new TableColumn("").NoWrap());
        table.AddColumn(new TableColumn(""));
        var wide = context.Columns() >= 72;
        foreach (var file in files)
        {
            table.AddRow(
                new Text(Quantities.Size(file.Size), new Style(Color.Green)),
                new Text(Quantities.Moment(DateTimeOffset.FromUnixTimeMilliseconds(file.Modified), context.Now), new Style(decoration: Decoration.Dim)),
                new Text(wide ? SafeText.Show(file.MediaType) : "", new Style(decoration: Decoration.Dim)),
                new Text(SafeText.Show(file.Path)));
        }

        SpectreConsole.On(context.Out, context.ColorOutput, context.Columns).Write(table);
    }

    private static async Task<bool> WriteLinesAsync(CommandContext context, IAsyncEnumerable<FileEntry> files)
    {
        var any = false;
        await foreach (var file in files)
        {
            context.Out.WriteLine(LineOf(file, context));
            any = true;
        }

        return any;
    }

    private async Task<bool> WriteAllAsync(CommandContext context, IAsyncEnumerable<FileEntry> listed)
    {
        var files = new List<FileEntry>();
        await foreach (var file in listed)
            files.Add(file);
        if (json)
        {
            context.Write(ObjectOf(files));
        }
        else if (files.Count > 0)
        {
            WriteTable(context, files);
            context.Out.WriteLine($"{Plural.Of(files.Count, "file")}, {Quantities.Size(files.Sum(f => (double)f.Size))}");
        }

        return files.Count > 0;
    }
}
