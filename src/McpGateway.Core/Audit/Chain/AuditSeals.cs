using System.Text.Json.Serialization;
using McpGateway.Contracts.Audit;
using McpGateway.Foundation.Auditing;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Audit.Chain;

/// <summary>
/// Remembers the newest statement about the audit, sealed: whoever cuts off the end of the audit along with the statements about it cannot
/// make the record of an earlier one.
/// </summary>
public sealed class AuditSeals(DocumentStore documents)
{
    public static readonly DocumentKind<AuditSealRecord> Kind = new("audit_seals", AuditSealsJsonContext.Default.AuditSealRecord)
    {
        IsSealed = true,
    };

    private const string Key = "newest";

    /// <summary>The newest statement; null when none was ever remembered.</summary>
    public async Task<AuditSealRecord?> FindAsync(CancellationToken cancellationToken) =>
        (await documents.FindAsync(Kind, Key, cancellationToken))?.Value;

    /// <returns>Whether it is remembered; not when another replica was first.</returns>
    internal async Task<bool> WriteAsync(AuditSealRecord seal, CancellationToken cancellationToken)
    {
        var known = await documents.FindAsync(Kind, Key, cancellationToken);
        if (known?.Value.Sequence >= seal.Sequence)
        {
            return false;
        }

        var written = await documents.CommitAsync(
            new DocumentBatch().Put(Kind, Key, seal, known?.Version ?? DocumentBatch.Absent), cancellationToken);
        return written.IsSuccess;
    }
}

/// <summary>The newest statement about the audit (kind <c>audit_seals</c>, sealed, one document).</summary>
public sealed record AuditSealRecord
{
    /// <summary><see cref="AuditStatement.Sequence"/>.</summary>
    public required long Sequence { get; init; }

    /// <summary>The statement as it was signed.</summary>
    public required string Statement { get; init; }

    /// <summary>The row that it has among the statements.</summary>
    internal AuditSigned? ToSigned() => AuditStatement.Read(Statement) is { } read
        ? new(read.Stream, read.Number, read.At, read.Kind, Statement)
        : null;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(AuditSealRecord))]
internal sealed partial class AuditSealsJsonContext : JsonSerializerContext;
