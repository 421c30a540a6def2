using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace McpGateway.Foundation.Documents;

/// <summary>Whether the state in memory is as new as <c>Storage:MaxStaleness</c> asks.</summary>
internal sealed class FreshnessCheck(StoreFreshness freshness) : IHealthCheck
{
    public const string Name = "freshness";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(freshness.IsStale
            ? HealthCheckResult.Unhealthy($"The store has not confirmed the state in memory for {freshness.Age.TotalSeconds:0} s.")
            : HealthCheckResult.Healthy());
}
