using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using McpGateway.Foundation.Http;

namespace McpGateway.Core.MetricsService;

/// <summary>The body of <c>POST /metrics</c> (gateway contract §8.2). Taken as a whole or not at all.</summary>
internal sealed partial record MetricsRequest
{
    private const int MaxMetrics = 100;
    private const int MaxDimensions = 20;
    private const int MaxMetadata = 30;
    private const double MaxValue = 1e12;
    private const double MaxDuration = 86_400_000;

    private static readonly TimeSpan MaxAhead = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Old = TimeSpan.FromDays(7);

    private static readonly string[] Types =
    [
        "auth_request", "tool_discovery", "tool_execution", "registry_operation", "health_check", "protocol_latency", "custom",
    ];

    public required string Service { get; init; }

    public string? Version { get; init; }

    public string? InstanceId { get; init; }

    public required IReadOnlyList<SentMetric> Metrics { get; init; }

    /// <summary>Metrics of a time from which nothing is kept any more. They are no mistake, and are not stored.</summary>
    public int Expired { get; init; }

    /// <summary>What is unusual and taken all the same, and what is not kept.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <param name="body">The body.</param>
    /// <param name="now">The present.</param>
    /// <param name="kept">For how long metrics are kept.</param>
    /// <param name="problems">Is told all that is wrong.</param>
    /// <returns>Null when something is wrong.</returns>
    public static MetricsRequest? Read(JsonElement body, DateTimeOffset now, TimeSpan kept, Validation422 problems)
    {
        var service = Text(body, "service", 50, ["body", "service"], problems);
        if (service is null)
        {
            problems.Missing("body", "service");
        }
        else if (!ServiceName().IsMatch(service))
        {
            problems.Add("string_pattern_mismatch", ["body", "service"], "String should match pattern '^[A-Za-z0-9_-]{1,50}$'", service);
        }

        var version = Text(body, "version", 20, ["body", "version"], problems);
        var instance = Text(body, "instance_id", 50, ["body", "instance_id"], problems);
        if (!body.TryGetProperty("metrics", out var list) || list.ValueKind != JsonValueKind.Array
            || list.GetArrayLength() is < 1 or > MaxMetrics)
        {
            problems.Add("list_length", ["body", "metrics"], $"List should have 1 to {MaxMetrics} items", null);
            return null;
        }

        var warnings = new List<string>();
        var metrics = new List<SentMetric>();
        var index = 0;
        foreach (var item in list.EnumerateArray())
        {
            if (ReadMetric(item, index, now, problems, warnings) is { } metric)
            {
                metrics.Add(metric);
            }

            index++;
        }

        // Each of their days would get a place in the store, to be removed the next time that somebody looks.
        var expired = metrics.RemoveAll(metric => metric.At < now - kept);
        if (expired > 0)
        {
            warnings.Add(string.Create(
                CultureInfo.InvariantCulture, $"{expired} metrics are older than the {kept.TotalDays:0} days that are kept: not stored"));
        }

        return !problems.IsEmpty ? null : new()
        {
            Service = service!,
            Version = version,
            InstanceId = instance,
            Metrics = metrics,
            Expired = expired,
            Warnings = warnings,
        };
    }

    private static SentMetric? ReadMetric(
        JsonElement item, int index, DateTimeOffset now, Validation422 problems, List<string> warnings)
    {
        JsonArray At(string name) => ["body", "metrics", index, name];
        if (item.ValueKind != JsonValueKind.Object)
        {
            problems.Add("dict_type", ["body", "metrics", index], "Input should be a valid dictionary", null);
            return null;
        }

        var type = Text(item, "type", 50, At("type"), problems);
        if (type is null || !Types.Contains(type))
        {
            problems.Add("enum", At("type"), $"Input should be one of {string.Join(", ", Types)}", type);
        }

        var value = Number(item, "value", MaxValue, -MaxValue, At("value"), isRequired: true, problems);
        var duration = Number(item, "duration_ms", MaxDuration, 0, At("duration_ms"), isRequired: false, problems);
        var at = now;
        if (item.TryGetProperty("timestamp", out var stated) && stated.ValueKind != JsonValueKind.Null)
        {
            if (stated.ValueKind != JsonValueKind.String
                || !DateTimeOffset.TryParse(stated.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out at))
            {
                problems.Add("datetime_parsing", At("timestamp"), "Input should be a valid datetime", null);
            }
            else if (at > now + MaxAhead)
            {
                problems.Add("value_error", At("timestamp"), "Value error, the timestamp is more than 5 minutes in the future", null);
            }
            else if (at < now - Old)
            {
                warnings.Add($"metrics[{index}]: the timestamp is older than 7 days");
            }
        }

        var dimensions = Map(item, "dimensions", MaxDimensions, 200, DimensionName(), At("dimensions"), problems);
        var metadata = Map(item, "metadata", MaxMetadata, 1_000, MetadataName(), At("metadata"), problems);
        return type is null || value is null ? null : new(type, at, value.Value, duration, dimensions, metadata);
    }

    private static string? Text(JsonElement item, string name, int maxLength, JsonArray at, Validation422 problems)
    {
        if (!item.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.String || value.GetString()!.Length > maxLength)
        {
            problems.Add("string_type", at, $"Input should be a valid string of at most {maxLength} characters", null);
            return null;
        }

        return value.GetString();
    }

    private static double? Number(
        JsonElement item, string name, double most, double least, JsonArray at, bool isRequired, Validation422 problems)
    {
        if (!item.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            if (isRequired)
            {
                problems.Add("missing", at, "Field required", null);
            }

            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= least && number <= most)
        {
            return number;
        }

        problems.Add(
            "float_parsing", at, string.Create(CultureInfo.InvariantCulture, $"Input should be a number from {least} to {most}"), null);
        return null;
    }

    private static Dictionary<string, string> Map(
        JsonElement item, string name, int maxEntries, int maxLength, Regex names, JsonArray at, Validation422 problems)
    {
        var entries = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!item.TryGetProperty(name, out var map) || map.ValueKind == JsonValueKind.Null)
        {
            return entries;
        }

        if (map.ValueKind != JsonValueKind.Object || map.EnumerateObject().Count() > maxEntries)
        {
            problems.Add("dict_type", at, $"Input should be a dictionary of at most {maxEntries} entries", null);
            return entries;
        }

        foreach (var entry in map.EnumerateObject())
        {
            var text = TextOf(entry.Value);
            if (!names.IsMatch(entry.Name) || text.Length > maxLength)
            {
                problems.Add("value_error", [.. at.Select(static part => part!.DeepClone()), entry.Name],
                    $"Value error, a name or value is not allowed; values have at most {maxLength} characters", null);
            }
            else
            {
                entries[entry.Name] = text;
            }
        }

        return entries;
    }

    private static string TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Null or JsonValueKind.Undefined => "",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => value.GetRawText(),
    };

    [GeneratedRegex("^[A-Za-z0-9_-]{1,50}$")]
    private static partial Regex ServiceName();

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]{0,49}$")]
    private static partial Regex DimensionName();

    [GeneratedRegex(@"^[^\x00-\x1f]{1,50}$")]
    private static partial Regex MetadataName();
}

/// <summary>One metric that was sent.</summary>
internal sealed record SentMetric(
    string Type, DateTimeOffset At, double Value, double? DurationMs, IReadOnlyDictionary<string, string> Dimensions,
    IReadOnlyDictionary<string, string> Metadata);
