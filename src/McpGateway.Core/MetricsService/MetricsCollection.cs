using System.Security.Cryptography;
using McpGateway.Foundation.Records;

namespace McpGateway.Core.MetricsService;

/// <summary>Keeps what is sent. It is durable when it is answered, so there is nothing to flush.</summary>
internal sealed class MetricsCollection(IRecordLog log, TimeProvider time)
{
    private const int IdBytes = 8;

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Whether anything was sent to this process: who does not use the service pays nothing for it.</summary>
    public bool IsUsed { get; private set; }

    public async Task<MetricsAccepted> TakeAsync(MetricsRequest request, CancellationToken cancellationToken)
    {
        var id = "req_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes));
        var entries = request.Metrics.Select(metric => new MetricEntry
        {
            RequestId = id,
            Service = request.Service,
            ServiceVersion = request.Version,
            InstanceId = request.InstanceId,
            MetricType = metric.Type,
            Timestamp = metric.At,
            Value = metric.Value,
            DurationMs = metric.DurationMs,
            Dimensions = metric.Dimensions,
            Metadata = metric.Metadata,
            CreatedAt = Now,
        }.ToLogEntry()).ToArray();
        IsUsed = true;
        await log.AppendAsync(entries, cancellationToken);
        return new("success", entries.Length, 0, request.Warnings, id);
    }
}
