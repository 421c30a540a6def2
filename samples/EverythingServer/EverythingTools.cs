using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace EverythingServer;

/// <summary>The tools of the sample. The list is paged, two tools to a page.</summary>
internal sealed class EverythingTools(TimeProvider time)
{
    private const int PageSize = 2;

    private static readonly Tool[] All =
    [
        new()
        {
            Name = "echo",
            Title = "Echo",
            Description = "Says what it is told.\n\nArgs:\n    message: What to say.\n\nReturns:\n    The message.",
            InputSchema = Schema("""{"type":"object","properties":{"message":{"type":"string"}},"required":["message"]}"""),
            Annotations = new() { ReadOnlyHint = true },
        },
        new()
        {
            Name = "add",
            Description = "Adds two numbers and answers with structured content.",
            InputSchema = Schema("""{"type":"object","properties":{"a":{"type":"number"},"b":{"type":"number"}},"required":["a","b"]}"""),
            OutputSchema = Schema("""{"type":"object","properties":{"sum":{"type":"number"}},"required":["sum"]}"""),
        },
        new()
        {
            Name = "count",
            Description = "Counts to a number and reports progress at each step.",
            InputSchema = Schema("""{"type":"object","properties":{"to":{"type":"integer"},"delay_ms":{"type":"integer"}},"required":"""
                + """["to"]}"""),
        },
        new() { Name = "fail", Description = "Always fails, as a tool does.", InputSchema = Schema("""{"type":"object"}""") },
        new()
        {
            Name = "sleep",
            Description = "Works for a while in silence. Can be cancelled.",
            InputSchema = Schema("""{"type":"object","properties":{"seconds":{"type":"number"}},"required":["seconds"]}"""),
        },
    ];

    public McpServerOptions Describe() => new()
    {
        ServerInfo = new() { Name = "everything", Version = "1.0.0" },
        ServerInstructions = "A sample with a tool for each thing a client should try.",
        Capabilities = new() { Tools = new() },
        Handlers = new()
        {
            ListToolsHandler = (request, _) => ValueTask.FromResult(List(request.Params?.Cursor)),
            CallToolHandler = CallAsync,
        },
    };

    private static ListToolsResult List(string? cursor)
    {
        var start = cursor is null ? 0 : int.Parse(cursor, CultureInfo.InvariantCulture);
        var next = start + PageSize;
        return new()
        {
            Tools = [.. All.Skip(start).Take(PageSize)],
            NextCursor = next < All.Length ? next.ToString(CultureInfo.InvariantCulture) : null,
        };
    }

    private static JsonElement Schema(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    private static CallToolResult Text(string text, bool isError = false) =>
        new() { Content = [new TextContentBlock { Text = text }], IsError = isError };

    private static double Number(CallToolRequestParams call, string name, double fallback) =>
        call.Arguments?.TryGetValue(name, out var value) == true && value.TryGetDouble(out var number) ? number : fallback;

    private async ValueTask<CallToolResult> CallAsync(RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken)
    {
        var call = request.Params;
        switch (call.Name)
        {
            case "echo":
                return Text(call.Arguments?.TryGetValue("message", out var message) == true ? message.ToString() : "");
            case "add":
                var sum = Number(call, "a", 0) + Number(call, "b", 0);
                using (var content = JsonDocument.Parse(new JsonObject { ["sum"] = sum }.ToJsonString()))
                {
                    var result = Text(content.RootElement.GetRawText());
                    result.StructuredContent = content.RootElement.Clone();
                    return result;
                }

            case "count":
                return await CountAsync(request, call, cancellationToken);
            case "fail":
                return Text("This tool always fails.", isError: true);
            case "sleep":
                await Task.Delay(TimeSpan.FromSeconds(Math.Clamp(Number(call, "seconds", 1), 0, 600)), time, cancellationToken);
                return Text("Slept.");
            default:
                throw new McpProtocolException($"Unknown tool '{call.Name}'.", McpErrorCode.InvalidParams);
        }
    }

    private async Task<CallToolResult> CountAsync(
        RequestContext<CallToolRequestParams> request, CallToolRequestParams call, CancellationToken cancellationToken)
    {
        var to = (int)Math.Clamp(Number(call, "to", 3), 0, 10_000);
        var delay = TimeSpan.FromMilliseconds(Math.Clamp(Number(call, "delay_ms", 0), 0, 60_000));
        for (var step = 1; step <= to; step++)
        {
            await Task.Delay(delay, time, cancellationToken);
            if (call.ProgressToken is { } token)
            {
                await request.Server.NotifyProgressAsync(
                    token,
                    new() { Progress = step, Total = to },
                    new RequestOptions(),
                    cancellationToken);
            }
        }

        return Text($"Counted to {to.ToString(CultureInfo.InvariantCulture)}.");
    }
}
