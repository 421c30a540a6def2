using McpGateway.Core.Registry.Servers;

namespace McpGateway.Core.Health.Checks;

/// <summary>What the registry's operations ask of health.</summary>
internal sealed class ServerHealth(HealthStateStore states, HealthChecker checker, ServerRepository servers) : IServerHealth
{
    public HealthView Get(string key) => states.Find(key) is { } state ? ViewOf(state) : HealthView.Unknown;

    public async Task<HealthView> CheckNowAsync(string key, CancellationToken cancellationToken)
    {
        var result = await checker.CheckAsync(key, isAsked: true, cancellationToken);
        return new(result.Status, result.LastChecked) { Finding = result.Finding };
    }

    private static HealthView ViewOf(ServerHealthState state) => new(state.Status, state.LastChecked) { Finding = state.Finding };

    public async Task<ServerToolsRecord?> FetchToolsAsync(string key, CancellationToken cancellationToken)
    {
        var result = await checker.CheckAsync(key, isAsked: true, cancellationToken);
        return result.Tools is null ? null : (await servers.FindToolsAsync(key, cancellationToken))?.Value;
    }

    public Task<bool> DiscoverAsync(string key, IReadOnlyList<ServerHeader> credentials, CancellationToken cancellationToken) =>
        checker.DiscoverAsync(key, credentials, cancellationToken);
}
