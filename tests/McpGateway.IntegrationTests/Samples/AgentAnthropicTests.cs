using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace McpGateway.IntegrationTests.Samples;

/// <summary>The reference agent with a model of Anthropic: a scripted one, behind HTTP, in the events of the Messages API.</summary>
public sealed class AgentAnthropicTests
{
    private const string Key = "sk-ant-a-key-of-a-test";

    private static readonly List<Exception> Problems = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Question_AModelOfAnthropic_CallsAToolAndAnswers()
    {
        await using var world = await AgentWorld.StartAsync();
        var asked = new List<JsonElement>();
        await using var model = await StartAsync(async context =>
        {
            asked.Add(await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body, cancellationToken: Cancellation));
            Assert.Equal("Bearer " + Key, context.Request.Headers.Authorization.ToString());
            await AnswerAsync(
                context,
                asked.Count == 1
                    ? ToolUse("invoke_mcp_tool", """{"server_path":"/example-server","tool_name":"status_tool"}""")
                    : Text("It is well."));
        });

        var run = await AgentRun.StartAsync(
            [.. world.Environment, ("ANTHROPIC_API_KEY", Key), ("ANTHROPIC_BASE_URL", model.Urls.Single())],
            "--model", "claude-of-a-test", "--user-query", "How is the server?");

        Assert.Empty(Problems);
        Assert.True(run is { Code: 0 } && run.Answer.Trim() == "It is well.", run.ToString());
        Assert.Equal("claude-of-a-test", asked[0].GetProperty("model").GetString());
        Assert.Contains("Done: ", asked[1].GetProperty("messages").ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Key, run.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, "The language model refuses the key")]
    [InlineData(404, "The language model's endpoint answers 404.")]
    public async Task Question_AnthropicRefuses_IsSaidSo(int status, string expected)
    {
        await using var world = await AgentWorld.StartAsync(isMounted: false);
        await using var model = await StartAsync(context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync("""{"type":"error","error":{"type":"authentication_error","message":"no"}}""", Cancellation);
        });

        var run = await AgentRun.StartAsync(
            [.. world.Environment, ("ANTHROPIC_API_KEY", Key), ("ANTHROPIC_BASE_URL", model.Urls.Single())], "--user-query", "x");

        Assert.True(run.Code == 1 && run.Notes.Contains(expected, StringComparison.Ordinal), run.ToString());
    }

    private static async Task<WebApplication> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapPost("/v1/messages", async context =>
        {
            try
            {
                await answer(context);
            }
            catch (Exception problem)
            {
                // Else the client would see no more than a 500, and ask again.
                Problems.Add(problem);
                throw;
            }
        });
        await app.StartAsync(Cancellation);
        return app;
    }

    private static (JsonObject Block, JsonObject Delta, string Reason) Text(string text) => (
        new() { ["type"] = "text", ["text"] = "" }, new() { ["type"] = "text_delta", ["text"] = text }, "end_turn");

    private static (JsonObject Block, JsonObject Delta, string Reason) ToolUse(string name, string arguments) => (
        new() { ["type"] = "tool_use", ["id"] = "toolu_1", ["name"] = name, ["input"] = new JsonObject() },
        new() { ["type"] = "input_json_delta", ["partial_json"] = arguments }, "tool_use");

    private static async Task AnswerAsync(HttpContext context, (JsonObject Block, JsonObject Delta, string Reason) content)
    {
        context.Response.ContentType = "text/event-stream";
        JsonObject[] events =
        [
            new()
            {
                ["type"] = "message_start",
                ["message"] = new JsonObject
                {
                    ["id"] = "msg_1",
                    ["type"] = "message",
                    ["role"] = "assistant",
                    ["model"] = "claude-of-a-test",
                    ["content"] = new JsonArray(),
                    ["stop_reason"] = null,
                    ["stop_sequence"] = null,
                    ["usage"] = new JsonObject { ["input_tokens"] = 1, ["output_tokens"] = 1 },
                },
            },
            new() { ["type"] = "content_block_start", ["index"] = 0, ["content_block"] = content.Block },
            new() { ["type"] = "content_block_delta", ["index"] = 0, ["delta"] = content.Delta },
            new() { ["type"] = "content_block_stop", ["index"] = 0 },
            new()
            {
                ["type"] = "message_delta",
                ["delta"] = new JsonObject { ["stop_reason"] = content.Reason, ["stop_sequence"] = null },
                ["usage"] = new JsonObject { ["output_tokens"] = 2 },
            },
            new() { ["type"] = "message_stop" },
        ];
        foreach (var item in events)
        {
            await context.Response.WriteAsync($"event: {item["type"]}\ndata: {item.ToJsonString()}\n\n", Cancellation);
        }
    }
}
