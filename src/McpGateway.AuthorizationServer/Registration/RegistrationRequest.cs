using System.Text.Json;
using McpGateway.AuthorizationServer.Protocol;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;
using McpGateway.Identity.Clients;
using McpGateway.Identity.Tokens;

namespace McpGateway.AuthorizationServer.Registration;

/// <summary>Client metadata as a client states it (RFC 7591 §2), checked.</summary>
internal sealed record RegistrationRequest
{
    private const int MaxRedirects = 20;
    private const int MaxTextLength = 1000;

    // Repeated to the client; nothing here fetches or follows them.
    private static readonly string[] FurtherTexts =
        ["client_uri", "logo_uri", "policy_uri", "tos_uri", "software_id", "software_version", "software_statement_id", "application_type"];

    public required string Name { get; init; }

    public required IReadOnlyList<string> RedirectUris { get; init; }

    public required IReadOnlyList<string> GrantTypes { get; init; }

    public required string AuthMethod { get; init; }

    public required IReadOnlyDictionary<string, string> Further { get; init; }

    public static Result<RegistrationRequest> Read(JsonElement json, IEnumerable<string> schemes)
    {
        if (!StrictJson.TryReadStrings(json, "redirect_uris", out var redirects)
            || !StrictJson.TryReadStrings(json, "grant_types", out var grants)
            || !StrictJson.TryReadStrings(json, "response_types", out var responses)
            || !StrictJson.TryReadString(json, "token_endpoint_auth_method", out var method)
            || !StrictJson.TryReadString(json, "client_name", out var name)
            || !StrictJson.TryReadString(json, "scope", out var scope))
        {
            return Invalid("A member of the client metadata has the wrong type.");
        }

        var isForDevices = redirects.Count == 0 && grants.Contains(Identity.Clients.GrantTypes.DeviceCode);
        if (redirects.Count > MaxRedirects || (redirects.Count == 0 && !isForDevices))
        {
            return OAuthErrors.Of("invalid_redirect_uri", $"redirect_uris must have 1 to {MaxRedirects} entries.");
        }

        foreach (var uri in redirects)
        {
            if (RedirectUri.ProblemOf(uri, schemes) is { } problem)
            {
                return OAuthErrors.Of("invalid_redirect_uri", problem);
            }
        }

        if (ProblemOf(grants, responses, method, name, scope, isForDevices) is { } refusal)
        {
            return refusal;
        }

        return new RegistrationRequest
        {
            Name = string.IsNullOrWhiteSpace(name) ? "A client without a name" : name,
            RedirectUris = redirects,
            GrantTypes = Kept(grants, isForDevices),

            // RFC 7591 §2: client_secret_basic when nothing is said. MCP clients that say nothing are public all the same, but get what the
            // standard promises.
            AuthMethod = method ?? ClientAuthMethods.Basic,
            Further = ReadFurther(json, scope),
        };
    }

    private static Error? ProblemOf(
        IReadOnlyList<string> grants, IReadOnlyList<string> responses, string? method, string? name, string? scope, bool isForDevices)
    {
        if (method is not null && !ClientAuthMethods.All.Contains(method))
        {
            return Invalid($"token_endpoint_auth_method must be one of {string.Join(", ", ClientAuthMethods.All)}.");
        }

        if (grants.Count > 0 && !grants.Contains(Identity.Clients.GrantTypes.AuthorizationCode) && !isForDevices)
        {
            return Invalid("grant_types must contain authorization_code. Clients that act for themselves are made by an administrator.");
        }

        if (responses.Count > 0 && !responses.Contains("code"))
        {
            return Invalid("response_types must contain code.");
        }

        return name is { Length: > MaxTextLength } || OAuthScopes.Words(scope) is null
            ? Invalid("client_name or scope is too long or has characters that are not allowed.")
            : null;
    }

    // A server may register less than was asked for (RFC 7591 §2) and says so in its answer.
    private static string[] Kept(IReadOnlyList<string> asked, bool isForDevices) => asked.Count == 0
        ? [Identity.Clients.GrantTypes.AuthorizationCode, Identity.Clients.GrantTypes.RefreshToken]
        : [.. asked.Intersect(
            Identity.Clients.GrantTypes.ForUsers).Where(grant => !isForDevices || grant != Identity.Clients.GrantTypes.AuthorizationCode)];

    private static Dictionary<string, string> ReadFurther(JsonElement json, string? scope)
    {
        var further = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in FurtherTexts)
        {
            if (StrictJson.TryReadString(json, member, out var text) && text is { Length: > 0 and <= MaxTextLength })
            {
                further[member] = text;
            }
        }

        if (!string.IsNullOrEmpty(scope))
        {
            further["scope"] = scope;
        }

        return further;
    }

    private static Error Invalid(string detail) => OAuthErrors.Of("invalid_client_metadata", detail);
}
