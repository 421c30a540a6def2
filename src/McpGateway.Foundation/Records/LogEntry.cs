namespace McpGateway.Foundation.Records;

/// <summary>One append-only record: a call, an audit event, a sample. Times are kept to the microsecond.</summary>
public sealed record LogEntry
{
    /// <summary>What it is a record of: <c>calls</c>, <c>audit</c>, … Lower-case letters.</summary>
    public required string Stream { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Tells the record from all others of its stream, for good. Given by the log; null in what is being written.</summary>
    public string? Id { get; init; }

    /// <summary>Name, for people. Names can come to belong to somebody else.</summary>
    public string? User { get; init; }

    /// <summary>Stable identity of the user, see <see cref="Caller.Subject"/>; null in entries of releases that did not keep it.</summary>
    public string? Subject { get; init; }

    public string? Server { get; init; }

    public string? Outcome { get; init; }

    public string? Method { get; init; }

    /// <summary>Tool, resource or prompt.</summary>
    public string? Target { get; init; }

    /// <summary>The OAuth client that the user came with.</summary>
    public string? Client { get; init; }

    public int? Status { get; init; }

    /// <summary>The replica that wrote the record.</summary>
    public string? Instance { get; init; }

    /// <summary>The number that aggregates look at, for instance the duration in milliseconds.</summary>
    public double? Value { get; init; }

    /// <summary>Bytes of the request, for the series of sums. Not read back: the body has it.</summary>
    public long BytesIn { get; init; }

    /// <summary>Bytes of the answer, for the series of sums. Not read back: the body has it.</summary>
    public long BytesOut { get; init; }

    /// <summary>The whole record as JSON. Must hold no credential: it is stored as it is.</summary>
    public required string Body { get; init; }
}
