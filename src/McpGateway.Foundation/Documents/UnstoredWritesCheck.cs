using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace McpGateway.Foundation.Documents;

/// <summary>
/// Whether revocations wait to be stored. The process is degraded then and no more: they are in force in it, and elsewhere they are not.
/// </summary>
internal sealed class UnstoredWritesCheck(DocumentStore documents) : IHealthCheck
{
    public const string Name = "unstored-revocations";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(documents.UnstoredCount is > 0 and var count
            ? HealthCheckResult.Degraded(string.Create(
                CultureInfo.InvariantCulture, $"{count} revocations are in force in this process and not stored yet."))
            : HealthCheckResult.Healthy());
}
