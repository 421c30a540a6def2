using System.Collections.Concurrent;
using McpGateway.Core.Egress.Storage;
using McpGateway.Foundation;
using McpGateway.Proxy.Routing;

namespace McpGateway.Core.Egress.Providers;

/// <summary>Settings become endpoints: from a preset, as stated, or as the server advertises them.</summary>
internal sealed class ProviderResolver(UpstreamMetadata metadata, RouteTableHolder routes, TimeProvider time)
{
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(5);

    // Written and read here only. One entry per server that advertises its provider.
    private readonly ConcurrentDictionary<string, (
        string Binding, DateTimeOffset Until, OAuthEndpoints Endpoints)> _advertised = new(StringComparer.Ordinal);

    /// <param name="egress">The settings.</param>
    /// <param name="target">What they are for.</param>
    /// <param name="isFresh">Whether the server is to be asked even though its answer is remembered.</param>
    /// <param name="cancellationToken">Ends the questions.</param>
    public async Task<Result<OAuthEndpoints>> ResolveAsync(
        EgressServer egress, EgressTarget target, bool isFresh, CancellationToken cancellationToken)
    {
        var settings = egress.Settings;
        if (settings.Provider != ProviderPreset.Upstream)
        {
            return Overlay(ProviderPreset.Find(settings.Provider, settings.Tenant) ?? Stated(settings), settings);
        }

        if (!isFresh
            && _advertised.TryGetValue(egress.Key, out var known)
            && known.Binding == egress.Binding
            && known.Until > time.GetUtcNow())
        {
            return known.Endpoints;
        }

        var found = await metadata.FindAsync(AddressOf(target), cancellationToken);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        var endpoints = Overlay(found.Value, settings);
        _advertised[egress.Key] = (egress.Binding, time.GetUtcNow() + Remembered, endpoints);
        return endpoints;
    }

    /// <summary>Where requests go, as the data plane computes it.</summary>
    private Uri AddressOf(EgressTarget target) =>
        !target.IsAgent && routes.Current.Match(target.Key + "/mcp") is { } match && match.Route.Path == target.Key
            ? match.Upstream.For(match.Remainder, "")
            : new Uri(target.Asked!);

    private static OAuthEndpoints Stated(EgressSettingsRecord settings) => new()
    {
        Issuer = settings.Issuer,
        AuthorizationEndpoint = settings.AuthorizationEndpoint ?? "",
        TokenEndpoint = settings.TokenEndpoint ?? "",
        RevocationEndpoint = settings.RevocationEndpoint,
    };

    private static OAuthEndpoints Overlay(OAuthEndpoints found, EgressSettingsRecord settings) => found with
    {
        ClientAuthentication = settings.ClientAuthentication ?? found.ClientAuthentication,
        Resource = settings.Resource ?? found.Resource,
        Scopes = settings.Provider == ProviderPreset.Upstream
            ? (settings.Scopes.Count > 0 ? settings.Scopes : found.Scopes)
            : [.. settings.Scopes.Union(found.Scopes, StringComparer.Ordinal)],
    };
}
