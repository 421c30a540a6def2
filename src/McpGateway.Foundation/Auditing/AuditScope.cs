using System.Diagnostics;

namespace McpGateway.Foundation.Auditing;

/// <summary>
/// What the audit says of whoever acts: set by the entrances (a request, an event of a live page, a command) and read where a change is
/// committed. Decides nothing: operations take their <see cref="Caller"/> as ever.
/// </summary>
/// <param name="caller">Who acts; asked while the scope lasts, since a request is authenticated on its way.</param>
/// <param name="request">From where; asked while the scope lasts.</param>
/// <param name="credential">With which credential; asked while the scope lasts.</param>
/// <param name="time">For durations.</param>
public sealed class AuditScope(Func<Caller?> caller, Func<AuditRequest?> request, Func<AuditCredential?> credential, TimeProvider time)
{
    private static readonly AsyncLocal<AuditScope?> Ambient = new();

    private readonly long _began = time.GetTimestamp();
    private Ended? _ended;

    /// <summary>The scope of what runs now; null for what the gateway does by itself.</summary>
    public static AuditScope? Current => Ambient.Value;

    public string? RequestId { get; init; }

    public string? CorrelationId { get; init; }

    /// <summary>Of the request that began it; otherwise of what runs now.</summary>
    public string? TraceId => Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.TraceId.ToHexString() : null;

    /// <summary>Whether something that is in the audit was committed in this scope.</summary>
    public bool HasCommitted { get; private set; }

    public Caller? Caller => _ended is { } ended ? ended.Caller : caller();

    public AuditRequest? Request => _ended is { } ended ? ended.Request : request();

    public AuditCredential? Credential => _ended is { } ended ? ended.Credential : credential();

    /// <summary>
    /// The HTTP status of the answer if what is being done succeeds; asked while the scope lasts. Null without an answer.
    /// </summary>
    public Func<int?>? SuccessStatus { get; init; }

    /// <summary>Whether something may go on after the scope has ended, and is to be told with the whole request.</summary>
    public bool KeepsRequest { get; init; }

    /// <summary>See <see cref="SuccessStatus"/>; null once the scope has ended.</summary>
    public int? StatusOfSuccess => _ended is null ? SuccessStatus?.Invoke() : null;

    public double ElapsedMilliseconds => Math.Round(time.GetElapsedTime(_began).TotalMilliseconds, 3);

    /// <summary>Makes it the scope of what runs from here on, until the answer is disposed of.</summary>
    public IDisposable Enter()
    {
        var before = Ambient.Value;
        Ambient.Value = this;
        return new Ending(this, before);
    }

    /// <summary>Something that is in the audit is being committed.</summary>
    public void NoteCommit() => HasCommitted = true;

    private sealed record Ended(Caller? Caller, AuditRequest? Request, AuditCredential? Credential);

    private sealed class Ending(AuditScope scope, AuditScope? before) : IDisposable
    {
        public void Dispose()
        {
            // What was begun in it and goes on is the same person's; it must not read a request that is over.
            scope._ended = new(scope.Caller, scope.KeepsRequest ? scope.Request : null, scope.Credential);
            Ambient.Value = before;
        }
    }
}

/// <summary>Which credential was used.</summary>
/// <param name="Kind"><c>session_cookie</c>, <c>bearer_token</c>, <c>basic</c>.</param>
/// <param name="Hint">Tells it from others; opens nothing. Null where there is nothing to tell.</param>
public sealed record AuditCredential(string Kind, string? Hint);
