using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace McpGateway.Core.Audit.Chain;

/// <summary>Whether the audit is signed from where it begins. Degraded and no more otherwise: nothing is lost by serving on.</summary>
internal sealed class AuditCheck(SealAudit seal) : IHealthCheck
{
    public const string Name = "audit";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(seal.Problem is { } problem
            ? HealthCheckResult.Degraded($"The audit is not what was written; signing began anew behind it. {problem}")
            : HealthCheckResult.Healthy());
}
