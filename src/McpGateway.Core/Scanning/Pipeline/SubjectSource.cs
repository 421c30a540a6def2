using System.Collections.Immutable;
using McpGateway.Core.Agents;
using McpGateway.Core.Agents.Cards;
using McpGateway.Core.Registry.Servers;
using McpGateway.Core.Scanning.Analysis;
using McpGateway.Core.Scanning.Subjects;

namespace McpGateway.Core.Scanning.Pipeline;

/// <summary>Reads what is to be scanned from the store.</summary>
internal sealed class SubjectSource(ServerRepository servers, AgentRepository agents, ServerCatalog catalog)
{
    private KnownServers? _known;

    /// <returns>Null when there is neither a server nor an agent at the path.</returns>
    public async Task<ScanSubject?> FindAsync(string path, CancellationToken cancellationToken)
    {
        if (await servers.FindAsync(path, cancellationToken) is { Value: var server })
        {
            return SubjectReader.Of(
                server,
                (await servers.FindToolsAsync(path, cancellationToken))?.Value,
                (await servers.FindSecretsAsync(path, cancellationToken))?.Value.Headers.Count > 0,
                Neighbours());
        }

        return await agents.FindAsync(path, cancellationToken) is { Value: var agent }
            ? SubjectReader.Of(agent, AddressOf(agent), Neighbours())
            : null;
    }

    /// <summary>What a scan of an agent as it is now is known by.</summary>
    public static string FingerprintOf(AgentDocument agent) => SubjectReader.FingerprintOf(agent, AddressOf(agent));

    private static Uri? AddressOf(AgentDocument agent) =>
        CardReader.Read(agent.Card).Card is { } card && Uri.TryCreate(card.Url, UriKind.Absolute, out var address) ? address : null;

    /// <summary>The same list for as long as no name, host or tool has changed.</summary>
    private IReadOnlyList<ScanNeighbour> Neighbours()
    {
        var entries = catalog.Current;
        var known = Volatile.Read(ref _known);
        if (known is null || !known.SaysTheSame(entries))
        {
            known = new(entries, [.. entries.Values.Select(NeighbourOf)]);
            Volatile.Write(ref _known, known);
        }
        else if (!ReferenceEquals(known.Entries, entries))
        {
            Volatile.Write(ref _known, known with { Entries = entries });
        }

        return known.Servers;
    }

    private static ScanNeighbour NeighbourOf(CatalogEntry entry) => new(
        entry.Server.Key, entry.Server.ServerName,
        Uri.TryCreate(entry.Server.ProxyPassUrl, UriKind.Absolute, out var address) ? address.Host : null,
        [.. (entry.Tools ?? []).Select(static tool => tool.Name)]);

    private sealed record KnownServers(ImmutableSortedDictionary<string, CatalogEntry> Entries, IReadOnlyList<ScanNeighbour> Servers)
    {
        public bool SaysTheSame(ImmutableSortedDictionary<string, CatalogEntry> entries) => ReferenceEquals(Entries, entries)
            || (Entries.Count == entries.Count && Entries.Values.Zip(entries.Values).All(static pair => IsSame(pair.First, pair.Second)));

        /// <summary>What was found of tools is replaced, never changed.</summary>
        private static bool IsSame(CatalogEntry left, CatalogEntry right) => ReferenceEquals(left, right)
            || (ReferenceEquals(left.Tools, right.Tools) && left.Server.Key == right.Server.Key
                && left.Server.ServerName == right.Server.ServerName && left.Server.ProxyPassUrl == right.Server.ProxyPassUrl);
    }
}
