namespace McpGateway.Core.Federation;

/// <summary>What is remembered of a source (kind <c>federation_runs</c>, key = the source's key).</summary>
public sealed record SourceHistoryRecord
{
    /// <summary>Newest first.</summary>
    public IReadOnlyList<SyncRun> Runs { get; init; } = [];

    /// <summary>From where the next incremental run reads, in the source's own terms; null when only a full one will do.</summary>
    public string? Mark { get; init; }

    /// <summary>What the mark is of: another address or selection begins anew.</summary>
    public string? MarkOf { get; init; }

    public DateTimeOffset? LastFullAt { get; init; }

    /// <summary>The run that began and has not ended as far as is known; null when there is none.</summary>
    public BegunRun? Begun { get; init; }
}

/// <summary>A run that began: what is left of one that was ended with its process.</summary>
/// <param name="StartedAt">When.</param>
/// <param name="Trigger">As <see cref="SyncRun.Trigger"/>.</param>
/// <param name="By">Who asked for it; null for the gateway itself.</param>
/// <param name="On">Name of the machine that it began on.</param>
public sealed record BegunRun(DateTimeOffset StartedAt, string Trigger, string? By, string On);

/// <summary>One run of a synchronisation.</summary>
public sealed record SyncRun
{
    /// <summary>As <see cref="Status"/>: everything was read and stored, but for items that are reported.</summary>
    public const string Completed = "completed";

    /// <summary>As <see cref="Status"/>: it ended early; what was stored before is whole and stays.</summary>
    public const string Failed = "failed";

    /// <summary>As <see cref="Status"/>: its process ended before it; what was stored is whole and stays.</summary>
    public const string Interrupted = "interrupted";

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset EndedAt { get; init; }

    /// <summary><c>manual</c>, <c>startup</c> or <c>schedule</c>.</summary>
    public required string Trigger { get; init; }

    /// <summary>Who asked for it; null for the gateway itself.</summary>
    public string? By { get; init; }

    public required string Status { get; init; }

    /// <summary>Whether everything was read; otherwise only what changed since the run before.</summary>
    public bool IsFull { get; init; }

    /// <summary>Items that the source stated.</summary>
    public int Read { get; init; }

    public int Added { get; init; }

    public int Changed { get; init; }

    /// <summary>Marked as missing, or removed, by the source's policy.</summary>
    public int Removed { get; init; }

    public int Unchanged { get; init; }

    public int Refused { get; init; }

    /// <summary>The first items that were left out, and why.</summary>
    public IReadOnlyList<SyncProblem> Problems { get; init; } = [];

    /// <summary>Why it ended early; null when it did not.</summary>
    public string? Error { get; init; }
}

/// <summary>An item that was left out.</summary>
public sealed record SyncProblem(string Item, string Problem);
