using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace McpGateway.EndToEndTests.Observability;

/// <summary>
/// An MCP server whose tools take as long as their names say: <c>wait_200</c> answers after 200 ms, <c>stream_600</c> begins its answer at
/// once and ends it after 600 ms, <c>fail</c> answers with status 500, <c>refuse</c> with a JSON-RPC error, <c>break</c> and
/// <c>break_stream</c> with a result that says <c>isError</c>.
/// </summary>
internal sealed class MeasuredServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private MeasuredServer(WebApplication app) => _app = app;

    public Uri Address => new(
        _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/mcp");

    public static async Task<MeasuredServer> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Run(ServeAsync);
        await app.StartAsync(cancellationToken);
        return new(app);
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private static async Task ServeAsync(HttpContext context)
    {
        if (context.Request.Method != "POST")
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return;
        }

        var message = (JsonObject)(await JsonNode.ParseAsync(context.Request.Body))!;
        switch ((string?)message["method"])
        {
            case "initialize":
                await ResultAsync(context, message, new
                {
                    protocolVersion = "2025-06-18",
                    capabilities = new { tools = new { } },
                    serverInfo = new { name = "measured", version = "1" },
                });
                break;
            case "tools/list":
                await ResultAsync(context, message, new { tools = Array.Empty<object>() });
                break;
            case "tools/call":
                await CallAsync(context, message, (string)message["params"]!["name"]!);
                break;
            case "ping":
                await ResultAsync(context, message, new { });
                break;
            default:
                context.Response.StatusCode = StatusCodes.Status202Accepted;
                break;
        }
    }

    private static async Task CallAsync(HttpContext context, JsonObject message, string tool)
    {
        var parts = tool.Split('_');
        var delay = parts.Length > 1 && int.TryParse(parts[1], CultureInfo.InvariantCulture, out var stated) ? stated : 0;
        switch (parts[0])
        {
            case "fail":
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                break;
            case "refuse":
                await TextAsync(context, new JsonObject
                {
                    ["jsonrpc"] = "2.0",
                    ["id"] = message["id"]?.DeepClone(),
                    ["error"] = new JsonObject { ["code"] = -32602, ["message"] = "no" },
                }.ToJsonString());
                break;
            case "break" when parts.Length == 1:
                await ResultAsync(context, message, new { content = Array.Empty<object>(), isError = true });
                break;
            case "break":
                context.Response.ContentType = "text/event-stream";
                await context.Response.WriteAsync(
                    $": begun\n\ndata: {Text(message, new { content = Array.Empty<object>(), isError = true })}\n\n");
                break;
            case "stream":
                context.Response.ContentType = "text/event-stream";
                await context.Response.WriteAsync(": begun\n\n");
                await context.Response.Body.FlushAsync();
                await AtLeastAsync(delay);
                await context.Response.WriteAsync($"data: {Text(message, new { content = Array.Empty<object>() })}\n\n");
                break;
            default:
                await AtLeastAsync(delay);
                await ResultAsync(context, message, new { content = Array.Empty<object>() });
                break;
        }
    }

    /// <summary>A timer may ring some of its ticks early, and a call would have taken less than is known of it.</summary>
    private static async Task AtLeastAsync(int milliseconds)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed.TotalMilliseconds < milliseconds)
        {
            await Task.Delay(Math.Max(1, milliseconds - (int)clock.Elapsed.TotalMilliseconds));
        }
    }

    private static Task ResultAsync(HttpContext context, JsonObject message, object result) =>
        TextAsync(context, Text(message, result));

    private static Task TextAsync(HttpContext context, string text)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(text);
    }

    private static string Text(JsonObject message, object result) => new JsonObject
    {
        ["jsonrpc"] = "2.0",
        ["id"] = message["id"]?.DeepClone(),
        ["result"] = JsonSerializer.SerializeToNode(result),
    }.ToJsonString();
}
