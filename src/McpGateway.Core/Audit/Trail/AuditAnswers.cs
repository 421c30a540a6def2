using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using McpGateway.Foundation.Auditing;

namespace McpGateway.Core.Audit.Trail;

/// <summary>An event with its hash.</summary>
/// <param name="Event">As it was written.</param>
/// <param name="Hash">Of its bytes; empty for what is in no chain.</param>
public sealed record AuditItem(AuditEvent Event, string Hash)
{
    /// <summary>Names an event for good: its stream and its number there.</summary>
    [JsonIgnore]
    public string Id => $"{Event.LogType}:{Event.Number}";

    /// <summary>Takes an <see cref="Id"/> apart.</summary>
    internal static bool TryParse(string id, out string stream, out long number)
    {
        var end = id.LastIndexOf(':');
        stream = end < 0 ? "" : id[..end];
        number = 0;
        return AuditStreams.All.Contains(stream)
            && long.TryParse(id.AsSpan(end + 1), NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;
    }

    internal static AuditItem Of(AuditRow row) => new(Read(row), row.Hash);

    /// <summary>A row that somebody has damaged is shown as what is known of it: a page must not fail for it.</summary>
    private static AuditEvent Read(AuditRow row)
    {
        try
        {
            return AuditEvent.Of(row.Body);
        }
        catch (JsonException)
        {
            return new()
            {
                LogType = row.Stream,
                Number = row.Number,
                Timestamp = row.At,
                Identity = new() { Username = "?" },
                Response = new() { Outcome = AuditOutcomes.Failure, Reason = "This event was damaged: it is not readable." },
                Action = new() { Operation = "?", ResourceType = "?" },
                Authorization = new() { Decision = AuditDecisions.NotRequired },
            };
        }
    }
}

/// <summary>One page of events, newest first.</summary>
public sealed record AuditPage(IReadOnlyList<AuditItem> Events, string? NextCursor);

/// <summary>Counts of events.</summary>
public sealed record AuditStatistics(
    long Total, IReadOnlyList<AuditCount> ByStream, IReadOnlyList<AuditCount> ByOutcome, IReadOnlyList<AuditCount> ByDecision,
    IReadOnlyList<AuditCount> TopOperations, IReadOnlyList<AuditCount> TopResourceTypes, IReadOnlyList<AuditCount> TopUsers);

/// <summary>What filters can be set to.</summary>
public sealed record AuditOptionsList(
    IReadOnlyList<string> Streams, IReadOnlyList<string> Outcomes, IReadOnlyList<string> Decisions, IReadOnlyList<string> Operations,
    IReadOnlyList<string> ResourceTypes, IReadOnlyList<string> Usernames);

/// <summary>Some days in numbers.</summary>
public sealed record AuditDigest(
    DateTimeOffset From, DateTimeOffset To, AuditStatistics Events, long FailedSignIns, long Denied);

/// <summary>How far a stream goes.</summary>
/// <param name="Stream">Its name.</param>
/// <param name="Number">Of its newest event.</param>
/// <param name="Hash">Of its newest event.</param>
/// <param name="SignedTo">Up to here it is signed.</param>
/// <param name="SignedAt">When that was.</param>
/// <param name="Statement">The signed statement: kept elsewhere, it tells of an end that was cut off.</param>
public sealed record AuditStreamState(
    string Stream, long Number, string Hash, long SignedTo, DateTimeOffset? SignedAt, string? Statement);

/// <summary>The answer of <c>GET /api/audit/chain</c>.</summary>
public sealed record AuditChainState(IReadOnlyList<AuditStreamState> Streams);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AuditPage))]
[JsonSerializable(typeof(AuditStatistics))]
[JsonSerializable(typeof(AuditOptionsList))]
[JsonSerializable(typeof(AuditDigest))]
[JsonSerializable(typeof(AuditChainState))]
internal sealed partial class TrailJsonContext : JsonSerializerContext;
