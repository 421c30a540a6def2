using System.Globalization;
using System.Text;
using McpGateway.Contracts.Audit;
using McpGateway.Core.Audit.Chain;
using McpGateway.Foundation;
using McpGateway.Foundation.Auditing;

namespace McpGateway.Core.Audit.Trail;

/// <summary>
/// Gives the audit out as JSON Lines, which can be verified without the gateway, or as CSV, page by page as it is read. That somebody
/// took it is an event of its own.
/// </summary>
public sealed class ExportAudit(
    IAuditTrail trail, AccessEvents access, IAuditEvents events, IStatementSigner signer, AuditKeys keys, TimeProvider time)
{
    private static readonly byte[] LineEnd = "\n"u8.ToArray();

    private static readonly string[] Columns =
    [
        "timestamp", "log_type", "number", "username", "operation", "resource_type", "resource_id", "outcome", "status_code", "decision",
        "required_permission", "client_ip", "auth_method", "credential_type", "credential_hint", "request_id", "trace_id", "replica",
        "duration_ms", "reason", "description", "changed_fields", "hash",
    ];

    /// <summary>Whether the caller may have it.</summary>
    public Error? Check(Caller caller, AuditFilter filter)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(filter);
        return filter.Stream == AuditStreams.McpAccess ? AccessEvents.Check(caller, filter) : AuditQueries.Check(caller, filter);
    }

    /// <summary>Writes the export. Without conditions it is complete, and oldest first within each stream; else newest first.</summary>
    /// <returns>Why the caller may not have it; null when it was written.</returns>
    public async Task<Error?> WriteAsync(
        Caller caller, AuditFilter filter, bool isCsv, Stream to, CancellationToken cancellationToken)
    {
        if (Check(caller, filter) is { } refusal)
        {
            return refusal;
        }

        var format = isCsv ? "csv" : "jsonl";
        events.Record(new()
        {
            Stream = AuditStreams.RegistryApi,
            Operation = "export",
            ResourceType = "audit",
            Outcome = AuditOutcomes.Success,
            Decision = AuditDecisions.Allow,
            Description = filter.Stream == AuditStreams.McpAccess ? $"{filter.Stream} {format}" : format,
        });
        if (filter.Stream == AuditStreams.McpAccess)
        {
            await WriteAccessAsync(caller, filter, isCsv, to, cancellationToken);
        }
        else if (isCsv)
        {
            await WriteCsvAsync(filter, to, cancellationToken);
        }
        else if (filter == new AuditFilter())
        {
            await WriteWholeAsync(to, cancellationToken);
        }
        else
        {
            await WriteExcerptAsync(filter, to, cancellationToken);
        }

        return null;
    }

    private async Task WriteWholeAsync(Stream to, CancellationToken cancellationToken)
    {
        var heads = await trail.ReadHeadsAsync(cancellationToken);
        await WriteSignedAsync(to, isComplete: true, WriteAsync, cancellationToken);

        async Task WriteAsync(Func<byte[], Task> write)
        {
            foreach (var head in heads.Where(static head => head.Number > 0))
            {
                await write(AuditLine.End(head.Stream, head.Number, head.Hash));
            }

            foreach (var head in heads)
            {
                await WriteStreamAsync(head.Stream, write, cancellationToken);
            }
        }
    }

    private async Task WriteStreamAsync(string stream, Func<byte[], Task> write, CancellationToken cancellationToken)
    {
        var after = 0L;
        IReadOnlyList<AuditRow> rows;
        do
        {
            rows = await trail.ReadAsync(stream, after, IAuditTrail.MaxPageSize, cancellationToken);
            foreach (var row in rows)
            {
                await write(AuditLine.Event(row.Body, row.Hash));
                after = row.Number;
            }
        }
        while (rows.Count == IAuditTrail.MaxPageSize);
    }

    private Task WriteExcerptAsync(AuditFilter filter, Stream to, CancellationToken cancellationToken)
    {
        return WriteSignedAsync(to, isComplete: false, WriteAsync, cancellationToken);

        async Task WriteAsync(Func<byte[], Task> write)
        {
            await foreach (var row in ReadAsync(filter, cancellationToken))
            {
                await write(AuditLine.Event(row.Body, row.Hash));
            }
        }
    }

    /// <summary>Head and statements, what is exported, and the signature over all of it.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="isComplete">Whether nothing is left out.</param>
    /// <param name="export">Writes the lines between, each by what it is given.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private async Task WriteSignedAsync(
        Stream to, bool isComplete, Func<Func<byte[], Task>, Task> export, CancellationToken cancellationToken)
    {
        using var sum = new AuditExportSum();
        await WriteAsync(AuditLine.Head(isComplete, time.GetUtcNow()));
        foreach (var statement in await trail.ListStatementsAsync(cancellationToken))
        {
            await WriteAsync(AuditLine.Statement(statement.Statement));
        }

        await export(WriteAsync);
        await WriteLineAsync(to, await SignAsync(sum, cancellationToken), cancellationToken);

        async Task WriteAsync(byte[] line)
        {
            sum.Take(line);
            await WriteLineAsync(to, line, cancellationToken);
        }
    }

    /// <summary>The last line: that the gateway gave out what is before it, and nothing else.</summary>
    private async Task<byte[]> SignAsync(AuditExportSum sum, CancellationToken cancellationToken)
    {
        var statement = new AuditStatement
        {
            Kind = AuditStatement.Export,
            Stream = "",
            Number = 0,
            Hash = sum.Value(),
            At = time.GetUtcNow(),
        };
        var signed = signer.Sign(AuditStatement.Type, statement.ToPayload());
        await keys.RememberAsync(signed, cancellationToken);
        return AuditLine.Statement(signed.Jws);
    }

    private async Task WriteCsvAsync(AuditFilter filter, Stream to, CancellationToken cancellationToken)
    {
        await WriteLineAsync(to, Encoding.UTF8.GetBytes(string.Join(',', Columns) + "\r"), cancellationToken);
        await foreach (var row in ReadAsync(filter, cancellationToken))
        {
            await WriteLineAsync(to, Encoding.UTF8.GetBytes(LineOf(AuditItem.Of(row)) + "\r"), cancellationToken);
        }
    }

    /// <summary>Events and nothing else: there is no chain that they could be verified by.</summary>
    private async Task WriteAccessAsync(
        Caller caller, AuditFilter filter, bool isCsv, Stream to, CancellationToken cancellationToken)
    {
        if (isCsv)
        {
            await WriteLineAsync(to, Encoding.UTF8.GetBytes(string.Join(',', Columns) + "\r"), cancellationToken);
        }

        await foreach (var item in access.ReadAsync(caller, filter, cancellationToken))
        {
            await WriteLineAsync(to, isCsv ? Encoding.UTF8.GetBytes(LineOf(item) + "\r") : item.Event.ToBytes(), cancellationToken);
        }
    }

    private async IAsyncEnumerable<AuditRow> ReadAsync(
        AuditFilter filter, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? cursor = null;
        do
        {
            var page = await trail.QueryAsync(filter, cursor, IAuditTrail.MaxPageSize, cancellationToken);
            if (!page.IsSuccess)
            {
                throw new InvalidOperationException(page.Error.Detail);
            }

            foreach (var row in page.Value.Rows)
            {
                yield return row;
            }

            cursor = page.Value.Next;
        }
        while (cursor is not null);
    }

    private static async Task WriteLineAsync(Stream to, byte[] line, CancellationToken cancellationToken)
    {
        await to.WriteAsync(line, cancellationToken);
        await to.WriteAsync(LineEnd, cancellationToken);
    }

    private static string LineOf(AuditItem item)
    {
        var entry = item.Event;
        return string.Join(',', new[]
        {
            entry.Timestamp.ToString("O", CultureInfo.InvariantCulture), entry.LogType, Number(entry.Number), entry.Identity.Username,
            entry.Action.Operation, entry.Action.ResourceType, entry.Action.ResourceId, entry.Response.Outcome,
            Number(entry.Response.StatusCode), entry.Authorization.Decision, entry.Authorization.RequiredPermission,
            entry.Request?.ClientIp, entry.Identity.AuthMethod, entry.Identity.CredentialType, entry.Identity.CredentialHint,
            entry.RequestId, entry.TraceId, entry.Replica, entry.Response.DurationMs?.ToString(CultureInfo.InvariantCulture),
            entry.Response.Reason, entry.Action.Description,
            entry.Action.Changes is { } changes ? string.Join(' ', changes.Select(static change => change.Field)) : null, item.Hash,
        }.Select(CsvCell.Of));
    }

    private static string? Number(long? number) => number?.ToString(CultureInfo.InvariantCulture);
}
