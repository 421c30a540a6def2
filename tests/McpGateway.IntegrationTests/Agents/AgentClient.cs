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
}
