using McpGateway.AuthorizationServer.Grants;
using McpGateway.AuthorizationServer.Protocol;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Identity.Clients;
using McpGateway.Identity.Tokens;
using Microsoft.Extensions.Options;

namespace McpGateway.AuthorizationServer.Exchange;

/// <summary>
/// Refreshes with rotation. Each refresh token is good once; a second use ends the family (OAuth 2.1 §4.3.1), whoever comes second. One
/// exception, for clients that refresh twice at once or lose an answer: the token just used, again within seconds, from the same address
/// and while its successor is unused, is answered with that same successor. So the family never forks: it has one living refresh token at
/// any time, and a thief and the owner still collide at the next rotation.
/// </summary>
internal sealed partial class RefreshExchange(
    DocumentStore documents, GrantStore grants, GrantIssuer opening, AccessTokens tokens, RefreshTokens refreshTokens,
    IOptions<OAuthOptions> options,
    TimeProvider time, ILogger<RefreshExchange> logger)
{
    public async Task<Result<TokenResponse>> ExchangeAsync(
        OAuthClientRecord client, OAuthParameters parameters, string address, CancellationToken cancellationToken)
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
        var isCurrent = Secrets.Matches(grant.RefreshHash, presented);
        if (grant.ClientId != client.Id || !(isCurrent || IsRepeat(grant, presented, address)))
        {
            return await RefuseReplayAsync(grant, client, cancellationToken);
        }

        if (!opening.IsAlive(grant))
        {
            await grants.EndAsync(grant.Id, "its user is not active", cancellationToken);
            return Invalid();
        }

        var scopes = NarrowScopes(grant.Scopes, parameters["scope"]);
        var resources = CodeExchange.Narrow(grant.Resources, parameters.Resources, grant.Issuer);
        if (!scopes.IsSuccess || !resources.IsSuccess)
        {
            return scopes.Error ?? resources.Error!;
        }

        return isCurrent
            ? await RotateAsync(found, new(client, presented, address, scopes.Value, resources.Value), cancellationToken)
            : Answer(grant, scopes.Value, resources.Value);
    }

    private async Task<Result<TokenResponse>> RotateAsync(
        Document<GrantRecord> found, Rotation rotation, CancellationToken cancellationToken)
    {
        var grant = found.Value;
        var now = time.GetUtcNow();
        var next = grant with
        {
            Generation = grant.Generation + 1,
            FormerHash = grant.RefreshHash,
            RotatedAt = now,
            RotatedBy = Secrets.Hash(rotation.Address),
            ExpiresAt = now + options.Value.RefreshTokenLifetime,
        };
        next = next with { RefreshHash = Secrets.Hash(refreshTokens.Of(next)) };
        var committed = await documents.CommitAsync(
            new DocumentBatch().Put(GrantStore.Kind, grant.Id, next, found.Version), cancellationToken);
        if (committed.IsSuccess)
        {
            return Answer(next, rotation.Scopes, rotation.Resources);
        }

        if (committed.Error.Kind != ErrorKind.Conflict)
        {
            return committed.Error;
        }

        // The same token twice at once, and the other one was first.
        var winner = (await grants.FindAsync(grant.Id, cancellationToken))?.Value;
        return winner is not null && IsRepeat(winner, rotation.Presented, rotation.Address)
            ? Answer(winner, rotation.Scopes, rotation.Resources)
            : await RefuseReplayAsync(grant, rotation.Client, cancellationToken);
    }

    private TokenResponse Answer(GrantRecord grant, IReadOnlyList<string> scopes, IReadOnlyList<string> resources) =>
        new(tokens.Issue(grant.Holder, grant.ClientId, scopes, resources, grant.Issuer, grant.Id), scopes, refreshTokens.Present(grant));

    private bool IsRepeat(GrantRecord grant, string presented, string address) =>
        grant.RotatedAt is { } rotatedAt
        && time.GetUtcNow() - rotatedAt < options.Value.RefreshRepeatWindow
        && Secrets.Matches(grant.FormerHash, presented)
        && Secrets.Matches(grant.RotatedBy, address);

    /// <summary>RFC 6749 §6: no more than was granted. A grant of everything can be cut down to any scope by name.</summary>
    private static Result<string[]> NarrowScopes(IReadOnlyList<string> granted, string? asked)
    {
        if (asked is null)
        {
            return granted.ToArray();
        }

        if (OAuthScopes.Words(asked) is not { } words)
        {
            return OAuthErrors.InvalidScope("The scope must be names separated by spaces.");
        }

        var isEverything = granted.Contains(OAuthScopes.Everything);
        var narrowed = OAuthScopes.Grant(words, isEverything ? words : granted);
        return narrowed.IsSuccess && (isEverything || !narrowed.Value.Contains(OAuthScopes.Everything))
            ? narrowed
            : OAuthErrors.InvalidScope("The scope is more than the user allowed.");
    }

    private async Task<Error> RefuseReplayAsync(GrantRecord grant, OAuthClientRecord client, CancellationToken cancellationToken)
    {
        await grants.EndAsync(grant.Id, "a refresh token was used twice or by another client", cancellationToken);
        LogReplay(grant.Id, LogText.Clean(client.Id));
        return Invalid();
    }

    private static Error Invalid() =>
        OAuthErrors.InvalidGrant("The refresh token is not valid: unknown, expired, used, revoked or not made for this client.");

    [LoggerMessage(
        EventId = 4057, Level = LogLevel.Warning, Message = "A refresh token of grant {GrantId} was replayed by client {ClientId}.")]
    private partial void LogReplay(string grantId, string clientId);

    private sealed record Rotation(
        OAuthClientRecord Client, string Presented, string Address, IReadOnlyList<string> Scopes, IReadOnlyList<string> Resources)
    {
        /// <summary>The client only: the rest holds a credential.</summary>
        public override string ToString() => Client.Id;
    }
}
