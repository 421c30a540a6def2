namespace McpGateway.Foundation.Auditing;

/// <summary>Which events. Members that are null do not restrict; names are compared exactly.</summary>
public sealed record AuditFilter
{
    /// <summary>One of <see cref="AuditStreams"/>.</summary>
    public string? Stream { get; init; }

    /// <summary>Inclusive.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Exclusive.</summary>
    public DateTimeOffset? To { get; init; }

    public string? User { get; init; }

    public string? Operation { get; init; }

    public string? ResourceType { get; init; }

    public string? ResourceId { get; init; }

    public string? Outcome { get; init; }

    public string? Decision { get; init; }

    public string? ClientIp { get; init; }

    public string? RequestId { get; init; }

    /// <summary>HTTP status, inclusive.</summary>
    public int? StatusMin { get; init; }

    /// <summary>HTTP status, inclusive.</summary>
    public int? StatusMax { get; init; }

    /// <summary>Text that the event must contain, letters A to Z in either case.</summary>
    public string? Text { get; init; }
}

/// <summary>An event as it lies in the store.</summary>
/// <param name="Stream">Its stream.</param>
/// <param name="Number">Its place in it.</param>
/// <param name="At">Its time.</param>
/// <param name="Hash">See <c>AuditChain</c>.</param>
/// <param name="Body">Its bytes.</param>
public sealed record AuditRow(string Stream, long Number, DateTimeOffset At, string Hash, byte[] Body)
{
    /// <summary>Compares what the store keeps beside the body with the body. Null where it keeps nothing.</summary>
    public Func<bool>? Comparison { get; init; }

    /// <summary>
    /// Whether the columns that filters look at say what the body says. The body is read for it: only who judges events asks.
    /// </summary>
    public bool IsConsistent() => Comparison?.Invoke() ?? true;
}

/// <summary>Newest first. <paramref name="Next"/> is the cursor of the following page, null on the last one.</summary>
public sealed record AuditRows(IReadOnlyList<AuditRow> Rows, string? Next);

/// <summary>How far a stream goes.</summary>
/// <param name="Stream">Its name.</param>
/// <param name="Number">Of the newest event; 0 when there was never one.</param>
/// <param name="Hash">Of the newest event.</param>
public sealed record AuditHead(string Stream, long Number, string Hash);

/// <summary>A signed statement about a stream; the JWS itself is what counts.</summary>
public sealed record AuditSigned(string Stream, long Number, DateTimeOffset At, string Kind, string Statement);

/// <summary>How many events have the same value.</summary>
public sealed record AuditCount(string Name, long Count);

/// <summary>How many events are the same but for who and when.</summary>
public sealed record AuditTally(
    string Stream, string Outcome, string Decision, string Operation, string ResourceType, long Count);

/// <summary>How far a receiver of forwarded events is.</summary>
/// <param name="Number">Up to here the stream was forwarded.</param>
/// <param name="Dropped">How many events it was not given.</param>
public sealed record AuditDelivery(long Number, long Dropped);
