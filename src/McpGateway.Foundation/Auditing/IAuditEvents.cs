namespace McpGateway.Foundation.Auditing;

/// <summary>Port: tells the audit what changes nothing in the store, such as a sign-in that failed. Never waits: what is too much is
/// dropped and counted.</summary>
public interface IAuditEvents
{
    void Record(AuditNote note);
}

/// <summary>What is told; who and from where is added from the <see cref="AuditScope"/>.</summary>
public sealed record AuditNote
{
    /// <summary>One of <see cref="AuditStreams"/>.</summary>
    public required string Stream { get; init; }

    public required string Operation { get; init; }

    public required string ResourceType { get; init; }

    public string? ResourceId { get; init; }

    /// <summary>One of <see cref="AuditOutcomes"/>.</summary>
    public required string Outcome { get; init; }

    /// <summary>One of <see cref="AuditDecisions"/>.</summary>
    public string Decision { get; init; } = AuditDecisions.NotRequired;

    public string? Reason { get; init; }

    /// <summary>Who it claims to be, where nobody is authenticated yet.</summary>
    public string? ClaimedUser { get; init; }

    /// <summary>Whether <see cref="ClaimedUser"/> has proven who it is; what people without proof cause is limited.</summary>
    public bool IsProven { get; init; }

    public int? StatusCode { get; init; }

    public string? Description { get; init; }

    public string? RequiredPermission { get; init; }
}
