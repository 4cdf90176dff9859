using Microsoft.Extensions.Logging;

namespace Messenger.Server.Tests;

/// <summary>A log in a list.</summary>
/// <param name="lines">Takes the lines.</param>
internal sealed class ListLog(List<string> lines) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        lines.Add($"{logLevel} {formatter(state, exception)} {exception?.Message}");
}
