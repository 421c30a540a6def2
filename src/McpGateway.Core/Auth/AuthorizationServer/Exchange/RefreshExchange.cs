using McpGateway.Core.Auth.AuthorizationServer.Clients;
using McpGateway.Core.Auth.AuthorizationServer.Grants;
using McpGateway.Core.Foundation;
using McpGateway.Core.Foundation.Documents;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Auth.AuthorizationServer.Exchange;

/// <summary>
/// Refreshes with rotation. Each refresh token is good once; any second use ends the family (OAuth 2.1 §4.3.1). There is no grace for a lost
/// answer: whoever comes second, thief or owner, would otherwise leave the other one with a living token.
/// </summary>
internal sealed partial class RefreshExchange(
    DocumentLedger ledger, GrantStore grants, GrantOpening opening, AccessTokens tokens, RefreshTokens refreshTokens, IOptions<OAuthOptions> options,
    TimeProvider time, ILogger<RefreshExchange> logger)
{
    public async Task<Result<TokenResponse>> ExchangeAsync(OAuthClientRecord client, OAuthParameters parameters, CancellationToken cancellationToken)
    {
        if (parameters["refresh_token"] is not { } presented)
        {
            return OAuthErrors.InvalidRequest("refresh_token is missing.");
        }

        if (refreshTokens.GrantIdOf(presented) is not { } grantId || await grants.FindAsync(grantId, cancellationToken) is not { } found)
        {
            return Invalid();
        }

        var grant = found.Value;
        if (grant.ClientId != client.Id || !Secrets.Matches(grant.RefreshHash, presented))
        {
            return await RefuseReplayAsync(grant, client, cancellationToken);
        }

        if (!opening.IsAlive(grant))
        {
            await grants.RevokeAsync(grant.Id, "its user is not active", cancellationToken);
            return Invalid();
        }

        var scopes = NarrowScopes(grant.Scopes, parameters["scope"]);
        var resources = CodeExchange.Narrow(grant.Resources, parameters.Resources, grant.Issuer);
        if (!scopes.IsSuccess || !resources.IsSuccess)
        {
            return scopes.Error ?? resources.Error!;
        }

        return await RotateAsync(found, client, scopes.Value, resources.Value, cancellationToken);
    }

    private async Task<Result<TokenResponse>> RotateAsync(
        Document<GrantRecord> found, OAuthClientRecord client, IReadOnlyList<string> scopes, IReadOnlyList<string> resources, CancellationToken cancellationToken)
    {
        var grant = found.Value;
        var next = refreshTokens.New(grant.Id, grant.Generation + 1);
        var rotated = grant with
        {
            RefreshHash = Secrets.Hash(next),
            Generation = grant.Generation + 1,
            ExpiresAt = time.GetUtcNow() + options.Value.RefreshTokenLifetime,
        };
        var committed = await ledger.CommitAsync(new DocumentBatch().Put(GrantStore.Kind, grant.Id, rotated, found.Version), cancellationToken);
        if (committed.Error is { Kind: ErrorKind.Conflict })
        {
            // The same token twice at once: one of the two is a replay, and nobody can say which.
            return await RefuseReplayAsync(grant, client, cancellationToken);
        }

        return committed.IsSuccess
            ? new TokenResponse(tokens.Issue(grant.Holder, client.Id, scopes, resources, grant.Issuer, grant.Id), scopes, next)
            : committed.Error;
    }

    /// <summary>RFC 6749 §6: no more than was granted. A grant of everything can be cut down to any scope by name.</summary>
    private static Result<string[]> NarrowScopes(IReadOnlyList<string> granted, string? asked)
    {
        if (asked is null)
        {
            return granted.ToArray();
        }

        var words = OAuthScopes.Words(asked) ?? [];
        var isEverything = granted.Contains(OAuthScopes.Everything);
        var narrowed = OAuthScopes.Grant(words, isEverything ? words : granted);
        return narrowed.IsSuccess && (isEverything || !narrowed.Value.Contains(OAuthScopes.Everything))
            ? narrowed
            : OAuthErrors.InvalidScope("The scope is more than the user allowed.");
    }

    private async Task<Error> RefuseReplayAsync(GrantRecord grant, OAuthClientRecord client, CancellationToken cancellationToken)
    {
        await grants.RevokeAsync(grant.Id, "a refresh token was used twice or by another client", cancellationToken);
        LogReplay(grant.Id, LogText.Clean(client.Id));
        return Invalid();
    }

    private static Error Invalid() => OAuthErrors.InvalidGrant("The refresh token is not valid: unknown, expired, used, revoked or not made for this client.");

    [LoggerMessage(EventId = 4057, Level = LogLevel.Warning, Message = "A refresh token of grant {GrantId} was replayed by client {ClientId}.")]
    private partial void LogReplay(string grantId, string clientId);
}
