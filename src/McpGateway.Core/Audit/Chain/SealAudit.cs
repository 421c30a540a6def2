using McpGateway.Contracts.Audit;
using McpGateway.Core.Audit.Events;
using McpGateway.Foundation.Auditing;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Audit.Chain;

/// <summary>
/// Signs how far the streams of the audit go, after reading what came since the last time. What does not verify is never signed: signing
/// begins anew behind it, and every later statement says so.
/// </summary>
internal sealed partial class SealAudit(
    IAuditTrail trail, IStatementSigner signer, AuditKeys keys, AuditSeals seals, VerifyAudit verify, EventComposer composer,
    IOptions<AuditOptions> options, TimeProvider time, ILogger<SealAudit> logger)
{
    private const int PageSize = 500;

    /// <summary>A gateway that has run for so long has signed.</summary>
    private static readonly TimeSpan SignsWithin = TimeSpan.FromMinutes(10);

    private bool _isJudged;
    private long _newest;

    /// <summary>Why signing last began anew; null when it never did.</summary>
    public string? Problem { get; private set; }

    /// <summary>Signs the ends of the streams that have gone on.</summary>
    public async Task SignAsync(CancellationToken cancellationToken)
    {
        var seal = await seals.FindAsync(cancellationToken);
        var last = seal is null ? null : AuditStatement.Read(seal.Statement);
        Problem = last is { Since: > 0 } ? last.Reason : null;
        if (await FindProblemAsync(seal, last, cancellationToken) is { } problem)
        {
            await BeginAnewAsync(last, problem, cancellationToken);
            return;
        }

        var heads = await trail.ReadHeadsAsync(cancellationToken);
        var moved = new List<AuditHead>();
        foreach (var head in heads)
        {
            var known = await KnownAsync(head.Stream, last, cancellationToken);
            if (head.Number <= (known?.Number ?? 0))
            {
                continue;
            }

            if (await FindBreakAsync(head, known, cancellationToken) is { } broken)
            {
                await BeginAnewAsync(last, broken, cancellationToken);
                return;
            }

            moved.Add(head);
        }

        if (seal is null && moved.Count == 0 && heads.Count > 0)
        {
            // A store that is new: that it was signed from its first event on is stated before there is one.
            moved.Add(heads[0]);
        }

        foreach (var head in moved)
        {
            last = await StateAsync(AuditStatement.Checkpoint, head, heads, last, cancellationToken) ?? last;
        }
    }

    /// <summary>States that events up to a number are gone for their age.</summary>
    public async Task StateRetentionAsync(AuditStatement upTo, CancellationToken cancellationToken)
    {
        var seal = await seals.FindAsync(cancellationToken);
        await AddAsync(new()
        {
            Kind = AuditStatement.Retention,
            Stream = upTo.Stream,
            Number = upTo.Number,
            Hash = upTo.Hash,
            At = time.GetUtcNow(),
            Since = seal is null ? 0 : AuditStatement.Read(seal.Statement)?.Since ?? 0,
        }, cancellationToken);
    }

    /// <summary>All of it once; then only that the record was not put back.</summary>
    private async Task<string?> FindProblemAsync(AuditSealRecord? seal, AuditStatement? last, CancellationToken cancellationToken)
    {
        if ((seal?.Sequence ?? 0) < _newest)
        {
            return "The record of the newest signature was put back or taken away.";
        }

        if (_isJudged)
        {
            return null;
        }

        var problem = seal is null && await HasLostStatementsAsync(cancellationToken)
            ? "The signed statements are gone."
            : await verify.FindProblemAsync(last, cancellationToken);
        if (problem is null && seal?.ToSigned() is { } newest)
        {
            // A crash may have come between the record and its row.
            await trail.AddStatementAsync(newest, cancellationToken);
        }

        _isJudged = problem is null;
        return problem;
    }

    /// <summary>Events without a statement are those of a store that is new, and of no other.</summary>
    private async Task<bool> HasLostStatementsAsync(CancellationToken cancellationToken)
    {
        var since = time.GetUtcNow() - SignsWithin;
        var heads = await trail.ReadHeadsAsync(cancellationToken);
        return heads.Any(static head => head.Number > 0)
            && (await trail.ListStatementsAsync(cancellationToken)).Count == 0
            && ((await keys.ListAsync(cancellationToken)).Any(key => key.FirstUsedAt < since) || signer.KeptSince < since);
    }

    private async Task BeginAnewAsync(AuditStatement? last, string problem, CancellationToken cancellationToken)
    {
        LogBroken(problem);
        Problem = problem;
        await trail.AppendAsync(
            [
                composer.Compose(new()
                {
                    Stream = AuditStreams.RegistryApi,
                    Operation = "begin_anew",
                    ResourceType = "audit",
                    Outcome = AuditOutcomes.Failure,
                    Description = $"What is before this event does not verify and is not signed. {problem}",
                }),
            ],
            cancellationToken);
        var heads = await trail.ReadHeadsAsync(cancellationToken);
        var stored = await trail.ListStatementsAsync(cancellationToken);
        var highest = stored.Select(static signed => AuditStatement.Read(signed.Statement)?.Sequence ?? 0).Append(_newest).Max();
        var sequence = Math.Max(last?.Sequence ?? 0, highest);
        var head = heads.First(static head => head.Stream == AuditStreams.RegistryApi);
        var before = new AuditStatement
        {
            Kind = AuditStatement.Anew,
            Stream = head.Stream,
            Number = head.Number,
            Hash = head.Hash,
            At = time.GetUtcNow(),
            Sequence = sequence,
            Since = sequence + 1,
            Reason = problem,
            Heads = [.. heads.Select(static end => new AuditStatementHead(end.Stream, end.Number, end.Hash)
            {
                From = end.Number,
                FromHash = end.Hash,
            })],
        };
        _isJudged = await StateAsync(AuditStatement.Anew, head, heads, before, cancellationToken) is not null;
    }

    private async Task<AuditStatement?> StateAsync(
        string kind, AuditHead head, IReadOnlyList<AuditHead> heads, AuditStatement? last, CancellationToken cancellationToken)
    {
        var seal = await seals.FindAsync(cancellationToken);
        var statement = new AuditStatement
        {
            Kind = kind,
            Stream = head.Stream,
            Number = head.Number,
            Hash = head.Hash,
            At = time.GetUtcNow(),
            Sequence = (last?.Sequence ?? 0) + 1,
            Previous = seal?.Sequence == last?.Sequence && seal is not null ? AuditStatement.HashOf(seal.Statement) : "",
            Since = last?.Since ?? 0,
            Reason = last?.Reason,
            Within = options.Value.CheckpointInterval,
            Heads = [.. heads.Select(end => HeadOf(end, last))],
        };
        return await AddAsync(statement, cancellationToken) ? statement : null;
    }

    private static AuditStatementHead HeadOf(AuditHead end, AuditStatement? last)
    {
        var known = last?.Heads.FirstOrDefault(head => head.Stream == end.Stream);
        return new(end.Stream, end.Number, end.Hash) { From = known?.From ?? 0, FromHash = known?.FromHash ?? "" };
    }

    /// <summary>The record first: what a crash leaves without a row is known from it.</summary>
    private async Task<bool> AddAsync(AuditStatement statement, CancellationToken cancellationToken)
    {
        var signed = signer.Sign(AuditStatement.Type, statement.ToPayload());
        await keys.RememberAsync(signed, cancellationToken);
        if (statement.Sequence > 0)
        {
            if (!await seals.WriteAsync(new() { Sequence = statement.Sequence, Statement = signed.Jws }, cancellationToken))
            {
                return false;
            }

            _newest = statement.Sequence;
        }

        await trail.AddStatementAsync(
            new(statement.Stream, statement.Number, statement.At, statement.Kind, signed.Jws), cancellationToken);
        return true;
    }

    private async Task<AuditStatementHead?> KnownAsync(string stream, AuditStatement? last, CancellationToken cancellationToken)
    {
        if (last?.Heads.FirstOrDefault(head => head.Stream == stream) is { } known)
        {
            return known.Number > 0 ? known : null;
        }

        var newest = await trail.FindNewestStatementAsync(stream, null, cancellationToken);
        return newest is not null && AuditStatement.Read(newest.Statement) is { Number: > 0 } signed
            ? new(stream, signed.Number, signed.Hash)
            : null;
    }

    /// <summary>What was tampered with is not signed: that would make it good.</summary>
    private async Task<string?> FindBreakAsync(AuditHead head, AuditStatementHead? known, CancellationToken cancellationToken)
    {
        var verifier = new AuditVerifier(trustedKeys: null) { NeedsSignatures = false };
        verifier.AddHead(head.Stream, head.Number, head.Hash);
        var after = known?.Number ?? 0;
        if (known is not null)
        {
            verifier.BeginAfter(head.Stream, known.Number, known.Hash);
        }

        IReadOnlyList<AuditRow> rows;
        do
        {
            rows = await trail.ReadAsync(head.Stream, after, PageSize, cancellationToken);
            foreach (var row in rows.TakeWhile(row => row.Number <= head.Number))
            {
                verifier.AddEvent(row.Stream, row.Number, row.Hash, row.Body);
                after = row.Number;
            }
        }
        while (rows.Count == PageSize && after < head.Number);

        return verifier.Finish().Findings is [var first, ..] ? $"{head.Stream}: {first.Problem}" : null;
    }

    [LoggerMessage(EventId = 16011, Level = LogLevel.Critical,
        Message = "The audit is not what was written: {Problem} It is not signed; signing begins anew behind it. Run 'audit verify'.")]
    private partial void LogBroken(string problem);
}
