using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace McpGateway.IntegrationTests.Health;

/// <summary>A real HTTP server that answers as a test tells it to: rightly, wrongly, forever or not at all.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ScriptedServer(WebApplication app) => _app = app;

    public string Address => _app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>()
        .Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public static async Task<ScriptedServer> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        return new(app);
    }

    /// <summary>A well-behaved server of the handshake era whose answers can be replaced by method.</summary>
    public static Task<ScriptedServer> StartMcpAsync(Func<HttpContext, JsonObject, Task<bool>> special) => StartAsync(async context =>
    {
        if (context.Request.Method != "POST")
        {
            context.Response.StatusCode = context.Request.Method == "DELETE" ? 200 : 405;
            return;
        }

        var message = (JsonObject)(await JsonNode.ParseAsync(context.Request.Body))!;
        if (await special(context, message))
        {
            return;
        }

        switch ((string?)message["method"])
        {
            case "initialize":
                context.Response.Headers["Mcp-Session-Id"] = "s1";
                await ResultAsync(context, message, new()
                {
                    ["protocolVersion"] = message["params"]!["protocolVersion"]!.DeepClone(),
                    ["capabilities"] = new JsonObject { ["tools"] = new JsonObject() },
                    ["serverInfo"] = new JsonObject { ["name"] = "scripted", ["version"] = "1" },
                });
                break;
            case "ping":
                await ResultAsync(context, message, []);
                break;
            case "notifications/initialized":
                context.Response.StatusCode = 202;
                break;
            case "tools/list":
                await ResultAsync(context, message, new() { ["tools"] = new JsonArray() });
                break;
            default:
                await WriteAsync(context, new()
                {
                    ["jsonrpc"] = "2.0",
                    ["id"] = message["id"]?.DeepClone(),
                    ["error"] = new JsonObject { ["code"] = -32601, ["message"] = "Method not found" },
                });
                break;
        }
    });

    public static Task ResultAsync(HttpContext context, JsonObject request, JsonObject result) =>
        WriteAsync(context, new() { ["jsonrpc"] = "2.0", ["id"] = request["id"]?.DeepClone(), ["result"] = result });

    public static Task WriteAsync(HttpContext context, JsonObject body)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
    }

    public static JsonObject Tool(string name, string description = "Does something.") => new()
    {
        ["name"] = name,
        ["description"] = description,
        ["inputSchema"] = new JsonObject { ["type"] = "object" },
    };

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
