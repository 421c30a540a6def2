using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace McpGateway.EndToEndTests.Support;

/// <summary>Any number of small MCP servers in one process, each at a path of its own: tools, a pause before each answer, a lock.</summary>
internal sealed class ManyUpstreams : IAsyncDisposable
{
    private const string Answer = """{"items":[{"id":1,"title":"First"},{"id":2,"title":"Second"}],"total":2}""";

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, Upstream> _servers = new(StringComparer.Ordinal);

    private ManyUpstreams(WebApplication app) => _app = app;

    public static async Task<ManyUpstreams> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var upstreams = new ManyUpstreams(app);
        app.Run(upstreams.AnswerAsync);
        await app.StartAsync(cancellationToken);
        return upstreams;
    }

    /// <returns>The server's address.</returns>
    public string Add(string path, JsonArray tools, TimeSpan pause = default, bool isLocked = false)
    {
        _servers[path] = new(path.Trim('/'), tools, pause, isLocked);
        return _app.Urls.First() + path + "/mcp";
    }

    /// <summary>The server says other things of its tools from now on.</summary>
    public void Change(string path, JsonArray tools) => _servers[path] = _servers[path] with { Tools = tools };

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        var server = _servers.GetValueOrDefault(path.EndsWith("/mcp", StringComparison.Ordinal) ? path[..^"/mcp".Length] : path);
        if (server is null || !HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.StatusCode = server is null ? StatusCodes.Status404NotFound : StatusCodes.Status405MethodNotAllowed;
            return;
        }

        if (server.IsLocked)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return;
        }

        // The slow servers of the installation are slow: this is what is tested, not a wait for something.
        await Task.Delay(server.Pause, context.RequestAborted);
        var request = (await JsonSerializer.DeserializeAsync<JsonNode>(
            context.Request.Body, cancellationToken: context.RequestAborted))!.AsObject();
        if (request["id"] is not { } id)
        {
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            return;
        }

        var answer = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = id.DeepClone() };
        if (ResultOf(server, request) is { } result)
        {
            answer["result"] = result;
        }
        else
        {
            answer["error"] = new JsonObject { ["code"] = -32601, ["message"] = "Method not found" };
        }

        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer.ToJsonString(), context.RequestAborted);
    }

    private static JsonObject? ResultOf(Upstream server, JsonObject request) => (string?)request["method"] switch
    {
        "initialize" => new JsonObject
        {
            ["protocolVersion"] = "2025-06-18",
            ["capabilities"] = new JsonObject { ["tools"] = new JsonObject() },
            ["serverInfo"] = new JsonObject { ["name"] = server.Name, ["version"] = "1.4.2" },
        },
        "ping" => [],
        "tools/list" => new JsonObject { ["tools"] = server.Tools.DeepClone() },
        "tools/call" => new JsonObject
        {
            ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = Answer }),
        },
        _ => null,
    };

    private sealed record Upstream(string Name, JsonArray Tools, TimeSpan Pause, bool IsLocked);
}
