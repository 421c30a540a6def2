using McpGateway.Core.Agents;
using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Audit.Masking;
using McpGateway.Core.Egress.Storage;
using McpGateway.Core.Health;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation.Documents;
using McpGateway.Proxy.Routing;
using Microsoft.Extensions.Options;
using Route = McpGateway.Proxy.Routing.Route;

namespace McpGateway.Core.Routing;

/// <summary>
/// Follows servers and agents, their secrets and their health, and publishes the route table. The only writer of <see
/// cref="RouteTableHolder"/>.
/// </summary>
internal sealed partial class RoutePublisher(
    ServerRepository servers,
    ServerCatalog catalog,
    AgentCatalog agents,
    HealthRepository health,
    EgressRepository egress,
    IEnumerable<BuiltInServer> builtIns,
    RouteTableHolder holder,
    UpstreamTraffics traffics,
    IOptions<RoutingOptions> options,
    ILogger<RoutePublisher> logger) : IChangeHandler
{
    private readonly Dictionary<string, BuiltInServer> _builtIns = builtIns.ToDictionary(
        server => ServerPath.KeyOf(server.Path), StringComparer.Ordinal);
    private readonly Dictionary<string, Route> _routes = new(StringComparer.Ordinal);

    public ChangePhase Phase => ChangePhase.Derived;

    /// <exception cref="InvalidOperationException">The catalogue could not follow: this is to be told again with it.</exception>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        ThrowIfBehind();
        var secrets = (
            await servers.ListSecretsAsync(cancellationToken)).ToDictionary(item => item.Key, item => item.Value, StringComparer.Ordinal);
        var states = (await health.ListAsync(cancellationToken)).ToDictionary(item => item.Key, item => item.Value, StringComparer.Ordinal);
        var usesEgress = (await egress.ListSettingsAsync(cancellationToken))
            .Where(item => item.Value.IsActive).Select(item => item.Key).ToHashSet(StringComparer.Ordinal);

        _routes.Clear();

        // Of the catalogue and not of the store: a server and its pins are of the same moment.
        foreach (var entry in catalog.Everything)
        {
            var key = entry.Server.Key;
            Set(key, Compile(
                entry, secrets.GetValueOrDefault(key), states.GetValueOrDefault(key), usesEgress.Contains(ServerVersions.PathOf(key)),
                entry.Server.RecordsArguments ? await servers.FindToolsAsync(key, cancellationToken) : null));
        }

        foreach (var (key, entry) in agents.Current)
        {
            Set(key, Compile(entry, secrets.GetValueOrDefault(key), states.GetValueOrDefault(key), usesEgress.Contains(key)));
        }

        Publish(revision: 0);
    }

    /// <exception cref="InvalidOperationException">
    /// The catalogue could not follow: routes keep the pins that they had, and this is to be told again with it.
    /// </exception>
    public async Task ApplyAsync(ChangeSet changes, CancellationToken cancellationToken)
    {
        var keys = changes.KeysOf(
            ServerRepository.Servers.Name, ServerRepository.Tools.Name, ServerRepository.Secrets.Name, HealthRepository.Health.Name,
            EgressRepository.Settings.Name,
            AgentRepository.Agents.Name)
            .Union(
                changes.KeysOf(EgressRepository.Settings.Name).SelectMany(catalog.VersionsOf).Select(static entry => entry.Server.Key),
                StringComparer.Ordinal)
            .ToArray();
        if (keys.Length == 0)
        {
            return;
        }

        var changed = false;
        foreach (var key in keys)
        {
            changed |= Set(key, await CompileAsync(changes, key, cancellationToken));
        }

        if (changed)
        {
            Publish(changes.Revision);
        }

        ThrowIfBehind();
    }

    private void ThrowIfBehind()
    {
        if (catalog.IsBehind)
        {
            throw new InvalidOperationException("The catalogue of servers is behind: routes wait for what is pinned.");
        }
    }

    private async Task<Route?> CompileAsync(ChangeSet changes, string key, CancellationToken cancellationToken)
    {
        var server = await FindServerAsync(changes, key, cancellationToken);
        var agent = agents.Current.GetValueOrDefault(key);
        if (server is null && agent is null)
        {
            return null;
        }

        var secrets = await changes.FindAsync(ServerRepository.Secrets, key, cancellationToken);
        var state = await changes.FindAsync(HealthRepository.Health, key, cancellationToken);
        var usesEgress = (await changes.FindAsync(
            EgressRepository.Settings, ServerVersions.PathOf(key), cancellationToken))?.Value.IsActive == true;
        return server is not null
            ? Compile(
                server, secrets?.Value, state?.Value, usesEgress,
                server.Server.RecordsArguments ? await changes.FindAsync(ServerRepository.Tools, key, cancellationToken) : null)
            : Compile(agent!, secrets?.Value, state?.Value, usesEgress);
    }

    /// <summary>
    /// The server as the catalogue has it, with the pins that belong to it. While that is behind, only what closes a route is taken from
    /// the store: that a server is switched off, or gone.
    /// </summary>
    private async Task<CatalogEntry?> FindServerAsync(ChangeSet changes, string key, CancellationToken cancellationToken)
    {
        var known = catalog.Find(key);
        if (known is null || !catalog.IsBehind)
        {
            return known;
        }

        var stored = await changes.FindAsync(ServerRepository.Servers, key, cancellationToken);
        return stored is null ? null
            : stored.Value.IsEnabled ? known
            : known with { Server = known.Server with { IsEnabled = false } };
    }

    private Route? Compile(AgentEntry agent, ServerSecretsRecord? secrets, HealthRecord? state, bool usesEgress) =>
        RouteCompiler.CompileAgent(new AgentSources(agent, secrets, state, usesEgress, traffics.Of(agent.Agent.Path)), options.Value);

    private Route? Compile(
        CatalogEntry entry, ServerSecretsRecord? secrets, HealthRecord? state, bool usesEgress, Document<ServerToolsRecord>? tools) =>
        RouteCompiler.Compile(
            new(
                entry.Server, secrets, state, usesEgress, _builtIns.GetValueOrDefault(entry.Server.Key), traffics.Of(entry.Server.Key),
                entry.Pins)
            {
                IsHeld = entry.Rules.IsHeld,
                ArgumentSecrets = entry.Server.RecordsArguments ? SecretsOf(tools?.Value) : null,
            },
            options.Value);

    private static Dictionary<string, IReadOnlySet<string>> SecretsOf(ServerToolsRecord? tools)
    {
        var secrets = new Dictionary<string, IReadOnlySet<string>>(StringComparer.Ordinal);
        foreach (var tool in tools?.Tools ?? [])
        {
            secrets[tool.Name] = SecretArguments.Of(tool.InputSchema);
        }

        return secrets;
    }

    /// <returns>Whether the table differs from before: most health documents change no route.</returns>
    private bool Set(string key, Route? route)
    {
        if (route is null)
        {
            traffics.Remove(key);
            return _routes.Remove(key);
        }

        if (_routes.TryGetValue(key, out var known) && IsSame(known, route))
        {
            return false;
        }

        if (known is not null && PlacesOf(known) != PlacesOf(route))
        {
            // What calls met at the former address says nothing of the new one.
            traffics.Remove(key);
            route = route with { Traffic = traffics.Of(key) };
        }

        _routes[key] = route;
        return true;
    }

    private static (Uri, Uri?, Uri?) PlacesOf(Route route) => (route.Upstream, route.McpEndpoint, route.SseEndpoint);

    private static bool IsSame(Route left, Route right) =>
        left.Headers.SequenceEqual(right.Headers) && left with { Headers = right.Headers } == right;

    private void Publish(long revision)
    {
        holder.Publish(new RouteTable(_routes.Values, revision));
        LogPublished(_routes.Count, revision);
    }

    [LoggerMessage(EventId = 7001, Level = LogLevel.Debug, Message = "Published {Count} routes at revision {Revision}.")]
    private partial void LogPublished(int count, long revision);
}
