using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.IntegrationTests.Agents;
using McpGateway.IntegrationTests.Composition;
using McpGateway.IntegrationTests.Health;

namespace McpGateway.IntegrationTests.Access;

/// <summary>
/// Explanations and simulations know who is shown a server or agent: what rules allow and a call is refused for all the same is not said
/// to be allowed. Ann registers; Bob and the machine <c>helper-bot</c> may use by their rules what they see, and Bob is of the crew.
/// </summary>
public sealed class ExplainVisibilityTests : IAsyncLifetime
{
    private readonly Dictionary<string, HttpClient> _clients = new(StringComparer.Ordinal);
    private ComposedGateway _gateway = null!;
    private FakeAgent _remote = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _remote = await FakeAgent.StartAsync();
        _remote.PingStatus = 200;
        _gateway = await ComposedGateway.StartAsync();
        await _gateway.CreateGroupAsync("talks", [Rule("api"), Rule("echo"), Rule("agent")], new Dictionary<string, string[]>());
        await _gateway.CreateGroupAsync("crew", [], new Dictionary<string, string[]>());
        await _gateway.CreateGroupAsync("sees", [], Permissions("list_agents", "list_service"));
        await _gateway.CreateGroupAsync("publishes", [], Permissions("publish_agent", "register_service", "toggle_service"));
        await _gateway.CreateUserAsync("ann", "talks", "sees", "publishes");
        await _gateway.CreateUserAsync("bob", "talks", "sees", "crew");
        foreach (var user in (string[])["ann", "bob", ComposedGateway.Administrator])
        {
            _clients[user] = await _gateway.BearerAsync(user);
        }

        var secret = await _gateway.CreateServiceAccountAsync("helper-bot", "talks", "sees");
        _clients["helper-bot"] = await _gateway.MachineAsync("helper-bot", secret);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }

        await _gateway.DisposeAsync();
        await _remote.DisposeAsync();
    }

    /// <summary>Visibility, and for each who is asked about what hides it from them.</summary>
    [Theory]
    [InlineData("public", "permissions")]
    [InlineData("private", "private")]
    [InlineData("group-restricted", "group-restricted")]
    public async Task Agent_OfAVisibility_IsAllowedToThoseWhoSeeIt(string visibility, string? holders)
    {
        var card = AgentClient.Card("/agent");
        card["url"] = _remote.Url + "/a2a";
        card["visibility"] = visibility;
        card["allowed_groups"] = visibility == "group-restricted" ? new JsonArray("crew") : [];
        Assert.Equal(201, (await _clients["ann"].SendAsync("POST", "/api/agents/register", card)).Status);
        Assert.Equal(200, (await _clients["ann"].SendAsync("POST", "/api/agents/agent/toggle?enabled=true")).Status);
        Assert.Equal(200, (await _clients["ann"].SendAsync("POST", "/api/agents/agent/health")).Status);
        var (isPublic, isForCrew) = (visibility == "public", visibility == "group-restricted");

        await AssertAsync("agent", "SendMessage", "review", new()
        {
            ["user=ann"] = null,
            ["user=bob"] = isPublic || isForCrew ? null : visibility,
            ["user=helper-bot"] = isPublic ? null : visibility,
            ["user=admin"] = null,
            ["groups=talks,sees"] = isPublic ? null : visibility,
            ["groups=talks,sees,crew"] = isPublic || isForCrew ? null : visibility,
            ["groups=talks"] = holders,
            ["scopes=talks,sees"] = isPublic ? null : visibility,
            ["scopes=talks,sees&groups=crew"] = isPublic || isForCrew ? null : visibility,
        });
    }

    [Theory]
    [InlineData("public")]
    [InlineData("private")]
    [InlineData("group-restricted")]
    public async Task Server_OfAVisibility_IsAllowedToThoseWhoSeeIt(string visibility)
    {
        await using var upstream = await EchoAsync();
        await PostAsync(
            "/api/servers/register", ("name", "Echo"), ("description", "Says it again"), ("path", "/echo"),
            ("proxy_pass_url", upstream.Address), ("visibility", visibility),
            ("allowed_groups", visibility == "group-restricted" ? "crew" : ""));
        await PostAsync("/api/servers/toggle", ("path", "/echo"), ("new_state", "true"));
        var (isPublic, isForCrew) = (visibility == "public", visibility == "group-restricted");

        await AssertAsync("echo", "tools/call", "again", new()
        {
            ["user=ann"] = null,
            ["user=bob"] = isPublic || isForCrew ? null : visibility,
            ["user=helper-bot"] = isPublic ? null : visibility,
            ["user=admin"] = null,
            ["groups=talks"] = isPublic ? null : visibility,
            ["groups=talks,crew"] = isPublic || isForCrew ? null : visibility,
            ["scopes=talks"] = isPublic ? null : visibility,
        });
    }

    /// <summary>What rules deny is explained by rules, and says beside that it is hidden.</summary>
    [Fact]
    public async Task Denied_AndHidden_IsExplainedByTheRules()
    {
        var card = AgentClient.Card("/agent");
        card["visibility"] = "private";
        Assert.Equal(201, (await _clients["ann"].SendAsync("POST", "/api/agents/register", card)).Status);

        var (_, answer) = await _clients["admin"].SendAsync(
            "GET", "/api/access/explain?server=agent&method=SendMessage&tool=review&groups=crew");

        Assert.Equal("private", answer.GetProperty("hidden_by").GetString());
        Assert.Equal("No rule of these scopes names the server 'agent'.", answer.GetProperty("reason").GetString());
    }

    private async Task AssertAsync(string server, string method, string tool, Dictionary<string, string?> expected)
    {
        foreach (var (who, hiddenBy) in expected)
        {
            var explained = await _clients["admin"].SendAsync(
                "GET", $"/api/access/explain?server={server}&method={method}&tool={tool}&{who}");
            var simulated = await _clients["admin"].SendAsync("POST", "/api/access/simulate", QuestionOf(server, method, tool, who));

            Assert.True((explained.Status, simulated.Status) == (200, 200), $"{who}: {explained.Body} {simulated.Body}");
            foreach (var answer in (JsonElement[])[explained.Body, simulated.Body.GetProperty("answers")[0]])
            {
                Assert.True(answer.GetProperty("allowed").GetBoolean() == hiddenBy is null, $"{who}: {answer}");
                Assert.Equal(hiddenBy, answer.GetProperty("hidden_by").GetString());
                Assert.NotEmpty(answer.GetProperty("matched").EnumerateArray());
                var reason = answer.GetProperty("reason").GetString()!;
                Assert.Equal(hiddenBy is not null, reason.StartsWith("Rules allow it, but the ", StringComparison.Ordinal));
            }

            if (who.StartsWith("user=", StringComparison.Ordinal))
            {
                var status = await CallAsync(_clients[who["user=".Length..]], server, method, tool);
                Assert.Equal((who, hiddenBy is null ? 200 : server == "agent" ? 404 : 403), (who, status));
            }
        }
    }

    private static JsonObject QuestionOf(string server, string method, string tool, string who)
    {
        var question = new JsonObject { ["server"] = server, ["method"] = method, ["tool"] = tool };
        foreach (var part in who.Split('&'))
        {
            var (name, value) = (part.Split('=')[0], part.Split('=')[1]);
            question[name] = name == "user" ? value : new JsonArray([.. value.Split(',').Select(static item => (JsonNode)item)]);
        }

        return new() { ["questions"] = new JsonArray(question) };
    }

    private static async Task<int> CallAsync(HttpClient client, string server, string method, string tool)
    {
        var parameters = method == "SendMessage"
            ? $$$$"""{"message":{"messageId":"1","role":"ROLE_USER","parts":[{"text":"hi"}],"metadata":{"skillId":"{{{{tool}}}}"}}}"""
            : $$$"""{"name":"{{{tool}}}","arguments":{}}""";
        var call = JsonNode.Parse($$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}","params":{{parameters}}}""");
        using var answer = await client.PostAsJsonAsync(
            new Uri("/" + server + (server == "echo" ? "/mcp" : ""), UriKind.Relative), call, Cancellation);
        return (int)answer.StatusCode;
    }

    private static object Rule(string server) => new { server, methods = new[] { "all" }, tools = new[] { "all" } };

    private static Dictionary<string, string[]> Permissions(params string[] actions) =>
        actions.ToDictionary(static action => action, static _ => (string[])["all"]);

    private static Task<ScriptedServer> EchoAsync() => ScriptedServer.StartMcpAsync(static async (context, message) =>
    {
        var method = (string?)message["method"];
        if (method is not ("tools/list" or "tools/call"))
        {
            return false;
        }

        await ScriptedServer.ResultAsync(context, message, method == "tools/list"
            ? new() { ["tools"] = new JsonArray(ScriptedServer.Tool("again", "Says it again.")) }
            : new() { ["content"] = new JsonArray() });
        return true;
    });

    private async Task PostAsync(string path, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(
            fields.Where(static field => field.Value.Length > 0).Select(static field => KeyValuePair.Create(field.Name, field.Value)));
        using var answer = await _clients["ann"].PostAsync(new Uri(path, UriKind.Relative), form, Cancellation);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
    }
}
