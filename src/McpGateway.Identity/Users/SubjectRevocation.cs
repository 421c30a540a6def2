using System.Security.Cryptography;
using System.Text;
using McpGateway.Foundation.Documents;

namespace McpGateway.Identity.Users;

/// <summary>
/// Somebody whose sessions and tokens made up to a moment are void (kind <c>revoked_subjects</c>): the account was deleted or lost rights,
/// here or, through this product, at the identity provider, whose own tokens would otherwise live on.
/// </summary>
public sealed record RevokedSubjectRecord(string Subject, DateTimeOffset RevokedAt, DateTimeOffset ExpiresAt);

/// <summary>Ends everything that was made for a subject so far, on every replica.</summary>
internal sealed class SubjectRevocation(DocumentStore documents, TimeProvider time)
{
    public static readonly DocumentKind<RevokedSubjectRecord> Kind = new("revoked_subjects", UsersJsonContext.Default.RevokedSubjectRecord)
    {
        ExpiryOf = record => record.ExpiresAt,
    };

    // Longer than any session or token that can have been made before.
    private static readonly TimeSpan Kept = TimeSpan.FromDays(40);

    public async Task RevokeAsync(string subject, CancellationToken cancellationToken) =>
        await documents.CommitAsync(Add(new DocumentBatch(), subject), cancellationToken);

    /// <summary>For the batch that deletes the account, which becomes a revocation.</summary>
    public DocumentBatch Add(DocumentBatch batch, string subject)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var now = time.GetUtcNow();
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(subject)));
        return batch.Put(Kind, key, new(subject, now, now + Kept), expectedVersion: null).AsRevocation();
    }
}
