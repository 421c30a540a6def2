using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace McpGateway.IntegrationTests.Federation;

/// <summary>A source's web server: answers as the test says, and tells what it was asked.</summary>
internal sealed class SourceServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<string> _asked = new();

    private SourceServer(WebApplication app) => _app = app;

    public string Url => _app.Urls.Single();

    /// <summary>Paths and queries, in order.</summary>
    public IReadOnlyList<string> Asked => [.. _asked];

    /// <summary>The answer to a request: status and body.</summary>
    public Func<HttpRequest, (int Status, string Body)> Answer { get; set; } = static _ => (404, "{}");

    public static async Task<SourceServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new SourceServer(app);
        app.Run(server.AnswerAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    public static string Entry(string name, string? url, string version = "1.0.0", string status = "active") => new JsonObject
    {
        ["server"] = new JsonObject
        {
            ["name"] = name,
            ["description"] = "About " + name,
            ["version"] = version,
            ["remotes"] = url is null ? null : new JsonArray(new JsonObject { ["type"] = "streamable-http", ["url"] = url }),
        },
        ["_meta"] = new JsonObject
        {
            ["io.modelcontextprotocol.registry/official"] = new JsonObject { ["status"] = status, ["isLatest"] = true },
        },
    }.ToJsonString();

    private async Task AnswerAsync(HttpContext context)
    {
        _asked.Enqueue(context.Request.Path + context.Request.QueryString);
        if (context.Request.HasFormContentType)
        {
            await context.Request.ReadFormAsync(context.RequestAborted);
        }

        var (status, body) = Answer(context.Request);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body, context.RequestAborted);
    }
}
