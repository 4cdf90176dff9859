using Messenger.Platform.Text;
using Microsoft.Extensions.Logging;
using ZLogger;

namespace Messenger.Server.Hosting;

/// <summary>The log on stderr: text or JSON lines, never a secret, and nothing of a stranger's that a terminal would act on.</summary>
internal static class ServerLog
{
    /// <summary>A log.</summary>
    /// <param name="format">How it is written.</param>
    /// <param name="level">The least important that is logged.</param>
    public static ILoggerFactory Create(LogFormat format, LogLevel level) => LoggerFactory.Create(logging =>
    {
        logging.SetMinimumLevel(level);
        // Kestrel reports every connection that a scanner breaks; what matters of that is logged by the handler.
        logging.AddFilter("Microsoft", level > LogLevel.Warning ? level : LogLevel.Warning);
        logging.AddZLoggerConsole(options =>
        {
            options.LogToStandardErrorThreshold = LogLevel.Trace;
            if (format == LogFormat.Json)
                options.UseJsonFormatter();
            else
                options.UsePlainTextFormatter(text => text.SetPrefixFormatter($"{0:longdate} {1:short} ", (in template, in info) => template.Format(info.Timestamp, info.LogLevel)));
        });
    });

    /// <summary>A name of a stranger, as a log may hold it.</summary>
    public static string Show(string text) => SafeText.Show(text);
}
