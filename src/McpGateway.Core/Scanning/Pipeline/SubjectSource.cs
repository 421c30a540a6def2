using McpGateway.Core.Agents;
using McpGateway.Core.Agents.Cards;
using McpGateway.Core.Registry.Servers;
using McpGateway.Core.Scanning.Analysis;
using McpGateway.Core.Scanning.Subjects;

namespace McpGateway.Core.Scanning.Pipeline;

/// <summary>Reads what is to be scanned from the store.</summary>
internal sealed class SubjectSource(ServerRepository servers, AgentRepository agents, ServerCatalog catalog)
{
    /// <returns>Null when there is neither a server nor an agent at the path, or it is one of the product's own.</returns>
    public async Task<ScanSubject?> FindAsync(string path, CancellationToken cancellationToken)
    {
        if (await servers.FindAsync(path, cancellationToken) is { Value: var server })
        {
            return server.IsBuiltIn
                ? null
                : SubjectReader.Of(
                    server,
                    (await servers.FindToolsAsync(path, cancellationToken))?.Value,
                    (await servers.FindSecretsAsync(path, cancellationToken))?.Value.Headers.Count > 0,
                    NeighboursOf(path));
        }

        return await agents.FindAsync(path, cancellationToken) is { Value: var agent }
            ? SubjectReader.Of(agent, AddressOf(agent), NeighboursOf(path))
            : null;
    }

    private static Uri? AddressOf(AgentDocument agent) =>
        CardReader.Read(agent.Card).Card is { } card && Uri.TryCreate(card.Url, UriKind.Absolute, out var address) ? address : null;

    /// <summary>Versions of one server are expected to resemble each other.</summary>
    private IReadOnlyList<ScanNeighbour> NeighboursOf(string path) =>
    [
        .. catalog.Current.Values.Where(entry => entry.Server.Key != ServerVersions.PathOf(path)).Select(static entry => new ScanNeighbour(
            entry.Server.Key, entry.Server.ServerName,
            Uri.TryCreate(entry.Server.ProxyPassUrl, UriKind.Absolute, out var address) ? address.Host : null,
            [.. (entry.Tools ?? []).Select(static tool => tool.Name)])),
    ];
}
