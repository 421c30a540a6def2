using McpGateway.Identity.Signing;
using Microsoft.Extensions.Options;

namespace McpGateway.AuthorizationServer.Grants;

/// <summary>Signs access tokens (RFC 9068).</summary>
internal sealed class AccessTokens(ITokenIssuer issuer, IOptions<OAuthOptions> options, TimeProvider time)
{
    /// <param name="grantId">The family that the token belongs to; null for a client that acts for itself.</param>
    public IssuedToken Issue(
        GrantOwner holder, string clientId, IReadOnlyList<string> scopes, IReadOnlyList<string> resources, string origin,
        string? grantId) => issuer.Issue(new()
        {
            Subject = holder.Subject,
            UserName = holder.UserName,
            Email = holder.Email,
            Provider = holder.Provider,
            Groups = holder.Groups,
            Scopes = scopes,
            Issuer = origin,
            Audiences = resources,
            AuthMethod = "oauth2",
            ClientId = clientId,
            ExpiresAt = time.GetUtcNow() + options.Value.AccessTokenLifetime,
            Ancestors = grantId is null ? [] : [grantId],
        });
}
