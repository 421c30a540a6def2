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
    public Task RevokeAsync(string grantId, string reason, CancellationToken cancellationToken) =>
        RevokeAsync([grantId], reason, cancellationToken);

    /// <summary>
    /// Ends what a user allowed: one client, or all when <paramref name="clientId"/> is null. For a user who leaves, or takes consent back.
    /// </summary>
    public async Task RevokeOfUserAsync(string subject, string? clientId, string reason, CancellationToken cancellationToken)
    {
        var grants = await ListAsync(subject, cancellationToken);
        await RevokeAsync(
            [.. grants.Where(grant => clientId is null || grant.ClientId == clientId).Select(grant => grant.Id)], reason,
            cancellationToken);
    }

    /// <summary>Ends what all users allowed a client. For a client that is deleted.</summary>
    public async Task RevokeOfClientAsync(string clientId, string reason, CancellationToken cancellationToken)
    {
        var grants = await documents.ListAsync(Kind, cancellationToken);
        await RevokeAsync(
            [.. grants.Where(grant => grant.Value.ClientId == clientId).Select(grant => grant.Key)], reason, cancellationToken);
    }

    private async Task RevokeAsync(IReadOnlyCollection<string> ids, string reason, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
        {
            return;
        }

        var now = time.GetUtcNow();
        var end = now + options.Value.AccessTokenLifetime + TimeSpan.FromMinutes(10);
        var batch = new DocumentBatch();
        foreach (var id in ids)
        {
            batch.Delete(
                Kind, id, expectedVersion: null).Put(RevokedTokens.Kind, id, new RevokedTokenRecord(id, now, end), expectedVersion: null);
        }

        await documents.CommitAsync(batch, cancellationToken);
        foreach (var id in ids)
        {
            LogRevoked(id, reason);
        }
    }

    [LoggerMessage(EventId = 4052, Level = LogLevel.Information, Message = "Grant {GrantId} has ended: {Reason}.")]
    private partial void LogRevoked(string grantId, string reason);
}
