using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.IntegrationTests.Composition;

namespace McpGateway.IntegrationTests.Agents;

/// <summary>
/// What the machines <c>lob1-bot</c> and <c>lob2-bot</c> find of agents by the gateway's own tools and by search: theirs, and nothing of
/// the others. Their groups get the right to call the tools, and nothing else, beside the scopes that the product is delivered with.
/// </summary>
public sealed class BotFindTests : IAsyncLifetime
{
    private static readonly string[] Agents = ["/code-reviewer", "/data-analysis", "/security-analyzer", "/test-automation"];

    private readonly Dictionary<string, HttpClient> _bots = new(StringComparer.Ordinal);
    private ComposedGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await ComposedGateway.StartAsync();
        _bots["admin-bot"] = await _gateway.BotAsync("admin-bot", "mcp-registry-admin");
        _bots["lob1-bot"] = await _gateway.BotAsync("lob1-bot", "registry-users-lob1");
        _bots["lob2-bot"] = await _gateway.BotAsync("lob2-bot", "registry-users-lob2");
        foreach (var agent in Agents)
        {
            Assert.Equal(201, (await _bots["admin-bot"].SendAsync("POST", "/api/agents/register", AgentClient.Card(agent))).Status);
            Assert.Equal(200, (await _bots["admin-bot"].SendAsync("POST", $"/api/agents{agent}/toggle?enabled=true")).Status);
        }

        var tools = JsonNode.Parse("""
            {"scope_name": "finds", "description": "Finds agents.", "group_mappings": ["registry-users-lob1", "registry-users-lob2"],
             "server_access": [{"server": "mcpgw", "methods": ["tools/call"], "tools": ["list_agents", "discover_agents"]}],
             "ui_permissions": {}}
            """);
        Assert.Equal(200, (await _bots["admin-bot"].SendAsync("POST", "/api/servers/groups/import", tools)).Status);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var bot in _bots.Values)
        {
            bot.Dispose();
        }

        await _gateway.DisposeAsync();
    }

    [Theory]
    [InlineData("lob1-bot", "/code-reviewer /test-automation")]
    [InlineData("lob2-bot", "/data-analysis /security-analyzer")]
    [InlineData("admin-bot", "/code-reviewer /data-analysis /security-analyzer /test-automation")]
    public async Task Find_Agents_ShowsWhatTheScopesSay(string bot, string expected)
    {
        var client = _bots[bot];
        await Eventually.UntilAsync(async () => (await SearchAsync(client, "skill")).GetProperty("total_skills").GetInt32() > 0);

        Assert.Equal(expected, Paths((await ToolAsync(client, "list_agents", [])).GetProperty("agents"), "path"));
        var discovered = await ToolAsync(client, "discover_agents", new() { ["query"] = "reviews for a test", ["max_results"] = 50 });
        Assert.Equal(expected, Paths(discovered.GetProperty("agents"), "path"));
        Assert.Equal(Agents.Count(expected.Contains), discovered.GetProperty("total_count").GetInt32());

        var (skills, agents) = (await SearchAsync(client, "skill"), await SearchAsync(client, "a2a_agent"));
        Assert.Equal(expected, Paths(skills.GetProperty("skills"), "agent_path"));
        Assert.Equal(Agents.Count(expected.Contains), skills.GetProperty("total_skills").GetInt32());
        Assert.Equal(expected, Paths(agents.GetProperty("agents"), "path"));
        Assert.Equal(Agents.Count(expected.Contains), agents.GetProperty("total_agents").GetInt32());
        Assert.DoesNotContain(
            Agents.Where(agent => !expected.Contains(agent, StringComparison.Ordinal)),
            agent => $"{skills}{agents}{discovered}".Contains(agent.Trim('/'), StringComparison.Ordinal));
    }

    private static string Paths(JsonElement found, string member) => string.Join(
        ' ', found.EnumerateArray().Select(item => item.GetProperty(member).GetString()).Order(StringComparer.Ordinal));

    private static async Task<JsonElement> SearchAsync(HttpClient client, string kind)
    {
        var query = JsonNode.Parse($$"""{"query":"reviews for a test","entity_types":["{{kind}}"],"max_results":50}""");
        var (status, body) = await client.SendAsync("POST", "/api/search/semantic", query);
        Assert.Equal(200, status);
        return body;
    }

    private static async Task<JsonElement> ToolAsync(HttpClient client, string tool, JsonObject arguments)
    {
        var (status, answer) = await client.CallToolAsync("/mcpgw/mcp", tool, arguments);
        Assert.True(status == 200 && answer.TryGetProperty("result", out var _), $"{status} {answer}");
        return JsonElement.Parse(answer.GetProperty("result").GetProperty("content")[0].GetProperty("text").GetString()!);
    }
}
