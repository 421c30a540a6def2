using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Identity.Clients;
using McpGateway.Identity.Credentials;
using Microsoft.Extensions.Options;

namespace McpGateway.AuthorizationServer.Grants;

/// <summary>Grants in the store, and their end.</summary>
internal sealed partial class GrantStore(
    DocumentStore documents, IOptions<OAuthOptions> options, TimeProvider time, ILogger<GrantStore> logger)
{
    public static readonly DocumentKind<GrantRecord> Kind = new("oauth_grants", GrantsJsonContext.Default.GrantRecord)
    {
        OwnerOf = record => record.Holder.Subject,
        ExpiryOf = record => record.ExpiresAt,
    };

    public static string NewId() => Secrets.New(RefreshTokens.GrantIdBytes);

    public Task<Document<GrantRecord>?> FindAsync(string id, CancellationToken cancellationToken) =>
        documents.FindAsync(Kind, id, cancellationToken);

    public async Task<IReadOnlyList<GrantRecord>> ListAsync(string subject, CancellationToken cancellationToken) =>
        [.. (await documents.ListByOwnerAsync(Kind, subject, cancellationToken)).Select(document => document.Value)];

    /// <summary>Ends a family: no refresh, and its access tokens are refused at once, on every replica.</summary>
    /// <exception cref="StorageUnavailableException">It has ended in this process, which is not stored yet.</exception>
    public Task RevokeAsync(string grantId, string reason, CancellationToken cancellationToken) =>
        RevokeAsync(new(), [grantId], reason, cancellationToken);

    /// <summary>The same for a family that is misused: its client is refused, whether or not that could be stored.</summary>
    public async Task EndAsync(string grantId, string reason, CancellationToken cancellationToken)
    {
        try
        {
            await RevokeAsync(grantId, reason, cancellationToken);
        }
        catch (StorageUnavailableException failure) when (failure.IsInForce)
        {
            // In force and in the log.
        }
    }

    /// <summary>
    /// Ends what a user allowed: one client, or all when <paramref name="clientId"/> is null. For a user who leaves, or takes consent back.
    /// </summary>
    /// <param name="batch">What else ends with it.</param>
    /// <param name="subject">The user.</param>
    /// <param name="clientId">The client.</param>
    /// <param name="reason">For the log.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task RevokeOfUserAsync(
        DocumentBatch batch, string subject, string? clientId, string reason, CancellationToken cancellationToken)
    {
        var grants = await ListAsync(subject, cancellationToken);
        await RevokeAsync(
            batch, [.. grants.Where(grant => clientId is null || grant.ClientId == clientId).Select(grant => grant.Id)], reason,
            cancellationToken);
    }

    /// <summary>Ends what all users allowed a client. For a client that is deleted.</summary>
    /// <param name="batch">What else ends with it.</param>
    /// <param name="clientId">The client.</param>
    /// <param name="reason">For the log.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Error?> RevokeOfClientAsync(
        DocumentBatch batch, string clientId, string reason, CancellationToken cancellationToken)
    {
        var grants = await documents.ListAsync(Kind, cancellationToken);
        return await RevokeAsync(
            batch, [.. grants.Where(grant => grant.Value.ClientId == clientId).Select(grant => grant.Key)], reason, cancellationToken);
    }

    /// <summary>In one commit with what else ends, so that none of it is in force without the rest.</summary>
    private async Task<Error?> RevokeAsync(
        DocumentBatch batch, IReadOnlyCollection<string> ids, string reason, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var end = now + options.Value.AccessTokenLifetime + TimeSpan.FromMinutes(10);
        foreach (var id in ids)
        {
            batch.Delete(
                Kind, id, expectedVersion: null).Put(RevokedTokens.Kind, id, new RevokedTokenRecord(id, now, end), expectedVersion: null);
        }

        var committed = batch.Writes.Count == 0 ? 0 : await documents.CommitAsync(batch.AsRevocation(), cancellationToken);
        if (committed.Error is { } refusal)
        {
            return refusal;
        }

        foreach (var id in ids)
        {
            LogRevoked(id, reason);
        }

        return null;
    }

    [LoggerMessage(EventId = 4052, Level = LogLevel.Information, Message = "Grant {GrantId} has ended: {Reason}.")]
    private partial void LogRevoked(string grantId, string reason);
}
