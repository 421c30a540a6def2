using System.Collections.Frozen;
using McpGateway.Foundation.OAuth;
using Microsoft.Extensions.Options;

namespace McpGateway.Identity.Providers;

/// <summary>The connections to all providers.</summary>
internal sealed class ProviderConnections
{
    private readonly FrozenDictionary<string, ProviderConnection> _byName;
    private readonly FrozenDictionary<string, ProviderConnection> _byIssuer;

    public ProviderConnections(
        ProviderCatalog catalog, [FromKeyedServices(ProviderServices.HttpName)] OAuthClient oauth, IOptions<ProviderOptions> options,
        TimeProvider time, ILoggerFactory loggers)
    {
        var logger = loggers.CreateLogger<ProviderConnection>();
        var times = new RefreshTimes(
            TimeSpan.FromSeconds(options.Value.FreshForSeconds),
            TimeSpan.FromHours(options.Value.UsableForHours),
            TimeSpan.FromSeconds(options.Value.UnknownKeySeconds));
        var all = catalog.All.Select(definition => new ProviderConnection(definition, oauth, times, time, logger)).ToArray();
        _byName = all.ToFrozenDictionary(connection => connection.Definition.Name, StringComparer.Ordinal);
        _byIssuer = all
            .SelectMany(connection => connection.Definition.Issuers.Distinct().Select(issuer => (issuer, connection)))
            .ToFrozenDictionary(pair => pair.issuer, pair => pair.connection, StringComparer.Ordinal);
    }

    public ProviderConnection? Find(string name) => _byName.GetValueOrDefault(name);

    public ProviderConnection? FindByIssuer(string issuer) => _byIssuer.GetValueOrDefault(issuer);
}
