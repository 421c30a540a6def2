using System.Text.Json;
using System.Text.Json.Serialization;
using McpGateway.Foundation.Records;

namespace McpGateway.Core.MetricsService;

/// <summary>A metric as it is kept (stream <c>metrics</c>).</summary>
internal sealed record MetricEntry
{
    public required string RequestId { get; init; }

    public required string Service { get; init; }

    public string? ServiceVersion { get; init; }

    public string? InstanceId { get; init; }

    public required string MetricType { get; init; }

    public required DateTimeOffset Timestamp { get; init; }

    public required double Value { get; init; }

    public double? DurationMs { get; init; }

    public required IReadOnlyDictionary<string, string> Dimensions { get; init; }

    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>A dimension, or what the metadata says under that name.</summary>
    public string? Find(string name) => Dimensions.GetValueOrDefault(name) ?? Metadata.GetValueOrDefault(name);

    public LogEntry ToLogEntry() => new()
    {
        Stream = RecordStreams.Metrics,
        At = Timestamp,
        User = Service,
        Server = Find("server_name") ?? Find("server"),
        Outcome = Find("success"),
        Method = MetricType,
        Target = Find("tool_name"),
        Client = Find("client_name"),
        Instance = InstanceId,
        Value = DurationMs,
        Body = JsonSerializer.Serialize(this, MetricsJsonContext.Default.MetricEntry),
    };
}

/// <summary>The answer of <c>POST /metrics</c>.</summary>
internal sealed record MetricsAccepted(string Status, int Accepted, int Rejected, IReadOnlyList<string> Errors, string RequestId);

/// <summary>The answer of <c>GET /rate-limit</c>.</summary>
internal sealed record MetricsRate(string Service, int RateLimit, long Remaining);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MetricEntry))]
[JsonSerializable(typeof(SearchEntry))]
[JsonSerializable(typeof(MetricsAccepted))]
[JsonSerializable(typeof(MetricsRate))]
internal sealed partial class MetricsJsonContext : JsonSerializerContext;
