using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.IntegrationTests.Composition;

namespace McpGateway.IntegrationTests.Agents;

/// <summary>Short forms of requests about agents: status and JSON of each answer.</summary>
internal static class AgentClient
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static JsonObject Card(string path, string? name = null) => new()
    {
        ["name"] = name ?? path.Trim('/'),
        ["description"] = "An agent of a test.",
        ["version"] = "1.0.0",
        ["protocol_version"] = "1.0",
        ["url"] = "http://127.0.0.1:9/a2a",
        ["path"] = path,
        ["skills"] = new JsonArray(new JsonObject
        {
            ["id"] = "review",
            ["name"] = "Review",
            ["description"] = "Reviews.",
            ["tags"] = new JsonArray("qa"),
        }),
    };

    public static async Task<(int Status, JsonElement Body)> SendAsync(
        this HttpClient client, string method, string path, JsonNode? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
        }

        using var answer = await client.SendAsync(request, Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        return ((int)answer.StatusCode, text.StartsWith('{') || text.StartsWith('[') ? JsonElement.Parse(text) : default);
    }

    public static async Task<string[]> ListAsync(this HttpClient client, string query = "")
    {
        var (status, body) = await client.SendAsync("GET", "/api/agents" + query);
        Assert.Equal(200, status);
        return [.. body.GetProperty("agents").EnumerateArray().Select(static agent => agent.GetProperty("path").GetString()!)];
    }

    /// <summary>A service account of a group, with the token that it got for its secret.</summary>
    public static async Task<HttpClient> BotAsync(this ComposedGateway gateway, string name, string group) =>
        await gateway.MachineAsync(name, await gateway.CreateServiceAccountAsync(name, group));

    /// <summary>One request of JSON-RPC. An answer as a stream is read to its end.</summary>
    public static async Task<(int Status, JsonElement Body)> RpcAsync(
        this HttpClient client, string path, string? session, string method, JsonObject parameters) =>
        await ExchangeAsync(client, path, session, method, parameters) is var (status, _, body) ? (status, body) : default;

    /// <summary>A session is begun, and a tool called in it; a refusal of the session is the call's.</summary>
    public static async Task<(int Status, JsonElement Body)> CallToolAsync(
        this HttpClient client, string path, string tool, JsonObject arguments)
    {
        var (status, session, body) = await ExchangeAsync(client, path, null, "initialize", new JsonObject
        {
            ["protocolVersion"] = "2025-06-18",
            ["capabilities"] = new JsonObject(),
            ["clientInfo"] = new JsonObject { ["name"] = "bot", ["version"] = "1" },
        });
        return status != 200 ? (status, body)
            : await client.RpcAsync(path, session, "tools/call", new JsonObject { ["name"] = tool, ["arguments"] = arguments });
    }

    private static async Task<(int Status, string? Session, JsonElement Body)> ExchangeAsync(
        HttpClient client, string path, string? session, string method, JsonObject parameters)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative))
        {
            Content = JsonContent.Create(new JsonObject { ["jsonrpc"] = "2.0", ["id"] = 1, ["method"] = method, ["params"] = parameters }),
        };
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        if (session is not null)
        {
            request.Headers.TryAddWithoutValidation("Mcp-Session-Id", session);
            request.Headers.TryAddWithoutValidation("MCP-Protocol-Version", "2025-06-18");
        }

        using var answer = await client.SendAsync(request, Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        var json = text.StartsWith('{') ? text
            : text.Split('\n').Last(static line => line.StartsWith("data: {", StringComparison.Ordinal))["data: ".Length..];
        return (
            (int)answer.StatusCode, answer.Headers.TryGetValues("Mcp-Session-Id", out var values) ? values.Single() : null,
            JsonElement.Parse(json));
    }
}
