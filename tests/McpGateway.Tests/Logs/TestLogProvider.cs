using Microsoft.Extensions.Logging;

namespace McpGateway.Tests.Logs;

/// <summary>Brings what a gateway inside the test process logs into <see cref="TestLog"/>.</summary>
internal sealed class TestLogProvider(TestLog log, string host) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new Logger(log, host, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(TestLog log, string host, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Write(host, $"{logLevel} {category}: {formatter(state, exception)} {exception}");
    }
}

internal static class TestLogs
{
    /// <summary>
    /// Adds the test run's log, with the levels of the product's settings file, and all that the product itself has to say.
    /// </summary>
    public static ILoggingBuilder AddTestLog(this ILoggingBuilder logging, string host) => logging
        .AddProvider(new TestLogProvider(TestLog.Current, host))
        .AddFilter<TestLogProvider>(null, LogLevel.Information)
        .AddFilter<TestLogProvider>("McpGateway", LogLevel.Trace)
        .AddFilter<TestLogProvider>("Microsoft.AspNetCore", LogLevel.Warning)
        .AddFilter<TestLogProvider>("Microsoft.Hosting.Lifetime", LogLevel.Warning)
        .AddFilter<TestLogProvider>("System.Net.Http", LogLevel.Warning);
}
