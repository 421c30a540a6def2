using System.Text.Json;
using System.Text.Json.Serialization;

namespace McpGateway.Foundation.Auditing;

/// <summary>One event of the audit, as it is stored, exported and forwarded. Holds no secret.</summary>
public sealed record AuditEvent
{
    /// <summary>Version of this form.</summary>
    public string Version { get; init; } = "1.0";

    /// <summary>The stream, one of <see cref="AuditStreams"/>.</summary>
    public required string LogType { get; init; }

    /// <summary>Place in the stream, from 1 without gaps; given when it is stored.</summary>
    public long Number { get; init; }

    /// <summary>Hash of the event before it in the stream; given when it is stored.</summary>
    public string Previous { get; init; } = "";

    /// <summary>
    /// Tells the event from all others, also where it is brought or forwarded twice; null in events of releases that gave none.
    /// </summary>
    public string? EventId { get; init; }

    /// <summary>To the microsecond.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>Of the request that it came of; null for what the gateway did by itself.</summary>
    public string? RequestId { get; init; }

    /// <summary>What the client said belongs together (<c>X-Correlation-ID</c>).</summary>
    public string? CorrelationId { get; init; }

    /// <summary>W3C trace id.</summary>
    public string? TraceId { get; init; }

    /// <summary>The process that wrote it: machine and process id.</summary>
    public string? Replica { get; init; }

    public required AuditIdentity Identity { get; init; }

    public AuditRequest? Request { get; init; }

    public required AuditResponse Response { get; init; }

    public required AuditAction Action { get; init; }

    public required AuditAuthorization Authorization { get; init; }

    /// <summary>Only of calls, as the two that follow.</summary>
    public AuditMcpServer? McpServer { get; init; }

    public AuditMcpRequest? McpRequest { get; init; }

    public AuditMcpResponse? McpResponse { get; init; }

    /// <summary>The bytes that are hashed and kept.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, AuditingJsonContext.Default.AuditEvent);

    /// <exception cref="JsonException">They are no event of this version.</exception>
    public static AuditEvent Of(ReadOnlySpan<byte> body) =>
        JsonSerializer.Deserialize(body, AuditingJsonContext.Default.AuditEvent) ?? throw new JsonException("The event is empty.");
}

/// <summary>Who.</summary>
public sealed record AuditIdentity
{
    public required string Username { get; init; }

    /// <summary>Stable identity, see <see cref="Caller.Subject"/>; null where nobody had proven one.</summary>
    public string? Subject { get; init; }

    public string? AuthMethod { get; init; }

    public string? Provider { get; init; }

    public IReadOnlyList<string>? Groups { get; init; }

    public IReadOnlyList<string>? Scopes { get; init; }

    public bool? IsAdmin { get; init; }

    /// <summary>The OAuth client that acts for them.</summary>
    public string? ClientId { get; init; }

    /// <summary><c>session_cookie</c>, <c>bearer_token</c>, <c>basic</c>, <c>none</c>.</summary>
    public string? CredentialType { get; init; }

    /// <summary>Tells credentials apart: a token's id, the beginning of a session's hash. Opens nothing.</summary>
    public string? CredentialHint { get; init; }
}

/// <summary>From where and how.</summary>
public sealed record AuditRequest
{
    public string? Method { get; init; }

    public string? Path { get; init; }

    /// <summary>Values of secret parameters are masked.</summary>
    public IReadOnlyDictionary<string, string>? QueryParams { get; init; }

    /// <summary>The client's address, behind trusted proxies as these state it.</summary>
    public string? ClientIp { get; init; }

    public string? ForwardedFor { get; init; }

    public string? UserAgent { get; init; }

    public long? ContentLength { get; init; }
}

/// <summary>How it ended.</summary>
public sealed record AuditResponse
{
    /// <summary>One of <see cref="AuditOutcomes"/>.</summary>
    public required string Outcome { get; init; }

    /// <summary>HTTP status, where the answer was known when the event was written.</summary>
    public int? StatusCode { get; init; }

    /// <summary>From the beginning of the request until the event was written.</summary>
    public double? DurationMs { get; init; }

    public string? Reason { get; init; }
}

/// <summary>What was done.</summary>
public sealed record AuditAction
{
    /// <summary>
    /// <c>create</c>, <c>update</c>, <c>delete</c>, <c>toggle</c>, <c>rate</c>, <c>login</c>, <c>mint</c>, <c>revoke</c>, …
    /// </summary>
    public required string Operation { get; init; }

    /// <summary><c>server</c>, <c>agent</c>, <c>user</c>, …</summary>
    public required string ResourceType { get; init; }

    public string? ResourceId { get; init; }

    public string? Description { get; init; }

    /// <summary>The store's revision after the change; the same for all that changed together.</summary>
    public long? Revision { get; init; }

    /// <summary>What is different, field by field.</summary>
    public IReadOnlyList<AuditChange>? Changes { get; init; }

    /// <summary>How many changed fields were left out because the event would be too large.</summary>
    public int? OmittedChanges { get; init; }
}

/// <summary>One field before and after.</summary>
/// <param name="Field">Its path, such as <c>origin.source</c>.</param>
/// <param name="Before">Null when it was not there.</param>
/// <param name="After">Null when it is not there.</param>
public sealed record AuditChange(string Field, JsonElement? Before, JsonElement? After);

/// <summary>By which right.</summary>
public sealed record AuditAuthorization
{
    /// <summary>One of <see cref="AuditDecisions"/>.</summary>
    public required string Decision { get; init; }

    /// <summary>The permission or the endpoint's rule that was asked for.</summary>
    public string? RequiredPermission { get; init; }

    /// <summary>What was decided on.</summary>
    public IReadOnlyList<string>? EvaluatedScopes { get; init; }
}

/// <summary>The server or agent that was called.</summary>
public sealed record AuditMcpServer(string Name, string Path);

/// <summary>What was asked of it.</summary>
public sealed record AuditMcpRequest(string Method, string? ToolName, string? ResourceUri);

/// <summary>How it ended, as call records say it.</summary>
public sealed record AuditMcpResponse(string Status, double DurationMs, string? ErrorCode);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AuditEvent))]
internal sealed partial class AuditingJsonContext : JsonSerializerContext;
