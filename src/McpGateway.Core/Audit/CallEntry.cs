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

    /// <summary>
    /// The name that the client stated of itself (<c>clientInfo</c>); null when it is not known, or metrics are off: they hear of it.
    /// </summary>
    public string? ClientName { get; init; }

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

    /// <summary>Id of the token by which it came; null when it was none, or the release did not keep it.</summary>
    public string? TokenId { get; init; }

    /// <summary>
    /// Why the server did not answer it, as the client was told (<c>access_denied</c>, <c>quarantined</c>, <c>upstream_unreachable</c>, …);
    /// null when it did.
    /// </summary>
    public string? Reason { get; init; }

    /// <summary>
    /// Milliseconds until it was known who calls. Left out below a tenth, as <see cref="DecisionMs"/> is: calls hardly differ there.
    /// </summary>
    public double? AuthenticationMs { get; init; }

    /// <summary>Milliseconds of reading and deciding, up to the sending to the server.</summary>
    public double? DecisionMs { get; init; }

    /// <summary>Milliseconds until the server began to answer, in three digits; null when it was not asked, or did not answer.</summary>
    public double? UpstreamMs { get; init; }

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
            ClientName = call.ClientName,
            Outcome = CallOutcomeNames.Of(call.Outcome),
            Status = call.Status,
            DurationMs = Math.Round(call.Duration.TotalMilliseconds, 3),
            RequestBytes = call.RequestBytes,
            ResponseBytes = call.ResponseBytes,
            BatchSize = call.BatchSize > 1 ? call.BatchSize : null,
            Instance = instance,
            TokenId = call.TokenId,
            Reason = call.Reason,
            AuthenticationMs = Noticeable(call.Times.Authentication),
            DecisionMs = Noticeable(call.Times.Decision),
            UpstreamMs = call.Times.Upstream > TimeSpan.Zero ? ThreeDigits(call.Times.Upstream.TotalMilliseconds) : null,
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

    private static double? Noticeable(TimeSpan time) => time.TotalMilliseconds >= 0.1 ? ThreeDigits(time.TotalMilliseconds) : null;

    /// <summary>More digits than anybody reads would be a third of a record's place in the store.</summary>
    private static double ThreeDigits(double milliseconds) =>
        Math.Round(milliseconds, milliseconds < 10 ? 2 : milliseconds < 100 ? 1 : 0);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CallEntry))]
[JsonSerializable(typeof(CallPage))]
[JsonSerializable(typeof(CallSeriesAnswer))]
internal sealed partial class AuditJsonContext : JsonSerializerContext;
