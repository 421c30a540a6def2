using McpGateway.AuthorizationServer.Protocol;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Identity.Clients;
using McpGateway.Identity.Credentials;
using Microsoft.Extensions.Options;

namespace McpGateway.AuthorizationServer.Grants;

/// <summary>Turns what a user allowed into a grant and its first tokens, in one commit with the end of what it came from.</summary>
internal sealed class GrantIssuer(
    DocumentStore documents, CallerFactory callers, AccessTokens tokens, RefreshTokens refreshTokens, IOptions<OAuthOptions> options,
    TimeProvider time)
{
    /// <summary>A new grant without its refresh token.</summary>
    public GrantRecord Prepare(
        string id, string clientId, GrantOwner holder, IReadOnlyList<string> scopes, IReadOnlyList<string> resources, string issuer,
        DateTimeOffset grantedAt) => new()
        {
            Id = id,
            ClientId = clientId,
            Holder = holder,
            Scopes = scopes,
            Resources = resources,
            Issuer = issuer,
            Seed = Secrets.New(16),
            GrantedAt = grantedAt,
            ExpiresAt = time.GetUtcNow() + options.Value.RefreshTokenLifetime,
        };

    /// <summary>Whether the user behind the grant still exists and has not voided earlier credentials.</summary>
    public bool IsAlive(GrantRecord grant) => callers.Resolve(grant.ToIdentity(), CancellationToken.None) is not null;

    /// <param name="batch">What has to hold or to happen with it.</param>
    public async Task<Result<TokenResponse>> OpenAsync(
        GrantRecord grant, OAuthClientRecord client, DocumentBatch batch, CancellationToken cancellationToken)
    {
        if (!IsAlive(grant))
        {
            return OAuthErrors.InvalidGrant("The user is not active.");
        }

        string? refresh = null;
        if (client.MayUse(GrantTypes.RefreshToken))
        {
            refresh = refreshTokens.Of(grant);
            grant = grant with { RefreshHash = Secrets.Hash(refresh) };
        }
        else
        {
            grant = grant with { ExpiresAt = time.GetUtcNow() + options.Value.AccessTokenLifetime };
        }

        // The grant is on record before its token exists, so that whatever ends it ends the token.
        var committed = await documents.CommitAsync(batch.Put(GrantStore.Kind, grant.Id, grant, DocumentBatch.Absent), cancellationToken);
        return committed.IsSuccess
            ? new TokenResponse(
                tokens.Issue(grant.Holder, client.Id, grant.Scopes, grant.Resources, grant.Issuer, grant.Id), grant.Scopes, refresh)
            : committed.Error;
    }
}
