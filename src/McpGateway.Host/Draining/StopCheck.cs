using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace McpGateway.Host.Draining;

/// <summary>Not ready from the moment at which the process is told to stop. Remembers when it was asked: somebody may rely on it.</summary>
internal sealed class StopCheck(IHostApplicationLifetime lifetime, TimeProvider time) : IHealthCheck
{
    public const string Name = "stop";

    private long _asked;

    public bool WasAskedWithin(TimeSpan span) =>
        Interlocked.Read(ref _asked) is not 0 and var asked && time.GetElapsedTime(asked) <= span;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        Interlocked.Exchange(ref _asked, time.GetTimestamp());
        return Task.FromResult(lifetime.ApplicationStopping.IsCancellationRequested
            ? HealthCheckResult.Unhealthy("The process is stopping.")
            : HealthCheckResult.Healthy());
    }
}
