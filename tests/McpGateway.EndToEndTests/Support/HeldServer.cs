using System.Collections.Concurrent;
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

namespace McpGateway.EndToEndTests.Support;

/// <summary>
/// An MCP server that counts what it executes and holds calls until it is told to answer; its event streams stay silent for ever. Every
/// tool name is one.
/// </summary>
internal sealed class HeldServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, int> _executed = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _keys = new(StringComparer.Ordinal);
    private TaskCompletionSource _answers = Given();
    private int _running;

    private HeldServer(WebApplication app) => _app = app;

    public Uri Address => new(
        _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/mcp");

    /// <summary>How often each tool was executed.</summary>
    public IReadOnlyDictionary<string, int> Executed => _executed;

    /// <summary>With which <c>X-Key</c> each tool was called; the empty text for none.</summary>
    public IReadOnlyDictionary<string, string> Keys => _keys;

    public int Running => Volatile.Read(ref _running);

    public static async Task<HeldServer> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var server = new HeldServer(app);
        app.Run(server.ServeAsync);
        await app.StartAsync(cancellationToken);
        return server;
    }

    /// <summary>Calls that come from now on wait.</summary>
    public void Hold() => Volatile.Write(ref _answers, new(TaskCreationOptions.RunContinuationsAsynchronously));

    public void Answer() => Volatile.Read(ref _answers).TrySetResult();

    public async ValueTask DisposeAsync()
    {
        Answer();
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private static TaskCompletionSource Given()
    {
        var given = new TaskCompletionSource();
        given.SetResult();
        return given;
    }

    private async Task ServeAsync(HttpContext context)
    {
        switch (context.Request.Method)
        {
            case "GET":
                await StreamAsync(context);
                break;
            case "POST":
                await AnswerAsync(context, (JsonObject)(await JsonNode.ParseAsync(context.Request.Body))!);
                break;
            default:
                context.Response.StatusCode = StatusCodes.Status200OK;
                break;
        }
    }

    private static async Task StreamAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync(": open\n\n", context.RequestAborted);
        await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task AnswerAsync(HttpContext context, JsonObject message)
    {
        switch ((string?)message["method"])
        {
            case "initialize":
                context.Response.Headers["Mcp-Session-Id"] = "held";
                await ResultAsync(context, message, new
                {
                    protocolVersion = "2025-06-18",
                    capabilities = new { tools = new { } },
                    serverInfo = new { name = "held", version = "1" },
                });
                break;
            case "tools/call":
                _keys[(string)message["params"]!["name"]!] = context.Request.Headers["X-Key"].ToString();
                await ExecuteAsync((string)message["params"]!["name"]!);
                await ResultAsync(context, message, new { content = new[] { new { type = "text", text = "done" } } });
                break;
            case "tools/list":
                await ResultAsync(context, message, new { tools = Array.Empty<object>() });
                break;
            case "ping":
                await ResultAsync(context, message, new { });
                break;
            default:
                context.Response.StatusCode = StatusCodes.Status202Accepted;
                break;
        }
    }

    private async Task ExecuteAsync(string tool)
    {
        _executed.AddOrUpdate(tool, 1, static (_, count) => count + 1);
        Interlocked.Increment(ref _running);
        try
        {
            await Volatile.Read(ref _answers).Task;
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private static Task ResultAsync<T>(HttpContext context, JsonObject request, T result)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(
            JsonSerializer.Serialize(new { jsonrpc = "2.0", id = JsonSerializer.SerializeToElement(request["id"]), result }));
    }
}
