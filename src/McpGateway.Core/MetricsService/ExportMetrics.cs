using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using McpGateway.Core.Audit;
using McpGateway.Foundation;
using McpGateway.Foundation.Records;
using McpGateway.Proxy.Recording;

namespace McpGateway.Core.MetricsService;

/// <summary>
/// Gives out, as the SQLite file that the Python product keeps (gateway contract §8.4), what was sent and what the gateway recorded
/// itself: every call is a row of <c>auth_metrics</c>, with the time that authentication took, and every message of somebody who is
/// known a row of <c>tool_metrics</c>, with the time that the call took: the same that Prometheus' metrics count.
/// </summary>
internal sealed class ExportMetrics(IRecordLog log, IMetricsFile file, MetricsKeys keys)
{
    private const int PageSize = IRecordLog.MaxPageSize;
    private const string OwnService = "mcp-gateway";

    /// <summary>Writes the file.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="from">From when on.</param>
    /// <param name="to">Until when.</param>
    /// <param name="path">The file; must not be there.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <returns>Why the caller may not have it; null when it is written.</returns>
    public async Task<Error?> WriteAsync(
        Caller caller, DateTimeOffset? from, DateTimeOffset? to, string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!caller.Permissions.IsAdmin)
        {
            return new(ErrorKind.Forbidden, "Only administrators may take the metrics of everyone.");
        }

        await file.WriteAsync(path, RowsAsync(from, to, cancellationToken), cancellationToken);
        return null;
    }

    private async IAsyncEnumerable<MetricsRow> RowsAsync(
        DateTimeOffset? from, DateTimeOffset? to,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var key in keys.All)
        {
            yield return MetricsRow.Of(
                "api_keys", ("key_hash", key.Hash), ("service_name", key.Service), ("is_active", 1L), ("rate_limit", (long)key.Limit),
                ("last_used_at", key.LastUsedAt?.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)));
        }

        await foreach (var (metric, _) in ReadAsync(
            RecordStreams.Metrics, MetricsJsonContext.Default.MetricEntry, from, to, cancellationToken))
        {
            yield return RawOf(metric);
            if (TypedOf(metric) is { } typed)
            {
                yield return typed;
            }
        }

        await foreach (var (search, id) in ReadAsync(
            RecordStreams.Searches, MetricsJsonContext.Default.SearchEntry, from, to, cancellationToken))
        {
            yield return DiscoveryOf(search, id);
        }

        await foreach (var (call, id) in ReadAsync(
            RecordStreams.Calls, AuditJsonContext.Default.CallEntry, from, to, cancellationToken))
        {
            yield return AuthOf(call, id);
            if (call.Outcome != CallOutcomeNames.Unauthenticated && IsMessage(call))
            {
                yield return ToolOf(call, id);
            }
        }
    }

    /// <summary>What a stream holds, and under which ids. A record that cannot be read is left out.</summary>
    private async IAsyncEnumerable<(T Item, string? Id)> ReadAsync<T>(
        string stream, JsonTypeInfo<T> json, DateTimeOffset? from, DateTimeOffset? to,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        string? cursor = null;
        do
        {
            var page = await log.QueryAsync(new() { Stream = stream, From = from, To = to }, cursor, PageSize, cancellationToken);
            if (!page.IsSuccess)
            {
                throw new InvalidOperationException(page.Error.Detail);
            }

            foreach (var entry in page.Value.Entries)
            {
                if (Parse(entry.Body, json) is { } item)
                {
                    yield return (item, entry.Id);
                }
            }

            cursor = page.Value.Next;
        }
        while (cursor is not null);
    }

    private static T? Parse<T>(string body, JsonTypeInfo<T> json)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(body, json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static MetricsRow RawOf(MetricEntry metric) => MetricsRow.Of(
        "metrics", ("request_id", metric.RequestId), ("service", metric.Service), ("service_version", metric.ServiceVersion),
        ("instance_id", metric.InstanceId), ("metric_type", metric.MetricType), ("timestamp", Text(metric.Timestamp)),
        ("value", metric.Value), ("duration_ms", metric.DurationMs), ("dimensions", Json(metric.Dimensions)),
        ("metadata", Json(metric.Metadata)), ("created_at", Text(metric.CreatedAt)));

    private static MetricsRow? TypedOf(MetricEntry metric) => metric.MetricType switch
    {
        "auth_request" => MetricsRow.Of(
            "auth_metrics", ("request_id", metric.RequestId), ("timestamp", Text(metric.Timestamp)), ("service", metric.Service),
            ("duration_ms", metric.DurationMs), ("success", Flag(metric.Find("success"))), ("method", metric.Find("method")),
            ("server", metric.Find("server")), ("user_hash", metric.Find("user_hash")), ("error_code", metric.Find("error_code")),
            ("created_at", Text(metric.CreatedAt))),
        "tool_execution" => MetricsRow.Of(
            "tool_metrics", ("request_id", metric.RequestId), ("timestamp", Text(metric.Timestamp)), ("service", metric.Service),
            ("duration_ms", metric.DurationMs), ("tool_name", metric.Find("tool_name")), ("server_path", metric.Find("server_path")),
            ("server_name", metric.Find("server_name")), ("success", Flag(metric.Find("success"))),
            ("error_code", metric.Find("error_code")), ("input_size_bytes", Whole(metric.Find("input_size_bytes"))),
            ("output_size_bytes", Whole(metric.Find("output_size_bytes"))), ("client_name", metric.Find("client_name")),
            ("client_version", metric.Find("client_version")), ("method", metric.Find("method")),
            ("user_hash", metric.Find("user_hash")), ("created_at", Text(metric.CreatedAt))),
        "tool_discovery" => MetricsRow.Of(
            "discovery_metrics", ("request_id", metric.RequestId), ("timestamp", Text(metric.Timestamp)), ("service", metric.Service),
            ("duration_ms", metric.DurationMs), ("query", metric.Find("query")), ("results_count", Whole(metric.Find("results_count"))),
            ("top_k_services", Whole(metric.Find("top_k_services"))), ("top_n_tools", Whole(metric.Find("top_n_tools"))),
            ("embedding_time_ms", Decimal(metric.Find("embedding_time_ms"))),
            ("faiss_search_time_ms", Decimal(metric.Find("faiss_search_time_ms"))), ("created_at", Text(metric.CreatedAt))),
        _ => null,
    };

    /// <summary>The query's text is not kept.</summary>
    private static MetricsRow DiscoveryOf(SearchEntry search, string? id) => MetricsRow.Of(
        "discovery_metrics", ("request_id", id ?? ""), ("timestamp", Text(search.At)), ("service", OwnService),
        ("duration_ms", search.DurationMs), ("results_count", (long?)search.Results), ("created_at", Text(search.At)));

    private static MetricsRow AuthOf(CallEntry call, string? id) => MetricsRow.Of(
        "auth_metrics", ("request_id", id ?? ""), ("timestamp", Text(call.At)), ("service", OwnService),
        ("duration_ms", call.AuthenticationMs ?? 0), ("success", CallOutcomes.IsRefused(call.Outcome) ? 0L : 1L),
        ("method", call.AuthMethod), ("server", call.Server), ("user_hash", UserHash(call.User)),
        ("error_code", CallOutcomes.IsRefused(call.Outcome) ? $"{call.Status}" : null), ("created_at", Text(call.At)));

    private static MetricsRow ToolOf(CallEntry call, string? id) => MetricsRow.Of(
        "tool_metrics", ("request_id", id ?? ""), ("timestamp", Text(call.At)), ("service", OwnService), ("duration_ms", call.DurationMs),
        ("tool_name", call.Target ?? call.Method), ("server_path", $"/{call.Server}/"), ("server_name", call.Server),
        ("success", CallOutcomes.IsSuccess(call) ? 1L : 0L), ("error_code", CallOutcomes.IsSuccess(call) ? null : ErrorOf(call)),
        ("input_size_bytes", call.RequestBytes), ("output_size_bytes", call.ResponseBytes),
        ("client_name", call.ClientName ?? MetricLabels.Unknown), ("method", call.Method),
        ("user_hash", UserHash(call.User)), ("created_at", Text(call.At)));

    /// <summary>Streams, ends of sessions and answers of clients are no calls: their method is HTTP's, or none.</summary>
    private static bool IsMessage(CallEntry call) => call.Method is not ("GET" or "DELETE" or "POST" or "response");

    /// <summary>Records of earlier releases have every answer of a server as forwarded.</summary>
    private static string ErrorOf(CallEntry call) =>
        call.Outcome == CallOutcomeNames.Forwarded ? CallOutcomeNames.HttpError : call.Outcome;

    /// <summary>As the Python product makes it: the first 12 digits of SHA-256.</summary>
    private static string? UserHash(string user) =>
        user.Length == 0 ? null : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(user)))[..12];

    /// <summary>A form that SQLite's <c>datetime()</c> reads.</summary>
    private static string Text(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private static long Flag(string? text) => text is not null && (text.Equals("true", StringComparison.OrdinalIgnoreCase) || text == "1")
        ? 1
        : 0;

    private static long? Whole(string? text) => (long?)Decimal(text);

    private static double? Decimal(string? text) => double.TryParse(
        text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Json(IReadOnlyDictionary<string, string> entries)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, value) in entries)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
