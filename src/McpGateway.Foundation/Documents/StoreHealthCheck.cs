using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace McpGateway.Foundation.Documents;

/// <summary>Whether the document store answers. A failure is the framework's to catch and to log.</summary>
internal sealed class StoreHealthCheck(IDocumentStorage storage) : IHealthCheck
{
    public const string Name = "store";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await storage.ReadRevisionAsync(cancellationToken);
        return HealthCheckResult.Healthy();
    }
}
