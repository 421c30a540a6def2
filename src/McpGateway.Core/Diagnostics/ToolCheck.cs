using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation.Diagnostics;

namespace McpGateway.Core.Diagnostics;

/// <summary>Tools and other definitions that are not those that were looked at, and that nobody has approved since.</summary>
internal sealed class ToolCheck(ServerCatalog catalog) : IDiagnosticCheck
{
    public string Name => "unpinned-tools";

    public Task<IReadOnlyList<Diagnosis>> RunAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Diagnosis>>(
        [.. catalog.Everything.SelectMany(Judge)]);

    internal static IEnumerable<Diagnosis> Judge(CatalogEntry entry)
    {
        var path = entry.Server.Address;
        var changed = (entry.Tools ?? []).Where(static tool => tool.HasChanged).Select(static tool => tool.Name).ToArray();
        if (changed.Length > 0)
        {
            yield return new(
                DiagnosisSeverity.Warning,
                path,
                $"Tools changed since they were approved: {string.Join(", ", changed)}.",
                $"Look at them (mcpgw server tools {path}), then pin them: mcpgw server approve {path}.");
        }

        if (entry.OtherChanges > 0)
        {
            yield return new(
                DiagnosisSeverity.Warning,
                path,
                $"Prompts, resources or instructions changed since they were approved: {entry.OtherChanges}.",
                "Look at them and decide under 'Changed definitions' in the menu, or by /api/pins.");
        }
    }
}
