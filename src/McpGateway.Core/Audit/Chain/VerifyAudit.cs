using McpGateway.Contracts.Audit;
using McpGateway.Foundation;
using McpGateway.Foundation.Auditing;

namespace McpGateway.Core.Audit.Chain;

/// <summary>Reads the whole audit and judges whether it is what was written.</summary>
public sealed class VerifyAudit(IAuditTrail trail, AuditKeys keys)
{
    private const int PageSize = 1_000;
    private const int MaxProblems = 20;

    /// <returns><see cref="ErrorKind.Forbidden"/> for others than administrators.</returns>
    public async Task<Result<AuditReport>> ExecuteAsync(Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return caller.Permissions.IsAdmin
            ? await ReadAsync(null, [], cancellationToken)
            : new Error(ErrorKind.Forbidden, "Only administrators may verify the audit.");
    }

    /// <summary>The same for people.</summary>
    public async Task<Result<ChainVerdict>> CheckAsync(Caller caller, CancellationToken cancellationToken)
    {
        var report = await ExecuteAsync(caller, cancellationToken);
        return report.IsSuccess
            ? new ChainVerdict(
                report.Value.IsIntact, report.Value.Streams.Sum(static stream => stream.Events),
                [.. report.Value.Findings.Take(MaxProblems).Select(static finding => $"{finding.Stream}: {finding.Problem}")])
            : report.Error;
    }

    /// <param name="trustedKeys">Ids of keys that count; null for those that the store remembers under its master key.</param>
    /// <param name="statements">Statements that were kept elsewhere: they tell of an end that was cut off.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<AuditReport> ReadAsync(
        IReadOnlySet<string>? trustedKeys, IReadOnlyList<string> statements, CancellationToken cancellationToken)
    {
        // Before the keys: a key is remembered before it signs. Before the events: what is appended meanwhile is beyond what is expected.
        var stored = await trail.ListStatementsAsync(cancellationToken);
        var heads = await trail.ReadHeadsAsync(cancellationToken);
        var trusted = trustedKeys
            ?? (await keys.ListAsync(cancellationToken)).Select(static key => key.KeyId).ToHashSet(StringComparer.Ordinal);
        var verifier = new AuditVerifier(trusted);
        foreach (var statement in statements.Concat(stored.Select(static signed => signed.Statement)))
        {
            verifier.AddStatement(statement);
        }

        foreach (var head in heads)
        {
            verifier.AddHead(head.Stream, head.Number, head.Hash);
        }

        foreach (var stream in heads.Select(static head => head.Stream).Union(AuditStreams.All, StringComparer.Ordinal))
        {
            await ReadStreamAsync(stream, verifier, cancellationToken);
        }

        return verifier.Finish();
    }

    private async Task ReadStreamAsync(string stream, AuditVerifier verifier, CancellationToken cancellationToken)
    {
        var after = 0L;
        IReadOnlyList<AuditRow> rows;
        do
        {
            rows = await trail.ReadAsync(stream, after, PageSize, cancellationToken);
            foreach (var row in rows)
            {
                // A column that says something else than the event hides it from searches.
                verifier.AddEvent(row.Stream, row.Number, row.Hash, row.Body, row.IsConsistent());
                after = row.Number;
            }
        }
        while (rows.Count == PageSize);
    }
}

/// <summary>Whether the audit is what was written.</summary>
/// <param name="IsIntact">Whether it is.</param>
/// <param name="Events">How many events were read.</param>
/// <param name="Problems">What is wrong, the first of it.</param>
public sealed record ChainVerdict(bool IsIntact, long Events, IReadOnlyList<string> Problems);
