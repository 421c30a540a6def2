namespace McpGateway.Foundation.Records;

/// <summary>One append-only record: a call, an audit event, a sample. Times are kept to the microsecond.</summary>
public sealed record LogEntry
{
    /// <summary>What it is a record of: <c>calls</c>, <c>audit</c>, …</summary>
    public required string Stream { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Name, for people. Names can come to belong to somebody else.</summary>
    public string? User { get; init; }

    /// <summary>Stable identity of the user, see <see cref="Caller.Subject"/>; null in entries of releases that did not keep it.</summary>
    public string? Subject { get; init; }

    public string? Server { get; init; }

    public string? Outcome { get; init; }

    /// <summary>The number that aggregates look at, for instance the duration in milliseconds.</summary>
    public double? Value { get; init; }

    /// <summary>The whole record as JSON. Must hold no credential: it is stored as it is.</summary>
    public required string Body { get; init; }
}
