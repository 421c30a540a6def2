using System.Text.Json.Nodes;
using McpGateway.AuthorizationServer.Grants;
using McpGateway.AuthorizationServer.Protocol;
using McpGateway.Foundation.Documents;
using McpGateway.Identity.Clients;
using McpGateway.Identity.Credentials;
using McpGateway.Identity.Tokens;

namespace McpGateway.AuthorizationServer.Exchange;

/// <summary>What a client may learn of its own tokens, and their end at its wish. Another client's tokens are as good as unknown.</summary>
internal sealed class TokenState(
    BearerCredentials bearers, RefreshTokens refreshTokens, GrantStore grants, GrantIssuer opening, DocumentStore documents,
    TimeProvider time)
{
    /// <summary>A refresh token takes its family with it; an access token only itself.</summary>
    public async Task RevokeAsync(OAuthClientRecord client, string token, CancellationToken cancellationToken)
    {
        if (refreshTokens.GrantIdOf(token) is { } grantId)
        {
            if (await grants.FindAsync(grantId, cancellationToken) is { } grant && grant.Value.ClientId == client.Id)
            {
                await grants.RevokeAsync(grantId, "its client revoked it", cancellationToken);
            }

            return;
        }

        var judged = await bearers.AuthenticateAsync(token, cancellationToken);
        if (judged.Identity is { TokenId: { } id, Resources: not null } identity && identity.ClientId == client.Id)
        {
            var record = new RevokedTokenRecord(id, time.GetUtcNow(), identity.ExpiresAt + TimeSpan.FromMinutes(10));
            var batch = new DocumentBatch().Put(RevokedTokens.Kind, id, record, expectedVersion: null).AsRevocation();
            await documents.CommitAsync(batch, cancellationToken);
        }
    }

    /// <returns>Null for a token that is not active, or not this client's.</returns>
    public async Task<JsonObject?> DescribeAsync(OAuthClientRecord client, string token, CancellationToken cancellationToken)
    {
        if (refreshTokens.GrantIdOf(token) is { } grantId)
        {
            return await grants.FindAsync(grantId, cancellationToken) is { Value: var grant }
                && grant.ClientId == client.Id
                && Secrets.Matches(grant.RefreshHash, token)
                && opening.IsAlive(grant)
                ? new()
                {
                    ["active"] = true,
                    ["client_id"] = grant.ClientId,
                    ["username"] = grant.Holder.UserName,
                    ["sub"] = grant.Holder.Subject,
                    ["scope"] = OAuthScopes.Join(grant.Scopes),
                    ["exp"] = grant.ExpiresAt.ToUnixTimeSeconds(),
                    ["iss"] = grant.Issuer,
                }
                : null;
        }

        var judged = await bearers.AuthenticateAsync(token, cancellationToken);
        return judged is { Resolved: { } resolved, Identity: { Resources: { } resources } identity } && identity.ClientId == client.Id
            ? new()
            {
                ["active"] = true,
                ["client_id"] = identity.ClientId,
                ["username"] = identity.UserName,
                ["sub"] = identity.Subject,
                ["scope"] = OAuthScopes.Join(identity.GrantedScopes ?? [OAuthScopes.Everything]),
                ["token_type"] = "Bearer",
                ["exp"] = identity.ExpiresAt.ToUnixTimeSeconds(),
                ["iat"] = identity.IssuedAt.ToUnixTimeSeconds(),
                ["jti"] = identity.TokenId,
                ["iss"] = resources.Origin,
                ["aud"] = OAuthAnswers.Strings(resources.Audiences),

                // What the token is worth now, which its own scope does not say.
                ["groups"] = OAuthAnswers.Strings(resolved.Caller.Groups),
            }
            : null;
    }
}
