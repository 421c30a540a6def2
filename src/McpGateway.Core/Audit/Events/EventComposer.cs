using McpGateway.Foundation;
using McpGateway.Foundation.Auditing;

namespace McpGateway.Core.Audit.Events;

/// <summary>Puts together what events have in common: who, from where, with which credential, on which replica.</summary>
internal sealed class EventComposer(TimeProvider time)
{
    private static readonly string Replica = $"{Environment.MachineName}/{Environment.ProcessId}";

    /// <summary>As it is now: a request may be over when its commit is stored.</summary>
    public static EventOrigin Describe(AuditScope? scope)
    {
        var caller = scope?.Caller;
        return new()
        {
            Identity = caller is null ? IdentityOf(scope) : IdentityOf(caller, scope?.Credential),
            IsKnown = caller is not null,
            Scopes = caller?.Scopes,
            Request = scope?.Request,
            RequestId = scope?.RequestId,
            CorrelationId = scope?.CorrelationId,
            TraceId = scope?.TraceId,
            Replica = Replica,
            Elapsed = scope?.ElapsedMilliseconds,
            Status = scope?.StatusOfSuccess,
        };
    }

    public AuditEvent Compose(AuditNote note)
    {
        var scope = AuditScope.Current;
        var origin = Describe(scope);
        return origin.ToEvent(note.Stream, time.GetUtcNow(), note.ClaimedUser) with
        {
            Response = new()
            {
                Outcome = note.Outcome,
                StatusCode = note.StatusCode,
                DurationMs = origin.Elapsed,
                Reason = note.Reason,
            },
            Action = new()
            {
                Operation = note.Operation,
                ResourceType = note.ResourceType,
                ResourceId = note.ResourceId,
                Description = note.Description,
            },
            Authorization = new()
            {
                Decision = note.Decision,
                RequiredPermission = note.RequiredPermission,
                EvaluatedScopes = note.Decision == AuditDecisions.NotRequired ? null : origin.Scopes,
            },
        };
    }

    private static AuditIdentity IdentityOf(AuditScope? scope) => scope is null
        ? new() { Username = EventOrigin.System, CredentialType = "none" }
        : new() { Username = EventOrigin.Anonymous, CredentialType = scope.Credential?.Kind ?? "none" };

    private static AuditIdentity IdentityOf(Caller caller, AuditCredential? credential) => new()
    {
        Username = caller.UserName,
        Subject = caller.Subject,
        AuthMethod = caller.AuthMethod,
        Provider = caller.Provider,
        Groups = [.. caller.Groups.Take(EventOrigin.MaxNames)],
        Scopes = [.. caller.Scopes.Take(EventOrigin.MaxNames)],
        IsAdmin = caller.Permissions.IsAdmin,
        ClientId = caller.ClientId.Length > 0 ? caller.ClientId : null,
        CredentialType = credential?.Kind ?? "none",
        CredentialHint = credential?.Hint,
    };
}

/// <summary>Who did something, from where.</summary>
internal sealed record EventOrigin
{
    /// <summary>The user name of the gateway itself.</summary>
    public const string System = "system";

    /// <summary>The user name of somebody who has proven nothing.</summary>
    public const string Anonymous = "anonymous";

    /// <summary>Groups and scopes of one event.</summary>
    public const int MaxNames = 50;

    public required AuditIdentity Identity { get; init; }

    /// <summary>Whether somebody is authenticated.</summary>
    public bool IsKnown { get; init; }

    public IReadOnlyList<string>? Scopes { get; init; }

    public AuditRequest? Request { get; init; }

    public string? RequestId { get; init; }

    public string? CorrelationId { get; init; }

    public string? TraceId { get; init; }

    public string? Replica { get; init; }

    public double? Elapsed { get; init; }

    /// <summary>The HTTP status of the answer if what is being done succeeds.</summary>
    public int? Status { get; init; }

    /// <param name="stream">Which stream.</param>
    /// <param name="at">When.</param>
    /// <param name="claimed">Who it is according to what happens, where nobody is authenticated: the user of a new session.</param>
    public AuditEvent ToEvent(string stream, DateTimeOffset at, string? claimed) => new()
    {
        LogType = stream,
        EventId = Guid.CreateVersion7(at).ToString("n"),
        Timestamp = at.ToUniversalTime(),
        RequestId = RequestId,
        CorrelationId = CorrelationId,
        TraceId = TraceId,
        Replica = Replica,
        Identity = IsKnown || claimed is null ? Identity : Identity with { Username = Shortened(claimed) },
        Request = Request,
        Response = new() { Outcome = AuditOutcomes.Success },
        Action = new() { Operation = "", ResourceType = "" },
        Authorization = new() { Decision = AuditDecisions.NotRequired },
    };

    /// <summary>Anybody may claim a name of any length.</summary>
    private static string Shortened(string name) => LogText.Clean(name);
}
