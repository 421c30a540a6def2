using System.Diagnostics.Tracing;
using System.Globalization;
using McpGateway.Foundation;

namespace McpGateway.Host.Observability;

/// <summary>
/// Tells the operator when metrics or traces cannot be pushed: the SDK keeps its failures to itself, in an event source. The first is told,
/// then one a minute.
/// </summary>
internal sealed partial class ExportProblems : EventListener
{
    private const string Exporter = "OpenTelemetry-Exporter-OpenTelemetryProtocol";

    private readonly ILogger _logger;
    private readonly RepeatedFailures _failures;

    public ExportProblems(ILogger<ExportProblems> logger, TimeProvider time)
    {
        (_logger, _failures) = (logger, new(time));
        foreach (var source in EventSource.GetSources())
        {
            Listen(source);
        }
    }

    /// <summary>Also called while the base class is made, for sources that are there already: the constructor sees to those.</summary>
    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (_failures is not null)
        {
            Listen(eventSource);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.Level <= EventLevel.Warning && _failures.ShouldTell(out var untold))
        {
            LogProblem(LogText.Clean(TextOf(eventData)), untold);
        }
    }

    private void Listen(EventSource source)
    {
        if (source.Name == Exporter)
        {
            EnableEvents(source, EventLevel.Warning);
        }
    }

    /// <summary>The first line: the rest is a stack trace.</summary>
    private static string TextOf(EventWrittenEventArgs data)
    {
        var text = data.Message is null
            ? data.EventName ?? ""
            : string.Format(CultureInfo.InvariantCulture, data.Message, data.Payload is null ? [] : [.. data.Payload]);
        return text.Split('\n')[0].Trim();
    }

    [LoggerMessage(EventId = 15001, Level = LogLevel.Warning,
        Message = "Metrics or traces were not delivered to Otlp:Endpoint: {Problem} ({Untold} more failures since this was last told)")]
    private partial void LogProblem(string problem, long untold);
}
