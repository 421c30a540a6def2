using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation.Diagnostics;

namespace McpGateway.Core.Diagnostics;

/// <summary>Tools that are not those that were looked at: their definitions changed, and nobody has approved them since.</summary>
internal sealed class ToolCheck(ServerCatalog catalog) : IDiagnosticCheck
{
    public string Name => "unpinned-tools";

    public Task<IReadOnlyList<Diagnosis>> RunAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Diagnosis>>(
    [
        .. from entry in catalog.Everything
           let changed = (entry.Tools ?? []).Where(static tool => tool.HasChanged).Select(static tool => tool.Name).ToArray()
           where changed.Length > 0
           select new Diagnosis(
               DiagnosisSeverity.Warning,
               entry.Server.Address,
               $"Tools changed since they were approved: {string.Join(", ", changed)}.",
               $"Look at them (mcpgw server tools {entry.Server.Address}), then pin them: mcpgw server approve {entry.Server.Address}."),
    ]);
}
