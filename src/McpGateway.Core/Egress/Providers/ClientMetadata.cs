using System.Text.Json.Nodes;
using McpGateway.Foundation.OAuth;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Egress.Providers;

/// <summary>
/// What the gateway says about itself as a client: in a document whose address is its client id, for providers that take such (Client ID
/// Metadata Documents), and when it registers (RFC 7591).
/// </summary>
internal sealed class ClientMetadata(IOptions<EgressOptions> options)
{
    public const string DocumentPath = "/oauth2/egress/client.json";

    public const string CallbackPath = "/oauth2/egress/callback";

    private static readonly string[] PrivateSuffixes = [".localhost", ".local", ".internal", ".intranet", ".lan", ".corp", ".home.arpa"];

    /// <summary>
    /// The client id that stands for the document; null when a provider could not fetch it, or when the operator wants none.
    /// </summary>
    /// <param name="redirectUri">Where providers send users back to.</param>
    public string? ClientIdFor(string redirectUri)
    {
        if (!options.Value.UsesClientMetadata)
        {
            return null;
        }

        return options.Value.ClientMetadataUrl
            ?? (redirectUri.EndsWith(
                CallbackPath,
                StringComparison.Ordinal) && IsPublic(redirectUri) ? redirectUri[..^CallbackPath.Length] + DocumentPath : null);
    }

    /// <summary>The document. Also when it is published elsewhere: then it is there to be copied.</summary>
    /// <param name="address">The gateway's address, without a trailing slash.</param>
    public JsonObject Document(string address)
    {
        var document = Describe(address + CallbackPath, ClientAuthentications.None);
        document["client_id"] = options.Value.ClientMetadataUrl ?? address + DocumentPath;
        document["client_uri"] = address + "/";
        return document;
    }

    public static JsonObject Describe(string redirectUri, string authentication) => new()
    {
        ["client_name"] = "MCP Gateway",
        ["redirect_uris"] = new JsonArray(redirectUri),
        ["grant_types"] = new JsonArray("authorization_code", "refresh_token"),
        ["response_types"] = new JsonArray("code"),
        ["token_endpoint_auth_method"] = authentication,

        // OpenID Connect Registration §2: a web client's redirects use https and not localhost.
        ["application_type"] = new Uri(redirectUri).IsLoopback ? "native" : "web",
    };

    private static bool IsPublic(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && uri.Scheme == Uri.UriSchemeHttps
        && uri.HostNameType == UriHostNameType.Dns
        && uri.Host.Contains('.', StringComparison.Ordinal)
        && !PrivateSuffixes.Any(suffix => uri.Host.EndsWith(suffix, StringComparison.OrdinalIgnoreCase));
}
