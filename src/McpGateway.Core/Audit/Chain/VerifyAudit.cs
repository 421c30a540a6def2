using McpGateway.Contracts.Audit;
using McpGateway.Foundation;
using McpGateway.Foundation.Auditing;

namespace McpGateway.Core.Audit.Chain;

/// <summary>Reads the whole audit and judges whether it is what was written.</summary>
public sealed class VerifyAudit(IAuditTrail trail, AuditKeys keys, AuditSeals seals, TimeProvider time)
{
    private const int PageSize = 1_000;
    private const int MaxProblems = 20;

    /// <returns><see cref="ErrorKind.Forbidden"/> for others than administrators.</returns>
    public async Task<Result<AuditReport>> ExecuteAsync(Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return caller.Permissions.IsAdmin
            ? await ReadAsync(null, [], time.GetUtcNow(), cancellationToken)
            : new Error(ErrorKind.Forbidden, "Only administrators may verify the audit.");
    }

    /// <summary>The same for people.</summary>
    public async Task<Result<ChainVerdict>> CheckAsync(Caller caller, CancellationToken cancellationToken)
    {
        var report = await ExecuteAsync(caller, cancellationToken);
        return report.IsSuccess
            ? new ChainVerdict(
                report.Value.IsIntact, report.Value.Streams.Sum(static stream => stream.Events),
                [.. report.Value.Findings.Take(MaxProblems).Select(TextOf)])
            : report.Error;
    }

    /// <param name="trustedKeys">Ids of keys that count; null for those that the store remembers under its master key.</param>
    /// <param name="statements">Statements that were kept elsewhere: they tell of an end that was cut off.</param>
    /// <param name="at">Now, where a gateway runs that signs; null where none need run.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<AuditReport> ReadAsync(
        IReadOnlySet<string>? trustedKeys, IReadOnlyList<string> statements, DateTimeOffset? at, CancellationToken cancellationToken)
    {
        // Before the rest: what is stated meanwhile is about more than was read. Sealed, so only with the master key.
        var seal = trustedKeys is null ? await seals.FindAsync(cancellationToken) : null;

        // Before the keys: a key is remembered before it signs. Before the events: what is appended meanwhile is beyond what is expected.
        var stored = await trail.ListStatementsAsync(cancellationToken);
        var heads = await trail.ReadHeadsAsync(cancellationToken);
        var trusted = trustedKeys ?? await TrustedAsync(cancellationToken);
        var verifier = new AuditVerifier(trusted) { ReadAt = at };
        foreach (var statement in statements.Concat(stored.Select(static signed => signed.Statement)))
        {
            verifier.AddStatement(statement);
        }

        AddSeal(seal, stored, verifier, isJudged: trustedKeys is null);
        await ReadAllAsync(heads, verifier, static _ => 0, cancellationToken);
        return verifier.Finish();
    }

    /// <summary>
    /// Judges what the gateway vouches for: everything, or what came since signing began anew. Whether it is signed yet does not count.
    /// </summary>
    /// <returns>What is wrong; null when nothing is.</returns>
    internal async Task<string?> FindProblemAsync(AuditStatement? newest, CancellationToken cancellationToken)
    {
        var stored = await trail.ListStatementsAsync(cancellationToken);
        var heads = await trail.ReadHeadsAsync(cancellationToken);
        var verifier = new AuditVerifier(await TrustedAsync(cancellationToken)) { NeedsSignatures = false };
        var from = newest is { Since: > 0 } anew
            ? anew.Heads.Where(static head => head.From > 0).ToDictionary(static head => head.Stream, StringComparer.Ordinal)
            : [];
        foreach (var head in from.Values)
        {
            verifier.BeginAfter(head.Stream, head.From, head.FromHash);
        }

        // What was stated before counts no more. A release that knows nothing of running numbers may have signed beside this one.
        foreach (var signed in stored.Where(signed => from.Count == 0 || AuditStatement.Read(signed.Statement)?.Since >= newest!.Since))
        {
            verifier.AddStatement(signed.Statement);
        }

        AddSeal(await seals.FindAsync(cancellationToken), stored, verifier, isJudged: true);
        await ReadAllAsync(heads, verifier, stream => from.GetValueOrDefault(stream)?.From ?? 0, cancellationToken);
        return verifier.Finish().Findings is [var first, ..] ? TextOf(first) : null;
    }

    private async Task<IReadOnlySet<string>> TrustedAsync(CancellationToken cancellationToken) =>
        (await keys.ListAsync(cancellationToken)).Select(static key => key.KeyId).ToHashSet(StringComparer.Ordinal);

    private static string TextOf(AuditFinding finding) =>
        finding.Stream.Length > 0 ? $"{finding.Stream}: {finding.Problem}" : finding.Problem;

    private static void AddSeal(AuditSealRecord? seal, IReadOnlyList<AuditSigned> stored, AuditVerifier verifier, bool isJudged)
    {
        if (seal is not null)
        {
            verifier.AddStatement(seal.Statement);
            if (stored.Count == 0)
            {
                verifier.AddProblem("The signed statements are gone.");
            }
        }
        else if (isJudged && stored.Any(static signed => AuditStatement.Read(signed.Statement)?.Sequence > 0))
        {
            verifier.AddProblem("The record of the newest signature is gone.");
        }
    }

    private async Task ReadAllAsync(
        IReadOnlyList<AuditHead> heads, AuditVerifier verifier, Func<string, long> after, CancellationToken cancellationToken)
    {
        foreach (var head in heads)
        {
            verifier.AddHead(head.Stream, head.Number, head.Hash);
        }

        foreach (var stream in heads.Select(static head => head.Stream).Union(AuditStreams.All, StringComparer.Ordinal))
        {
            await ReadStreamAsync(stream, after(stream), verifier, cancellationToken);
        }
    }

    private async Task ReadStreamAsync(string stream, long after, AuditVerifier verifier, CancellationToken cancellationToken)
    {
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
