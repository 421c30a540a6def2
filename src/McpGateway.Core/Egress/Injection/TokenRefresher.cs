using McpGateway.Core.Egress.Providers;
using McpGateway.Core.Egress.Storage;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.OAuth;

namespace McpGateway.Core.Egress.Injection;

/// <summary>
/// Refreshes a stored token. A refresh token may work only once (RFC 9700 §4.14), so that one replica refreshes and the others wait:
/// <code>
/// (1) the intention is written; who loses that race reads again     (3) the new tokens are stored before anybody uses them;
/// (2) the provider is asked                                             if the user has disconnected meanwhile they are taken back
/// </code>
/// </summary>
internal sealed partial class TokenRefresher(
    DocumentStore documents, TokenEndpointClient tokens, ProviderClients clients, TimeProvider time, ILogger<TokenRefresher> logger)
{
    /// <summary>Longer than the provider may take to answer: a replica that died does not block the others for ever.</summary>
    private static readonly TimeSpan ClaimLife = TimeSpan.FromSeconds(75);

    /// <param name="egress">The settings of the server.</param>
    /// <param name="document">The tokens as they were read.</param>
    /// <param name="announced">Called with the version of the document once the intention is written.</param>
    /// <param name="cancellationToken">Counts until the provider is asked.</param>
    public async Task<RefreshOutcome> RefreshAsync(
        EgressServer egress, Document<EgressTokensRecord> document, Func<long, Task> announced, CancellationToken cancellationToken)
    {
        // :: (1)
        var claimed = document.Value with { RefreshingUntil = time.GetUtcNow() + ClaimLife };
        if (!await StoreAsync(document.Key, claimed, document.Version, cancellationToken))
        {
            return RefreshOutcome.Changed;
        }

        await announced(document.Version + 1);

        // :: (2) Nobody's going away may lose what the provider gives out: it cannot be had twice.
        var secret = await clients.SecretOfAsync(egress, claimed.Issuer, cancellationToken);
        var reply = await tokens.RequestAsync(
            claimed.Issuer, secret, OAuthGrants.Refresh(claimed.RefreshToken!, claimed.Issuer.Resource), CancellationToken.None);
        var next = Next(claimed, reply);

        // :: (3)
        var isStored = await StoreAsync(document.Key, next, document.Version + 1, CancellationToken.None);
        if (!isStored && reply.Tokens is { } orphan)
        {
            await tokens.RevokeAsync(
                claimed.Issuer, secret, orphan.RefreshToken ?? orphan.AccessToken,
                orphan.RefreshToken is null ? "access_token" : "refresh_token", CancellationToken.None);
        }

        LogRefreshed(egress.Key, reply.Tokens is not null, reply.Error);
        return reply.Tokens is not null || reply.IsFinal || !isStored ? RefreshOutcome.Changed : RefreshOutcome.Unavailable;
    }

    private EgressTokensRecord Next(EgressTokensRecord record, TokenReply reply)
    {
        var released = record with { RefreshingUntil = null };
        if (reply.Tokens is not { } issued)
        {
            return released with { IsBroken = reply.IsFinal };
        }

        return released with
        {
            AccessToken = issued.AccessToken,

            // A provider that does not rotate sends none: the old one stays good (RFC 6749 §6).
            RefreshToken = issued.RefreshToken ?? record.RefreshToken,
            ExpiresAt = issued.ExpiresAt,
            ObtainedAt = time.GetUtcNow(),
            Scopes = issued.Scope?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? record.Scopes,
        };
    }

    private async Task<bool> StoreAsync(string key, EgressTokensRecord record, long expectedVersion, CancellationToken cancellationToken) =>
        (await documents.CommitAsync(
            new DocumentBatch().Put(EgressRepository.Tokens, key, record, expectedVersion), cancellationToken)).IsSuccess;

    [LoggerMessage(EventId = 12007, Level = LogLevel.Debug, Message = "A token for {Server} was refreshed: {IsRefreshed} ({Error}).")]
    private partial void LogRefreshed(string server, bool isRefreshed, string? error);
}

/// <summary>How a refresh ended.</summary>
internal enum RefreshOutcome
{
    /// <summary>What is stored has changed, here or elsewhere: read it again.</summary>
    Changed,

    /// <summary>The provider did not answer as it should.</summary>
    Unavailable,
}
