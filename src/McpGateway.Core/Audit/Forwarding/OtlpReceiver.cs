using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using McpGateway.Contracts.Audit;
using McpGateway.Foundation.Auditing;
using McpGateway.Foundation.Http.Outbound;

namespace McpGateway.Core.Audit.Forwarding;

/// <summary>Logs of OpenTelemetry over HTTP as JSON (https://opentelemetry.io/docs/specs/otlp/#otlphttp).</summary>
internal sealed class OtlpReceiver(Uri endpoint, OutboundHttp http) : IAuditReceiver
{
    private const int Information = 9;
    private const int Warning = 13;

    private readonly Uri _address = new($"{endpoint.ToString().TrimEnd('/')}/v1/logs");

    public string Name => "otlp";

    public async Task SendAsync(IReadOnlyList<AuditRow> rows, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _address)
        {
            Content = new StringContent(BodyOf(rows).ToJsonString(), Encoding.UTF8, "application/json"),
        };
        var answer = await http.ExchangeAsync(request, cancellationToken);
        if (answer is not { IsSuccess: true, Value.IsSuccess: true })
        {
            throw new IOException(answer.Error?.Detail ?? $"{_address.Authority} answered with status {(int)answer.Value!.Status}.");
        }
    }

    private static JsonObject BodyOf(IReadOnlyList<AuditRow> rows) => new()
    {
        ["resourceLogs"] = new JsonArray(new JsonObject
        {
            ["resource"] = new JsonObject { ["attributes"] = new JsonArray(Text("service.name", "mcp-gateway")) },
            ["scopeLogs"] = new JsonArray(new JsonObject
            {
                ["scope"] = new JsonObject { ["name"] = "McpGateway.Audit" },
                ["logRecords"] = new JsonArray([.. rows.Select(RecordOf)]),
            }),
        }),
    };

    private static JsonObject RecordOf(AuditRow row)
    {
        var entry = AuditEvent.Of(row.Body);
        var isSuccess = entry.Response.Outcome == AuditOutcomes.Success;
        var nanoseconds = (entry.Timestamp.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) * TimeSpan.NanosecondsPerTick;
        var record = new JsonObject
        {
            ["timeUnixNano"] = nanoseconds.ToString(CultureInfo.InvariantCulture),
            ["severityNumber"] = isSuccess ? Information : Warning,
            ["severityText"] = isSuccess ? "INFO" : "WARN",
            ["eventName"] = "audit",
            ["body"] = new JsonObject { ["stringValue"] = Encoding.UTF8.GetString(AuditLine.Event(row.Body, row.Hash)) },
            ["attributes"] = new JsonArray(
                Text("audit.stream", row.Stream), Text("audit.number", row.Number.ToString(CultureInfo.InvariantCulture)),
                Text("user.name", entry.Identity.Username), Text("audit.operation", entry.Action.Operation),
                Text("audit.resource_type", entry.Action.ResourceType), Text("audit.resource_id", entry.Action.ResourceId ?? ""),
                Text("audit.outcome", entry.Response.Outcome), Text("client.address", entry.Request?.ClientIp ?? "")),
        };
        if (entry.TraceId is { } trace)
        {
            record["traceId"] = trace;
        }

        return record;
    }

    private static JsonObject Text(string key, string value) =>
        new() { ["key"] = key, ["value"] = new JsonObject { ["stringValue"] = value } };
}
