namespace McpGateway.Foundation.Records;

/// <summary>Which records. Members that are null do not restrict; names are compared exactly.</summary>
public sealed record LogFilter
{
    public required string Stream { get; init; }

    /// <summary>Inclusive.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Exclusive.</summary>
    public DateTimeOffset? To { get; init; }

    public string? User { get; init; }

    public string? Subject { get; init; }

    public string? Server { get; init; }

    public string? Outcome { get; init; }

    public string? Method { get; init; }

    public string? Target { get; init; }

    public string? Client { get; init; }

    public int? Status { get; init; }

    public string? Instance { get; init; }

    /// <summary>The one record with this <see cref="LogEntry.Id"/>.</summary>
    public string? Id { get; init; }

    /// <summary>Text that the JSON body must contain; letters A to Z in either case.</summary>
    public string? Text { get; init; }
}

/// <summary>One page of records, newest first. <paramref name="Next"/> is the cursor of the following page, null on the last one.</summary>
public sealed record LogPage(IReadOnlyList<LogEntry> Entries, string? Next);

/// <summary>What the records of an aggregate are split by, besides time.</summary>
public enum LogGrouping
{
    None,
    User,
    Server,
    Outcome,
}

/// <summary>
/// The records of one time bucket and group. The numbers are over <see cref="LogEntry.Value"/>, null when no record had one.
/// </summary>
public sealed record LogBucket
{
    /// <summary>Start of the bucket.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The user, server or outcome; null where a record has none and when nothing is grouped.</summary>
    public string? Group { get; init; }

    public required long Count { get; init; }

    public double? Mean { get; init; }

    public double? P50 { get; init; }

    public double? P95 { get; init; }

    public double? P99 { get; init; }

    public double? Max { get; init; }
}
