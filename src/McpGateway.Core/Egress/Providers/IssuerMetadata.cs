using McpGateway.Foundation;

namespace McpGateway.Core.Egress.Providers;

/// <summary>
/// Reads what an authorization server publishes about itself (RFC 8414, OpenID Connect Discovery). It must name the issuer that was asked
/// for.
/// </summary>
internal sealed class IssuerMetadata(EgressHttp http)
{
    public async Task<IssuerAnswer> FindAsync(string issuer, CancellationToken cancellationToken)
    {
        if (http.Problem(issuer) is not null || !Uri.TryCreate(issuer, UriKind.Absolute, out var address))
        {
            return new(
                new Error(ErrorKind.BadGateway, "The server's authorization server has an address that may not be used."), IsAbsent: false);
        }

        var isAbsent = true;
        foreach (var candidate in Addresses(address))
        {
            var metadata = await http.GetAsync(candidate, cancellationToken);
            if (metadata.IsSuccess)
            {
                return new(Read(issuer, metadata), IsAbsent: false);
            }

            isAbsent &= metadata.SaysNotHere;
        }

        return new(new Error(ErrorKind.BadGateway, "The server's authorization server publishes no metadata."), isAbsent);
    }

    private Result<OAuthEndpoints> Read(string issuer, EgressReply metadata)
    {
        // RFC 8414 §3.3: exactly the one that was asked for; a difference of one slash is tolerated because origins are written both ways.
        if (metadata.Text("issuer") is not { } stated || stated.TrimEnd('/') != issuer.TrimEnd('/'))
        {
            return new Error(ErrorKind.BadGateway, "The authorization server's metadata names another issuer.");
        }

        var authorization = metadata.Text("authorization_endpoint");
        var token = metadata.Text("token_endpoint");
        if (http.Problem(token) is not null)
        {
            return new Error(ErrorKind.BadGateway, "The authorization server's endpoints may not be used: they must be https addresses.");
        }

        var registration = metadata.Text("registration_endpoint");
        var revocation = metadata.Text("revocation_endpoint");
        return new OAuthEndpoints
        {
            Issuer = stated,
            StatesIssuer = metadata.Flag("authorization_response_iss_parameter_supported"),
            AuthorizationEndpoint = authorization ?? "",
            TokenEndpoint = token!,
            RevocationEndpoint = http.Problem(revocation) is null ? revocation : null,
            RegistrationEndpoint = http.Problem(registration) is null ? registration : null,
            TakesMetadataDocuments = metadata.Flag("client_id_metadata_document_supported"),
            ConsentProblem = ConsentProblem(authorization, metadata),
            ClientAuthentication = Authentication(metadata.Texts("token_endpoint_auth_methods_supported")),

            // Only where it is listed: elsewhere asking for it is an error.
            Scopes = metadata.Texts("scopes_supported")?.Contains(OAuthScopeNames.OfflineAccess) == true
                ? [OAuthScopeNames.OfflineAccess]
                : [],
        };
    }

    private string? ConsentProblem(string? authorization, EgressReply metadata) =>
        metadata.Texts(
            "code_challenge_methods_supported")?.Contains("S256") != true ? "The authorization server does not offer PKCE with S256."
        : http.Problem(authorization) is not null ? "The authorization server's endpoints may not be used: they must be https addresses."
        : null;

    private static IEnumerable<Uri> Addresses(Uri issuer)
    {
        var origin = issuer.GetLeftPart(UriPartial.Authority);
        var path = issuer.AbsolutePath.TrimEnd('/');
        yield return new($"{origin}/.well-known/oauth-authorization-server{path}");
        yield return new($"{origin}/.well-known/openid-configuration{path}");
        if (path.Length > 0)
        {
            yield return new($"{origin}{path}/.well-known/openid-configuration");
        }
    }

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
