using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Federation.Config;
using McpGateway.Core.Registry.Servers;

namespace McpGateway.Core.Federation.Sync;

/// <summary>
/// Marks what came from sources that are not configured any more: nobody else would, and only what is marked can be removed here.
/// </summary>
internal sealed class ForgottenSources(FederationConfigs configs, ServerCatalog servers, AgentCatalog agents, MissingItems missing)
{
    /// <returns>How many items were marked.</returns>
    public async Task<int> MarkAsync(CancellationToken cancellationToken)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (configId, config) in await configs.ListAsync(cancellationToken))
        {
            known.UnionWith(config.Sources.Select(source => FederationConfigRecord.KeyOf(configId, source.Id)));
        }

        if (!configs.AreSettingsWhole)
        {
            // Which sources there are is not known: those of an unreadable file are not forgotten.
            return 0;
        }

        var forgotten = servers.Current.Select(static item => (item.Key, item.Value.Server.Origin, IsAgent: false))
            .Concat(agents.Current.Select(static item => (item.Key, item.Value.Agent.Origin, IsAgent: true)))
            .Where(item => item.Origin is { OrphanedAt: null } origin && !known.Contains(origin.Source))
            .ToArray();
        var marked = 0;
        foreach (var (key, origin, isAgent) in forgotten)
        {
            var isMarked = await missing.MarkAsync(origin!.Source, key, isAgent, cancellationToken);
            marked += isMarked is { IsSuccess: true, Value: true } ? 1 : 0;
        }

        return marked;
    }
}
