namespace McpGateway.Foundation.OAuth;

/// <summary>
/// What an authorization server publishes about itself (RFC 8414 §2, OpenID Connect Discovery 1.0 §3), as it stands there: whether the
/// issuer is the right one and the addresses may be used is for the reader to judge.
/// </summary>
public sealed record AuthorizationServerMetadata
{
    public string? Issuer { get; private init; }

    public string? AuthorizationEndpoint { get; private init; }

    public string? TokenEndpoint { get; private init; }

    public string? RevocationEndpoint { get; private init; }

    public string? RegistrationEndpoint { get; private init; }

    public string? UserInfoEndpoint { get; private init; }

    public string? EndSessionEndpoint { get; private init; }

    /// <summary>Where the keys are.</summary>
    public string? JwksUri { get; private init; }

    /// <summary>The server names itself in its answers (RFC 9207): one without is not from it.</summary>
    public bool StatesIssuer { get; private init; }

    /// <summary>The server takes the address of a metadata document for a client id.</summary>
    public bool TakesMetadataDocuments { get; private init; }

    /// <summary>PKCE with S256 (RFC 7636 §4.2).</summary>
    public bool OffersS256 { get; private init; }

    /// <summary>Ways of client authentication; null when it names none.</summary>
    public IReadOnlyList<string>? ClientAuthentications { get; private init; }

    public IReadOnlyList<string> Scopes { get; private init; } = [];

    /// <summary>Reads a metadata document. What is missing or of another type is null.</summary>
    public static AuthorizationServerMetadata Read(OAuthAnswer document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return new()
        {
            Issuer = document.Text("issuer"),
            AuthorizationEndpoint = document.Text("authorization_endpoint"),
            TokenEndpoint = document.Text("token_endpoint"),
            RevocationEndpoint = document.Text("revocation_endpoint"),
            RegistrationEndpoint = document.Text("registration_endpoint"),
            UserInfoEndpoint = document.Text("userinfo_endpoint"),
            EndSessionEndpoint = document.Text("end_session_endpoint"),
            JwksUri = document.Text("jwks_uri"),
            StatesIssuer = document.Flag("authorization_response_iss_parameter_supported"),
            TakesMetadataDocuments = document.Flag("client_id_metadata_document_supported"),
            OffersS256 = document.Texts("code_challenge_methods_supported")?.Contains("S256") == true,
            ClientAuthentications = document.Texts("token_endpoint_auth_methods_supported"),
            Scopes = document.Texts("scopes_supported") ?? [],
        };
    }

    /// <summary>Where the document of an issuer may lie, in the order of the MCP authorization specification.</summary>
    public static IEnumerable<Uri> AddressesOf(Uri issuer)
    {
        ArgumentNullException.ThrowIfNull(issuer);
        var origin = issuer.GetLeftPart(UriPartial.Authority);
        var path = issuer.AbsolutePath.TrimEnd('/');
        yield return new($"{origin}/.well-known/oauth-authorization-server{path}");
        yield return new($"{origin}/.well-known/openid-configuration{path}");
        if (path.Length > 0)
        {
            yield return new($"{origin}{path}/.well-known/openid-configuration");
        }
    }

    /// <summary>Where OpenID Connect Discovery 1.0 §4 has it: the issuer as it is written, and the well-known path behind it.</summary>
    public static Uri OpenIdAddressOf(string issuer)
    {
        ArgumentNullException.ThrowIfNull(issuer);
        return new(issuer.TrimEnd('/') + "/.well-known/openid-configuration");
    }
}
