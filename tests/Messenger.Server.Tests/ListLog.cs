using Microsoft.Extensions.Logging;

namespace Messenger.Server.Tests;

/// <summary>A log as a list of lines: level, sentence, and the exception's message where there is one.</summary>
/// <param name="lines">Where they go.</param>
internal sealed class ListLog(List<string> lines) : ILogger
{
    private readonly Lock _gate = new();

    /// <summary>The lines so far, of a log that somebody writes to meanwhile.</summary>
    public string[] Lines
    {
        get
        {
            lock (_gate)
                return [.. lines];
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_gate)
            lines.Add($"{logLevel} {formatter(state, exception)} {exception?.Message}");
    }
}
