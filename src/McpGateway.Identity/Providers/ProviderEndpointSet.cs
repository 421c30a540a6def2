using System.Text.Json;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;

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

    /// <summary>The token endpoint takes the client's secret in the header only.</summary>
    public bool WantsBasic { get; init; }

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
    public static Result<ProviderEndpointSet> OfMetadata(JsonElement metadata, ProviderDefinition definition)
    {
        StrictJson.TryReadString(metadata, "issuer", out var issuer);
        if (issuer != definition.Issuers[0])
        {
            // §4.3: otherwise one provider could pass itself off as another.
            return new Error(ErrorKind.BadGateway, $"The metadata of {definition.Issuers[0]} names another issuer");
        }

        var authorization = definition.AuthorizationUrl ?? Address(metadata, "authorization_endpoint", issuer);
        var token = definition.TokenUrl ?? Address(metadata, "token_endpoint", issuer);
        var keys = definition.KeysUrl ?? Address(metadata, "jwks_uri", issuer);
        if (authorization is null || token is null || keys is null)
        {
            return new Error(ErrorKind.BadGateway, $"The metadata of {issuer} lacks authorization_endpoint, token_endpoint or jwks_uri");
        }

        StrictJson.TryReadStrings(metadata, "token_endpoint_auth_methods_supported", out var methods);
        return new ProviderEndpointSet
        {
            Authorization = authorization,
            Token = token,
            UserInfo = definition.UserInfoUrl ?? Address(metadata, "userinfo_endpoint", issuer),
            Keys = keys,
            Logout = definition.LogoutUrl ?? Address(metadata, "end_session_endpoint", issuer),
            StatesIssuer = metadata.TryGetProperty("authorization_response_iss_parameter_supported", out var states)
                && states.ValueKind == JsonValueKind.True,
            WantsBasic = methods.Contains("client_secret_basic") && !methods.Contains("client_secret_post"),
        };
    }

    // A provider that is reached over TLS does not send anybody to a place without it.
    private static Uri? Address(JsonElement metadata, string name, string issuer) =>
        StrictJson.TryReadString(metadata, name, out var text) && Uri.TryCreate(text, UriKind.Absolute, out var address)
        && (address.Scheme == "https" || (address.Scheme == "http" && issuer.StartsWith("http:", StringComparison.Ordinal)))
            ? address
            : null;
}
