using McpGateway.AuthorizationServer.Clients;
using McpGateway.AuthorizationServer.Grants;
using McpGateway.Foundation;
using McpGateway.Identity.Clients;
using McpGateway.Identity.Tokens;

namespace McpGateway.AuthorizationServer.Consents;

/// <summary>The clients that a user has authorized, for pages: what <c>/api/auth/connections</c> does, one entry per client.</summary>
public sealed class AuthorizedClients
{
    private readonly ConsentStore _consents;
    private readonly GrantStore _grants;
    private readonly ClientDirectory _clients;

    internal AuthorizedClients(ConsentStore consents, GrantStore grants, ClientDirectory clients) =>
        (_consents, _grants, _clients) = (consents, grants, clients);

    /// <summary>The caller's, the newest first.</summary>
    public async Task<IReadOnlyList<AuthorizedClient>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var consents = await _consents.ListAsync(caller.Subject, cancellationToken);
        var grants = (await _grants.ListAsync(caller.Subject, cancellationToken)).ToLookup(grant => grant.ClientId, StringComparer.Ordinal);
        return
        [
            .. consents.GroupBy(consent => consent.ClientId, StringComparer.Ordinal)
                .Select(own => Of([.. own.OrderByDescending(consent => consent.GrantedAt)], grants[own.Key]))
                .OrderByDescending(client => client.Since),
        ];
    }

    /// <summary>Takes back all that the caller allowed the client, and ends its tokens at once on every replica.</summary>
    public async Task<Result<string>> RevokeAsync(Caller caller, string clientId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return await _consents.RevokeAsync(caller.Subject, clientId, cancellationToken)
            ? clientId
            : new Error(ErrorKind.NotFound, "You have not let this client in.");
    }

    private AuthorizedClient Of(IReadOnlyList<ConsentRecord> consents, IEnumerable<GrantRecord> grants)
    {
        var newest = consents[0];
        return new(newest.ClientId, newest.ClientName, Known(newest))
        {
            Places = [.. consents.Select(
                consent => consent.RedirectUri.Length == 0 ? "" : RedirectUri.Place(consent.RedirectUri)).Distinct(StringComparer.Ordinal)],
            Resources = [
                .. consents.SelectMany(consent => consent.Resources).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Scopes = consents.Any(consent => OAuthScopes.Narrowing(consent.Scopes) is null)
                ? []
                : [.. consents.SelectMany(consent => consent.Scopes).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Since = consents[^1].GrantedAt,
            RenewedAt = grants.Max(grant => grant.RotatedAt),
        };
    }

    /// <summary>As the consent page said it.</summary>
    private ClientVerification Known(ConsentRecord consent) => _clients.SourceOf(consent.ClientId) switch
    {
        ClientSource.Configured or ClientSource.Service => ClientVerification.SetUpHere,
        ClientSource.MetadataDocument when RedirectUri.IdentifiesClient(consent.RedirectUri) => ClientVerification.Published,
        ClientSource.MetadataDocument => ClientVerification.ClaimsToBePublished,
        ClientSource.Registered => ClientVerification.Unverified,
    };
}

/// <summary>A client that a user has authorized.</summary>
/// <param name="Id">Its id: for clients with a metadata document the address of that.</param>
/// <param name="Name">What it calls itself.</param>
/// <param name="Verification">How far that can be trusted.</param>
public sealed record AuthorizedClient(string Id, string Name, ClientVerification Verification)
{
    /// <summary>Hosts or schemes that it is answered at; empty text for a device, which is answered nowhere.</summary>
    public IReadOnlyList<string> Places { get; init; } = [];

    public IReadOnlyList<string> Resources { get; init; } = [];

    /// <summary>Empty for all rights of the user.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    public DateTimeOffset Since { get; init; }

    /// <summary>When it last renewed its token; null when it has not, or has none that it could renew.</summary>
    public DateTimeOffset? RenewedAt { get; init; }
}

/// <summary>How a client came to be known.</summary>
public enum ClientVerification
{
    /// <summary>It registered itself under a name of its choice.</summary>
    Unverified,

    /// <summary>By the configuration or an administrator.</summary>
    SetUpHere,

    /// <summary>By a document at the address that is its id, and it is answered on the web.</summary>
    Published,

    /// <summary>The same, but any program on the user's computer may say so.</summary>
    ClaimsToBePublished,
}
