using System.Globalization;
using System.Text.Json.Nodes;
using McpGateway.IntegrationTests.Composition;

namespace McpGateway.IntegrationTests.Agents;

/// <summary>
/// Machine tokens of <c>admin-bot</c>, <c>lob1-bot</c> and <c>lob2-bot</c> with the scopes that the product is delivered with: which
/// servers and agents each may call, see, publish and change.
/// </summary>
public sealed class BotAccessTests : IAsyncLifetime
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
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var bot in _bots.Values)
        {
            bot.Dispose();
        }

        await _gateway.DisposeAsync();
    }

    /// <summary>Cases 1 to 6: servers. Status of the call, and of its JSON-RPC answer whether it is an error.</summary>
    [Theory]
    [InlineData("lob1-bot", "/currenttime/mcp", "current_time_by_timezone", true)]
    [InlineData("lob1-bot", "/mcpgw/mcp", "list_groups", false)]
    [InlineData("lob2-bot", "/currenttime/mcp", "current_time_by_timezone", false)]
    [InlineData("lob2-bot", "/mcpgw/mcp", "intelligent_tool_finder", true)]
    [InlineData("admin-bot", "/currenttime/mcp", "current_time_by_timezone", true)]
    [InlineData("admin-bot", "/mcpgw/mcp", "list_agents", true)]
    public async Task Call_Server_IsAllowedAsTheScopesSay(string bot, string server, string tool, bool isAllowed)
    {
        var arguments = tool == "intelligent_tool_finder" ? new JsonObject { ["natural_language_query"] = "time" } : new JsonObject();

        var (status, answer) = await _bots[bot].CallToolAsync(server, tool, arguments);

        Assert.Equal((isAllowed ? 200 : 403, !isAllowed), (status, answer.TryGetProperty("error", out var error)));
        if (isAllowed)
        {
            Assert.False(answer.GetProperty("result").TryGetProperty("isError", out var isError) && isError.GetBoolean(), $"{answer}");
        }
        else
        {
            Assert.Equal(40300, error.GetProperty("code").GetInt32());
            Assert.NotEmpty(error.GetProperty("message").GetString()!);
        }
    }

    /// <summary>Cases 7 to 14: agents that the administrator has registered.</summary>
    [Theory]
    [InlineData("lob1-bot", "list", "/code-reviewer /test-automation")]
    [InlineData("lob1-bot", "/code-reviewer", "200")]
    [InlineData("lob1-bot", "/data-analysis", "403")]
    [InlineData("lob2-bot", "list", "/data-analysis /security-analyzer")]
    [InlineData("lob2-bot", "/data-analysis", "200")]
    [InlineData("lob2-bot", "/code-reviewer", "403")]
    [InlineData("admin-bot", "list", "/code-reviewer /data-analysis /security-analyzer /test-automation")]
    [InlineData("admin-bot", "/security-analyzer", "200")]
    public async Task Read_Agents_ShowsWhatTheScopesSay(string bot, string what, string expected)
    {
        foreach (var agent in Agents)
        {
            Assert.Equal(201, (await _bots["admin-bot"].SendAsync("POST", "/api/agents/register", AgentClient.Card(agent))).Status);
        }

        var shown = what == "list"
            ? string.Join(' ', await _bots[bot].ListAsync())
            : (await _bots[bot].SendAsync("GET", "/api/agents" + what)).Status.ToString(CultureInfo.InvariantCulture);

        Assert.Equal(expected, shown);
    }

    [Fact]
    public async Task Write_Agents_IsForTheirOwnersAtTheirPaths()
    {
        var (lob1, lob2, admin) = (_bots["lob1-bot"], _bots["lob2-bot"], _bots["admin-bot"]);

        // publish: own paths only
        Assert.Equal(201, (await lob1.SendAsync("POST", "/api/agents/register", AgentClient.Card("/code-reviewer"))).Status);
        Assert.Equal(403, (await lob1.SendAsync("POST", "/api/agents/register", AgentClient.Card("/data-analysis"))).Status);
        Assert.Equal(403, (await lob2.SendAsync("POST", "/api/agents/register", AgentClient.Card("/test-automation"))).Status);
        Assert.Equal(201, (await admin.SendAsync("POST", "/api/agents/register", AgentClient.Card("/test-automation"))).Status);

        // modify and delete: own agents only, whoever may list them
        Assert.Equal(200, (await lob1.SendAsync("PUT", "/api/agents/code-reviewer", AgentClient.Card("/code-reviewer", "New"))).Status);
        Assert.Equal(403, (await lob1.SendAsync("PUT", "/api/agents/test-automation", AgentClient.Card("/test-automation"))).Status);
        Assert.Equal(403, (await lob1.SendAsync("DELETE", "/api/agents/test-automation")).Status);
        Assert.Equal(403, (await lob2.SendAsync("PUT", "/api/agents/code-reviewer", AgentClient.Card("/code-reviewer"))).Status);
        Assert.Equal(403, (await lob2.SendAsync("POST", "/api/agents/code-reviewer/toggle?enabled=true")).Status);
        Assert.Equal(403, (await lob2.SendAsync("DELETE", "/api/agents/code-reviewer")).Status);
        Assert.Equal(200, (await admin.SendAsync("PUT", "/api/agents/code-reviewer", AgentClient.Card("/code-reviewer"))).Status);
        Assert.Equal(204, (await admin.SendAsync("DELETE", "/api/agents/test-automation")).Status);
    }

    /// <summary>
    /// What a scope grants on agents in the registry opens none of them for messages; a rule opens the path that it names, to those who
    /// see the agent. The bot, what its group gets beside the scopes that the product is delivered with, the agent, and the status.
    /// </summary>
    [Theory]
    [InlineData("lob1-bot", "nothing", "/code-reviewer", 403)]
    [InlineData("lob1-bot", "nothing", "/data-analysis", 404)]
    [InlineData("lob1-bot", "actions", "/code-reviewer", 403)]
    [InlineData("lob1-bot", "actions", "/data-analysis", 404)]
    [InlineData("lob1-bot", "permissions", "/code-reviewer", 403)]
    [InlineData("lob1-bot", "rule", "/code-reviewer", 200)]
    [InlineData("lob1-bot", "rule", "/test-automation", 403)]
    [InlineData("lob1-bot", "rule", "/data-analysis", 404)]
    [InlineData("lob1-bot", "rule for an agent that it does not see", "/data-analysis", 404)]
    [InlineData("lob1-bot", "rule for another method", "/code-reviewer", 403)]
    [InlineData("lob2-bot", "rule", "/code-reviewer", 404)]
    [InlineData("admin-bot", "nothing", "/code-reviewer", 403)]
    public async Task Talk_ToAgents_IsAllowedByRulesAlone(string bot, string grant, string agent, int status)
    {
        await using var remote = await FakeAgent.StartAsync();
        remote.PingStatus = 200;
        foreach (var path in Agents)
        {
            var card = AgentClient.Card(path);
            card["url"] = remote.Url + "/a2a";
            Assert.Equal(201, (await _bots["admin-bot"].SendAsync("POST", "/api/agents/register", card)).Status);
            Assert.Equal(200, (await _bots["admin-bot"].SendAsync("POST", $"/api/agents{path}/toggle?enabled=true")).Status);
            Assert.Equal(200, (await _bots["admin-bot"].SendAsync("POST", $"/api/agents{path}/health")).Status);
        }

        var scope = Scope(grant, bot == "admin-bot" ? "mcp-registry-admin" : "registry-users-" + bot[..4]);
        Assert.Equal(200, (await _bots["admin-bot"].SendAsync("POST", "/api/servers/groups/import", scope)).Status);

        var (answered, _) = await _bots[bot].RpcAsync(agent, null, "message/send", new JsonObject
        {
            ["message"] = new JsonObject
            {
                ["kind"] = "message",
                ["messageId"] = "1",
                ["role"] = "user",
                ["parts"] = new JsonArray(new JsonObject { ["kind"] = "text", ["text"] = "Hello" }),
            },
        });

        Assert.Equal(status, answered);
    }

    /// <summary>Create, read, update, toggle, delete, and once more.</summary>
    [Theory]
    [InlineData("/api/agents", "admin-bot")]
    [InlineData("/api/agents", "lob1-bot")]
    [InlineData("/api/v2/agents", "lob1-bot")]
    public async Task Script_OfOneAgent_RunsThrough(string api, string bot)
    {
        var client = _bots[bot];
        Assert.Equal(404, (await client.SendAsync("GET", api + "/code-reviewer")).Status);
        var created = await client.SendAsync("POST", api + "/register", AgentClient.Card("/code-reviewer"));
        Assert.Equal((201, false), (created.Status, created.Body.GetProperty("agent").GetProperty("is_enabled").GetBoolean()));

        var read = await client.SendAsync("GET", api + "/code-reviewer");
        Assert.Equal((200, bot), (read.Status, read.Body.GetProperty("registered_by").GetString()));
        Assert.Equal(["/code-reviewer"], await client.ListAsync());
        Assert.Empty(await client.ListAsync("?enabled_only=true"));

        var change = AgentClient.Card("/code-reviewer");
        change["description"] = "Reviews more.";
        var updated = await client.SendAsync("PUT", api + "/code-reviewer", change);
        Assert.Equal((200, "Reviews more."), (updated.Status, updated.Body.GetProperty("description").GetString()));

        var on = await client.SendAsync("POST", api + "/code-reviewer/toggle?enabled=true");
        Assert.Equal((200, true), (on.Status, on.Body.GetProperty("is_enabled").GetBoolean()));
        Assert.Equal("Agent enabled successfully", on.Body.GetProperty("message").GetString());
        Assert.True((await client.SendAsync("GET", api + "/code-reviewer")).Body.GetProperty("is_enabled").GetBoolean());
        Assert.Equal(["/code-reviewer"], await client.ListAsync("?enabled_only=true"));
        Assert.Equal(200, (await client.SendAsync("POST", api + "/code-reviewer/toggle?enabled=False")).Status);

        Assert.Equal(204, (await client.SendAsync("DELETE", api + "/code-reviewer")).Status);
        Assert.Equal(404, (await client.SendAsync("DELETE", api + "/code-reviewer")).Status);
        Assert.Equal(201, (await client.SendAsync("POST", api + "/register", AgentClient.Card("/code-reviewer"))).Status);
    }

    [Fact]
    public async Task Rate_SecondVersionOfTheApi_TakesBothNames()
    {
        var client = _bots["lob1-bot"];
        await client.SendAsync("POST", "/api/agents/register", AgentClient.Card("/code-reviewer"));

        var rated = await client.SendAsync(
            "POST", "/api/v2/agents/code-reviewer/rating", new JsonObject { ["rating"] = 5, ["username"] = "somebody.else" });
        await client.SendAsync("POST", "/api/v2/agents/code-reviewer/rate", new JsonObject { ["rating"] = 4 });
        var detail = (await client.SendAsync("GET", "/api/v2/agents/code-reviewer")).Body;

        Assert.Equal((200, 5.0), (rated.Status, rated.Body.GetProperty("average_rating").GetDouble()));
        Assert.Equal((4.0, 1), (detail.GetProperty("aggregate_rating").GetDouble(), detail.GetProperty("rating_count").GetInt32()));
        Assert.Equal("lob1-bot", detail.GetProperty("rating_details")[0].GetProperty("user").GetString());
    }

    /// <summary>A scope for a group's members that grants one thing on agents.</summary>
    private static JsonObject Scope(string grant, string group)
    {
        JsonNode entry = grant switch
        {
            "actions" => JsonNode.Parse("""
                {"agents": {"actions": [
                  {"action": "list_agents", "resources": ["/code-reviewer"]}, {"action": "get_agent", "resources": ["all"]},
                  {"action": "publish_agent", "resources": ["all"]}, {"action": "invoke_agent", "resources": ["all"]}]}}
                """)!,
            "rule" => Rule("code-reviewer", "SendMessage"),
            "rule for an agent that it does not see" => Rule("data-analysis", "SendMessage"),
            "rule for another method" => Rule("code-reviewer", "GetTask"),
            _ => Rule("nothing", "SendMessage"),
        };
        return new()
        {
            ["scope_name"] = "talks",
            ["description"] = "Grants one thing on agents.",
            ["group_mappings"] = new JsonArray(group),
            ["server_access"] = new JsonArray(entry),
            ["ui_permissions"] = grant == "permissions"
                ? JsonNode.Parse("""{"list_agents": ["/code-reviewer"], "modify_agent": ["all"], "invoke_agent": ["all"]}""")
                : new JsonObject(),
        };
    }

    private static JsonObject Rule(string server, string method) =>
        new() { ["server"] = server, ["methods"] = new JsonArray(method), ["tools"] = new JsonArray("*") };
}
