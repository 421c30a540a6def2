using System.Text.Json;
using System.Text.Json.Serialization;
using McpGateway.Core.Audit.Masking;
using McpGateway.Foundation.Records;
using McpGateway.Proxy.Recording;

namespace McpGateway.Core.Audit;

/// <summary>A call record as it is stored and returned (stream <c>calls</c>).</summary>
public sealed record CallEntry
{
    public const string Stream = RecordStreams.Calls;

    /// <summary>Of the record, for good; null while it is being written.</summary>
    public string? Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Server { get; init; }

    public required string Method { get; init; }

    public string? Target { get; init; }

    public required string User { get; init; }

    /// <summary>Stable identity of the user: two accounts that had one name after the other differ here.</summary>
    public string? Subject { get; init; }

    public required string AuthMethod { get; init; }

    public string? ClientId { get; init; }

    /// <summary><c>forwarded</c>, <c>denied</c>, <c>unauthenticated</c>, …</summary>
    public required string Outcome { get; init; }

    public required int Status { get; init; }

    public required double DurationMs { get; init; }

    public long RequestBytes { get; init; }

    public long ResponseBytes { get; init; }

    /// <summary>Number of elements when the message was part of a batch; absent otherwise.</summary>
    public int? BatchSize { get; init; }

    /// <summary>The replica that wrote the record: machine and process. Null in records of releases that did not keep it.</summary>
    public string? Instance { get; init; }

    /// <summary>The trace that the call is a part of, 32 hexadecimal digits; null when none was recorded.</summary>
    public string? TraceId { get; init; }

    /// <summary>What was sent, without secrets; absent unless the server's operator wants it recorded.</summary>
    public JsonElement? Arguments { get; init; }

    internal static LogEntry Of(CallRecord call, string? instance = null)
    {
        var entry = new CallEntry
        {
            At = call.At,
            Server = call.Server,
            Method = call.Method,
            Target = call.Target,
            User = call.UserName,
            AuthMethod = call.AuthMethod,
            ClientId = call.ClientId.Length > 0 ? call.ClientId : null,
            Outcome = NameOf(call.Outcome),
            Status = call.Status,
            DurationMs = Math.Round(call.Duration.TotalMilliseconds, 3),
            RequestBytes = call.RequestBytes,
            ResponseBytes = call.ResponseBytes,
            BatchSize = call.BatchSize > 1 ? call.BatchSize : null,
            Instance = instance,
            TraceId = call.TraceId,
            Arguments = ArgumentMask.Of(call.Arguments),
        };
        return new LogEntry
        {
            Stream = Stream,
            At = entry.At,
            User = entry.User,
            Subject = call.Subject.Length > 0 ? call.Subject : null,
            Server = entry.Server,
            Outcome = entry.Outcome,
            Method = entry.Method,
            Target = entry.Target,
            Client = entry.ClientId,
            Status = entry.Status,
            Instance = instance,
            Value = entry.DurationMs,
            BytesIn = entry.RequestBytes,
            BytesOut = entry.ResponseBytes,
            Body = JsonSerializer.Serialize(entry, AuditJsonContext.Default.CallEntry),
        };
    }

    internal static string NameOf(CallOutcome outcome) => outcome switch
    {
        CallOutcome.Forwarded => "forwarded",
        CallOutcome.Unauthenticated => "unauthenticated",
        CallOutcome.Denied => "denied",
        CallOutcome.Invalid => "invalid",
        CallOutcome.NotFound => "not_found",
        CallOutcome.Unavailable => "unavailable",
        CallOutcome.UpstreamFailed => "upstream_failed",
        CallOutcome.UpstreamTimedOut => "upstream_timed_out",
        CallOutcome.ClientGone => "client_gone",
    };
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CallEntry))]
[JsonSerializable(typeof(CallPage))]
[JsonSerializable(typeof(CallSeriesAnswer))]
internal sealed partial class AuditJsonContext : JsonSerializerContext;
