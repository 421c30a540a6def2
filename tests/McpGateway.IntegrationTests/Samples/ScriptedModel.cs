using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace McpGateway.IntegrationTests.Samples;

/// <summary>An endpoint of the shape of OpenAI's chat completions, with the answers of a script.</summary>
internal sealed class ScriptedModel : IAsyncDisposable
{
    private const string StreamItem = "stream";

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Func<HttpContext, Task>> _answers = new();

    private ScriptedModel(WebApplication app) => _app = app;

    public const string Key = "sk-a-key-of-a-test-that-nobody-may-see";

    /// <summary>Bodies of the requests, as they came.</summary>
    public ConcurrentQueue<JsonElement> Asked { get; } = new();

    public string Base => _app.Urls.Single() + "/v1";

    public (string Key, string Value)[] Settings =>
        [("LLM_API_BASE", Base), ("LLM_API_KEY", Key), ("LLM_MODEL", "scripted"), ("LLM_PROVIDER", "openai"), ("LLM_TIMEOUT", "600")];

    public static async Task<ScriptedModel> StartAsync(params Func<HttpContext, Task>[] answers)
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var model = new ScriptedModel(app);
        foreach (var answer in answers)
        {
            model._answers.Enqueue(answer);
        }

        app.MapPost("/v1/chat/completions", model.AnswerAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return model;
    }

    public static Func<HttpContext, Task> Says(string text) => Message(new() { ["role"] = "assistant", ["content"] = text }, "stop");

    public static Func<HttpContext, Task> Calls(string tool, string arguments) => Message(
        new()
        {
            ["role"] = "assistant",
            ["content"] = null,
            ["tool_calls"] = new JsonArray(new JsonObject
            {
                ["id"] = "call-1",
                ["type"] = "function",
                ["function"] = new JsonObject { ["name"] = tool, ["arguments"] = arguments },
            }),
        },
        "tool_calls");

    public static Func<HttpContext, Task> Answers(int status, string body) => context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body, context.RequestAborted);
    };

    /// <summary>Answers after a signal.</summary>
    public static Func<HttpContext, Task> After(Task signal, Func<HttpContext, Task> answer) => async context =>
    {
        await signal.WaitAsync(context.RequestAborted);
        await answer(context);
    };

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>A streamed answer whose pieces come one by one, each when its signal has come.</summary>
    public static Func<HttpContext, Task> Streams(params (string Text, Task Signal)[] pieces) => async context =>
    {
        context.Response.ContentType = "text/event-stream";
        foreach (var (text, signal) in pieces)
        {
            await signal.WaitAsync(context.RequestAborted);
            await WriteChunkAsync(context, new() { ["role"] = "assistant", ["content"] = text }, null);
        }

        await WriteChunkAsync(context, [], "stop");
        await context.Response.WriteAsync("data: [DONE]\n\n", context.RequestAborted);
    };

    /// <summary>As a whole, or in one piece of a stream, as it was asked for.</summary>
    private static Func<HttpContext, Task> Message(JsonObject message, string reason) => async context =>
    {
        if (context.Items[StreamItem] is true)
        {
            context.Response.ContentType = "text/event-stream";
            var piece = message.DeepClone().AsObject();
            if (piece["tool_calls"] is JsonArray { Count: 1 } calls && calls[0] is JsonObject call)
            {
                call["index"] = 0;
            }

            await WriteChunkAsync(context, piece, null);
            await WriteChunkAsync(context, [], reason);
            await context.Response.WriteAsync("data: [DONE]\n\n", context.RequestAborted);
            return;
        }

        await Whole(message.DeepClone().AsObject(), reason)(context);
    };

    private static async Task WriteChunkAsync(HttpContext context, JsonObject delta, string? reason)
    {
        var chunk = new JsonObject
        {
            ["id"] = "chat-1",
            ["object"] = "chat.completion.chunk",
            ["created"] = 1,
            ["model"] = "scripted",
            ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = reason }),
        };
        await context.Response.WriteAsync($"data: {chunk.ToJsonString()}\n\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private static Func<HttpContext, Task> Whole(JsonObject message, string reason) => Answers(200, new JsonObject
    {
        ["id"] = "chat-1",
        ["object"] = "chat.completion",
        ["created"] = 1,
        ["model"] = "scripted",
        ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["message"] = message, ["finish_reason"] = reason }),
        ["usage"] = new JsonObject { ["prompt_tokens"] = 1, ["completion_tokens"] = 1, ["total_tokens"] = 2 },
    }.ToJsonString());

    private async Task AnswerAsync(HttpContext context)
    {
        var asked = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body, cancellationToken: context.RequestAborted);
        Asked.Enqueue(asked);
        context.Items[StreamItem] = asked.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True;
        Assert.Equal("Bearer " + Key, context.Request.Headers.Authorization.ToString());
        await (_answers.TryDequeue(out var answer) ? answer : Answers(500, "{}"))(context);
    }
}
