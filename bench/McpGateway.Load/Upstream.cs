using System.Text;
using McpGateway.Load.Scale;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace McpGateway.Load;

/// <summary>The least that an MCP server can be, so that it is not what is measured.</summary>
internal static class Upstream
{
    public const int StreamEvents = 1_000;

    private static readonly byte[] Initialized = """
        {"jsonrpc":"2.0","id":0,"result":{"protocolVersion":"2025-06-18","capabilities":{"tools":{}},
         "serverInfo":{"name":"stub","version":"1.0.0"}}}
        """u8.ToArray();

    private static readonly byte[] Tools = """
        {"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"current_time_by_timezone","description":"The time somewhere.",
         "inputSchema":{"type":"object","properties":{"tz_name":{"type":"string"}}}}]}}
        """u8.ToArray();

    private static readonly byte[] Called = """
        {"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"2026-11-21 12:00:00 JST+0900"}],"isError":false}}
        """u8.ToArray();

    private static readonly byte[] Pong = """{"jsonrpc":"2.0","id":1,"result":{}}"""u8.ToArray();

    private static readonly byte[] Unknown =
        """{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"Method not found"}}"""u8.ToArray();

    private static readonly byte[] Event =
        """
        event: message
        data: {"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":"p-1","progress":1,"total":1000}}


        """u8.ToArray();

    public static Task<int> RunAsync() => RunAsync(AnswerAsync, static _ => { });

    /// <summary>Serves on a free port of loopback, names it, and ends with the process.</summary>
    internal static async Task<int> RunAsync(RequestDelegate answer, Action<KestrelServerOptions> configure)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.Configure(configure);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        await Console.Out.WriteLineAsync($"listening {app.Urls.Single()}");
        await app.WaitForShutdownAsync();
        return 0;
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        if (HttpMethods.IsDelete(context.Request.Method))
        {
            return;
        }

        if (HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return;
        }

        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        if (SizedAnswer.For(context.Request.Path.Value!, body) is { } sized)
        {
            await WriteAsync(context, sized);
            return;
        }

        await AnswerTextAsync(context, body);
    }

    internal static async Task AnswerTextAsync(HttpContext context, string body)
    {
        if (body.Contains("\"stream\"", StringComparison.Ordinal))
        {
            await StreamAsync(context);
            return;
        }

        var answer = body.Contains("\"tools/call\"", StringComparison.Ordinal) ? Called
            : body.Contains("\"tools/list\"", StringComparison.Ordinal) ? WithId(Tools, body)
            : body.Contains("\"initialize\"", StringComparison.Ordinal) ? WithId(Initialized, body)
            : body.Contains("\"ping\"", StringComparison.Ordinal) ? WithId(Pong, body)
            : body.Contains("\"id\"", StringComparison.Ordinal) ? WithId(Unknown, body)
            : null;
        if (answer is null)
        {
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            return;
        }

        await WriteAsync(context, answer);
    }

    private static async Task WriteAsync(HttpContext context, byte[] answer)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = answer.Length;
        await context.Response.Body.WriteAsync(answer, context.RequestAborted);
    }

    /// <summary>Health checks use ids of their own, and expect them back.</summary>
    internal static byte[] WithId(byte[] answer, string body)
    {
        using var request = System.Text.Json.JsonDocument.Parse(body);
        var text = Encoding.UTF8.GetString(answer);
        var id = request.RootElement.GetProperty("id").GetRawText();
        return Encoding.UTF8.GetBytes(text.Replace(
            "\"id\":0", $"\"id\":{id}", StringComparison.Ordinal).Replace("\"id\":1", $"\"id\":{id}", StringComparison.Ordinal));
    }

    private static async Task StreamAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        for (var i = 0; i < StreamEvents; i++)
        {
            await context.Response.Body.WriteAsync(Event, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }
}
