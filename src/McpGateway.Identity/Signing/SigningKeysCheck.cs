using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace McpGateway.Identity.Signing;

/// <summary>Whether tokens can be signed, and verified by others: not before the first key is there.</summary>
internal sealed class SigningKeysCheck(SigningKeyRing keys) : IHealthCheck
{
    public const string Name = "signing-keys";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(keys.Current.IsEmpty ? HealthCheckResult.Unhealthy("There is no signing key.") : HealthCheckResult.Healthy());
}
