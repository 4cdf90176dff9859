using System.Globalization;
using Messenger.Platform.Text;
using Microsoft.Extensions.Logging;
using ZLogger;

namespace Messenger.Server.Files;

/// <summary>Tells the log which names the library does not serve, and why: each once, and of many only that there are more. Any thread may.</summary>
/// <param name="log">The log.</param>
internal sealed class UnservedNames(ILogger log)
{
    /// <summary>Names that are told.</summary>
    public const int Most = 100;

    private readonly Lock _gate = new();
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    /// <summary>A name that could deceive.</summary>
    /// <param name="path">The path in the library.</param>
    /// <param name="fault">What is wrong with it, as <see cref="Messenger.Transfer.Plan.RelativePath.Fault"/> says it.</param>
    public void Tell(string path, string fault) => Once(path, $"'{SafeText.Show(path)}' is not served, for its name {fault}; rename it.");

    /// <summary>Names that cannot be told to anybody.</summary>
    /// <param name="folder">The folder that they are in; empty: the library itself.</param>
    /// <param name="count">How many.</param>
    public void TellNameless(string folder, int count) => Once(
        folder + "/\0",
        $"{count.ToString(CultureInfo.InvariantCulture)} in {(folder.Length == 0 ? "the library" : $"'{SafeText.Show(folder)}'")} not served, for the name is not UTF-8; rename what is there.");

    private void Once(string key, string sentence)
    {
        lock (_gate)
        {
            if (_told.Count > Most || !_told.Add(key))
                return;
            if (_told.Count > Most)
                log.ZLogWarning($"More names than these {Most} are not served; the others are not told.");
            else
                log.ZLogWarning($"{sentence}");
        }
    }
}
