using McpGateway.Foundation;
using McpGateway.Foundation.OAuth;

namespace McpGateway.Core.Egress.Providers;

/// <summary>
/// Finds and judges what an authorization server publishes about itself (RFC 8414, OpenID Connect Discovery). It must name the issuer that
/// was asked for.
/// </summary>
internal sealed class IssuerMetadata(EgressHttp http)
{
    private const string UnusableEndpoints = "The authorization server's endpoints may not be used: they must be https addresses.";

    public async Task<IssuerAnswer> FindAsync(string issuer, CancellationToken cancellationToken)
    {
        if (http.Problem(issuer) is not null || !Uri.TryCreate(issuer, UriKind.Absolute, out var address))
        {
            return new(
                new Error(ErrorKind.BadGateway, "The server's authorization server has an address that may not be used."), IsAbsent: false);
        }

        var isAbsent = true;
        foreach (var candidate in AuthorizationServerMetadata.AddressesOf(address))
        {
            var metadata = await http.GetAsync(candidate, cancellationToken);
            if (metadata.IsSuccess)
            {
                return new(Judge(issuer, AuthorizationServerMetadata.Read(metadata)), IsAbsent: false);
            }

            isAbsent &= metadata.SaysNotHere;
        }

        return new(new Error(ErrorKind.BadGateway, "The server's authorization server publishes no metadata."), isAbsent);
    }

    private Result<OAuthEndpoints> Judge(string issuer, AuthorizationServerMetadata metadata)
    {
        // RFC 8414 §3.3: exactly the one that was asked for; a difference of one slash is tolerated because origins are written both ways.
        if (metadata.Issuer is not { } stated || stated.TrimEnd('/') != issuer.TrimEnd('/'))
        {
            return new Error(ErrorKind.BadGateway, "The authorization server's metadata names another issuer.");
        }

        if (http.Problem(metadata.TokenEndpoint) is not null)
        {
            return new Error(ErrorKind.BadGateway, UnusableEndpoints);
        }

        return new OAuthEndpoints
        {
            Issuer = stated,
            StatesIssuer = metadata.StatesIssuer,
            AuthorizationEndpoint = metadata.AuthorizationEndpoint ?? "",
            TokenEndpoint = metadata.TokenEndpoint!,
            RevocationEndpoint = http.Problem(metadata.RevocationEndpoint) is null ? metadata.RevocationEndpoint : null,
            RegistrationEndpoint = http.Problem(metadata.RegistrationEndpoint) is null ? metadata.RegistrationEndpoint : null,
            TakesMetadataDocuments = metadata.TakesMetadataDocuments,
            ConsentProblem = ConsentProblem(metadata),
            ClientAuthentication = Authentication(metadata.ClientAuthentications),

            // Only where it is listed: elsewhere asking for it is an error.
            Scopes = metadata.Scopes.Contains(OAuthScopeNames.OfflineAccess) ? [OAuthScopeNames.OfflineAccess] : [],
        };
    }

    private string? ConsentProblem(AuthorizationServerMetadata metadata) =>
        !metadata.OffersS256 ? "The authorization server does not offer PKCE with S256."
        : http.Problem(metadata.AuthorizationEndpoint) is not null ? UnusableEndpoints
        : null;

    private static string Authentication(IReadOnlyList<string>? supported) =>
        supported is null || supported.Contains(ClientAuthentications.Basic) ? ClientAuthentications.Basic
        : supported.Contains(ClientAuthentications.Post) ? ClientAuthentications.Post
        : ClientAuthentications.None;
}

/// <summary>
/// What was found. <see cref="OAuthEndpoints.Scopes"/> holds what the provider wants to be asked for besides the server's scopes.
/// </summary>
/// <param name="Endpoints">The endpoints, or why there are none.</param>
/// <param name="IsAbsent">Every place was asked and none has anything: not trouble on the way, and nothing that contradicts.</param>
internal sealed record IssuerAnswer(Result<OAuthEndpoints> Endpoints, bool IsAbsent);
