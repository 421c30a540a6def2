using System.Security.Cryptography;
using McpGateway.Foundation.Records;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.MetricsService;

/// <summary>Keeps what is sent. It is durable when it is answered, so there is nothing to flush.</summary>
internal sealed class MetricsCollection(IRecordLog log, IOptions<MetricsServiceOptions> options, TimeProvider time)
{
    private const int IdBytes = 8;

    public DateTimeOffset Now => time.GetUtcNow();

    public TimeSpan Kept => TimeSpan.FromDays(options.Value.RetentionDays);

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
        if (entries.Length > 0)
        {
            await log.AppendAsync(entries, cancellationToken);
        }

        return new("success", entries.Length, request.Expired, request.Warnings, id);
    }
}
