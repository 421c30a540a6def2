using McpGateway.Foundation;
using McpGateway.Foundation.OAuth;

namespace McpGateway.Identity.Providers;

/// <summary>Where a provider does what.</summary>
internal sealed record ProviderEndpointSet
{
    public required Uri Authorization { get; init; }

    public required Uri Token { get; init; }

    public Uri? UserInfo { get; init; }

    public Uri? Keys { get; init; }

    public Uri? Logout { get; init; }

    /// <summary>The provider puts its issuer into answers (RFC 9207): one without it is not its answer.</summary>
    public bool StatesIssuer { get; init; }

    /// <summary>How a client with a secret authenticates: in the form, unless the provider takes the header only.</summary>
    public string ClientAuthentication { get; init; } = ClientAuthentications.Post;

    /// <summary>The addresses of the configuration; null when some are missing that only the provider's metadata can tell.</summary>
    public static ProviderEndpointSet? OfConfiguration(ProviderDefinition definition) =>
        definition is { AuthorizationUrl: { } authorization, TokenUrl: { } token }
            && (definition.KeysUrl is not null || !definition.IsOpenId)
            ? new()
            {
                Authorization = authorization,
                Token = token,
                UserInfo = definition.UserInfoUrl,
                Keys = definition.KeysUrl,
                Logout = definition.LogoutUrl,
            }
            : null;

    /// <summary>The provider's metadata (OpenID Connect Discovery 1.0 §3), with what the configuration says laid over it.</summary>
    public static Result<ProviderEndpointSet> OfMetadata(AuthorizationServerMetadata metadata, ProviderDefinition definition)
    {
        var issuer = metadata.Issuer;
        if (issuer != definition.Issuers[0])
        {
            // §4.3: otherwise one provider could pass itself off as another.
            return new Error(ErrorKind.BadGateway, $"The metadata of {definition.Issuers[0]} names another issuer");
        }

        var authorization = definition.AuthorizationUrl ?? Address(metadata.AuthorizationEndpoint, issuer);
        var token = definition.TokenUrl ?? Address(metadata.TokenEndpoint, issuer);
        var keys = definition.KeysUrl ?? Address(metadata.JwksUri, issuer);
        if (authorization is null || token is null || keys is null)
        {
            return new Error(ErrorKind.BadGateway, $"The metadata of {issuer} lacks authorization_endpoint, token_endpoint or jwks_uri");
        }

        var methods = metadata.ClientAuthentications ?? [];
        return new ProviderEndpointSet
        {
            Authorization = authorization,
            Token = token,
            UserInfo = definition.UserInfoUrl ?? Address(metadata.UserInfoEndpoint, issuer),
            Keys = keys,
            Logout = definition.LogoutUrl ?? Address(metadata.EndSessionEndpoint, issuer),
            StatesIssuer = metadata.StatesIssuer,
            ClientAuthentication = methods.Contains(ClientAuthentications.Basic) && !methods.Contains(ClientAuthentications.Post)
                ? ClientAuthentications.Basic
                : ClientAuthentications.Post,
        };
    }

    // A provider that is reached over TLS does not send anybody to a place without it.
    private static Uri? Address(string? text, string issuer) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && (address.Scheme == "https" || (address.Scheme == "http" && issuer.StartsWith("http:", StringComparison.Ordinal)))
            ? address
            : null;
}
