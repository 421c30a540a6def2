using System.Text.Json.Serialization;
using McpGateway.Foundation.Auditing;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Audit.Chain;

/// <summary>
/// Remembers the public keys that have signed statements about the audit, for as long as there may be such statements: the gateway's tokens
/// are verified with a key for a day after it was replaced, the audit for years. Sealed, so that nobody without the master key can add one.
/// </summary>
public sealed class AuditKeys(DocumentStore documents, TimeProvider time)
{
    public static readonly DocumentKind<AuditKeyRecord> Kind = new("audit_keys", AuditKeysJsonContext.Default.AuditKeyRecord)
    {
        IsSealed = true,
    };

    /// <summary>Every key that has signed.</summary>
    public async Task<IReadOnlyList<AuditKeyRecord>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await documents.ListAsync(Kind, cancellationToken)).Select(static document => document.Value)];

    /// <summary>Before the first statement of a key is stored.</summary>
    internal async Task RememberAsync(SignedStatement signed, CancellationToken cancellationToken)
    {
        if (await documents.FindAsync(Kind, signed.KeyId, cancellationToken) is null)
        {
            var record = new AuditKeyRecord { KeyId = signed.KeyId, X = signed.X, Y = signed.Y, FirstUsedAt = time.GetUtcNow() };

            // Another replica may have been first: then it is there.
            await documents.CommitAsync(
                new DocumentBatch().Put(Kind, signed.KeyId, record, DocumentBatch.Absent), cancellationToken);
        }
    }
}

/// <summary>A public key that has signed statements about the audit (kind <c>audit_keys</c>, sealed, key = key id).</summary>
public sealed record AuditKeyRecord
{
    /// <summary>Thumbprint (RFC 7638).</summary>
    public required string KeyId { get; init; }

    public required string X { get; init; }

    public required string Y { get; init; }

    public required DateTimeOffset FirstUsedAt { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(AuditKeyRecord))]
internal sealed partial class AuditKeysJsonContext : JsonSerializerContext;
