using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation.Diagnostics;

namespace McpGateway.Core.Diagnostics;

/// <summary>Servers that are switched on and do not answer, by their last health check.</summary>
internal sealed class UpstreamCheck(ServerCatalog catalog, IServerHealth health) : IDiagnosticCheck
{
    public string Name => "upstreams";

    public Task<IReadOnlyList<Diagnosis>> RunAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Diagnosis>>(
    [
        .. catalog.Everything.Where(static entry => entry.Server.IsEnabled)
            .Select(entry => (entry.Server, Health: health.Get(entry.Server.Key)))
            .Where(static pair => pair.Health.Status.StartsWith("unhealthy", StringComparison.Ordinal))
            .Select(static pair => new Diagnosis(
                DiagnosisSeverity.Error,
                pair.Server.Address,
                $"The server does not answer: {pair.Health.Finding.Reason ?? pair.Health.Status}",
                pair.Health.Finding.FinalAddress is { } there
                    ? $"Register its address as {there}."
                    : "Start it, correct its address (mcpgw server edit), or switch it off (mcpgw server disable).")),
    ]);
}
