using System.Text.Json.Nodes;
using McpGateway.Foundation;

namespace McpGateway.Identity.ApiTokens;

/// <summary>Wire form of vended tokens (registry contract §9).</summary>
internal static class TokenAnswer
{
    public static JsonObject ForUser(VendedToken vended, Caller caller, VendingRequest request, AuthOptions options, DateTimeOffset now)
    {
        var data = Tokens(vended, now);
        data["issued_at"] = vended.Token.IssuedAt.ToUnixTimeSeconds();
        data["description"] = request.Description;
        data["jti"] = vended.Token.Id;
        var body = ForAdministrator(vended, options, now);
        body["token_data"] = data;
        body["user_scopes"] = Strings(caller.Scopes);
        body["requested_scopes"] = Strings(vended.Scopes);
        return body;
    }

    public static JsonObject ForAdministrator(VendedToken vended, AuthOptions options, DateTimeOffset now) => new()
    {
        ["success"] = true,
        ["tokens"] = Tokens(vended, now),
        ["keycloak_url"] = options.KeycloakUrl,
        ["realm"] = options.KeycloakRealm,
        ["client_id"] = ApiTokenIssuer.ClientId,
    };

    public static JsonObject Describe(VendedTokenRecord token) => new()
    {
        ["jti"] = token.Id,
        ["owner"] = token.OwnerName,
        ["description"] = token.Description,
        ["scopes"] = Strings(token.Scopes),
        ["created_at"] = token.CreatedAt.ToString("O"),
        ["expires_at"] = token.ExpiresAt.ToString("O"),
        ["revoked_at"] = token.RevokedAt?.ToString("O"),
    };

    private static JsonObject Tokens(VendedToken vended, DateTimeOffset now) => new()
    {
        ["access_token"] = vended.Token.Text,
        ["refresh_token"] = null,
        ["expires_in"] = (long)Math.Round((vended.Token.ExpiresAt - now).TotalSeconds),
        ["refresh_expires_in"] = 0,
        ["token_type"] = "Bearer",
        ["scope"] = string.Join(' ', vended.Scopes),
    };

    private static JsonArray Strings(IEnumerable<string> values) => [.. values.Select(value => JsonValue.Create(value))];
}
