using System.Text.Json.Nodes;
using McpGateway.Identity.Signing;
using McpGateway.Identity.Tokens;

namespace McpGateway.AuthorizationServer.Protocol;

/// <summary>RFC 6749 §5.1.</summary>
internal sealed record TokenResponse(IssuedToken Token, IReadOnlyList<string> Scopes, string? RefreshToken)
{
    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["access_token"] = Token.Text,
            ["token_type"] = "Bearer",
            ["expires_in"] = (long)(Token.ExpiresAt - Token.IssuedAt).TotalSeconds,
            ["scope"] = OAuthScopes.Join(Scopes),
        };
        if (RefreshToken is not null)
        {
            json["refresh_token"] = RefreshToken;
        }

        return json;
    }

    /// <summary>The id only.</summary>
    public override string ToString() => Token.Id;
}
