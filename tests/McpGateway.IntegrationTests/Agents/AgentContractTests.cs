using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.IntegrationTests.Composition;

namespace McpGateway.IntegrationTests.Agents;

/// <summary>Statuses and bodies of the registry contract, §11 and §25.</summary>
public sealed class AgentContractTests : IAsyncLifetime
{
    private ComposedGateway _gateway = null!;
    private HttpClient _admin = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _gateway = await ComposedGateway.StartAsync();
        _admin = await _gateway.SignedInAsync(ComposedGateway.Administrator);
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task Register_Minimal_TakesThePathFromTheName()
    {
        var body = new JsonObject { ["name"] = "My Agent", ["url"] = "http://agent.test/", ["description"] = "d", ["version"] = "1.0" };

        var created = await _admin.SendAsync("POST", "/api/agents/register", body);
        var again = await _admin.SendAsync("POST", "/api/agents/register", body);

        Assert.Equal(201, created.Status);
        Assert.Equal("/my-agent", created.Body.GetProperty("agent").GetProperty("path").GetString());
        Assert.Equal(409, again.Status);
        Assert.Equal(
            """{"detail":"Agent with path '/my-agent' already exists","suggestion":"Use a different path or update the existing agent"}""",
            again.Body.GetRawText());
    }

    [Fact]
    public async Task Register_EmptyDescription_SaysSo()
    {
        var card = AgentClient.Card("/x");
        card["description"] = "";

        var (status, body) = await _admin.SendAsync("POST", "/api/agents/register", card);

        var detail = body.GetProperty("detail");
        Assert.Equal((422, "Agent card validation failed"), (status, detail.GetProperty("message").GetString()));
        Assert.Equal("""["Agent description cannot be empty"]""", detail.GetProperty("errors").GetRawText());
        Assert.Equal(JsonValueKind.Array, detail.GetProperty("warnings").ValueKind);
        Assert.Equal("description", detail.GetProperty("fields")[0].GetProperty("field").GetString());
    }

    [Fact]
    public async Task Register_TypeOfAMember_IsAnInvalidCard()
    {
        var card = AgentClient.Card("/x");
        card["skills"] = "review";

        var (status, body) = await _admin.SendAsync("POST", "/api/agents/register", card);

        Assert.Equal((422, "Invalid agent card: skills: must be a list"), (status, body.GetProperty("detail").GetString()));
    }

    /// <summary>Body, and the place and message of the first item of the 422.</summary>
    [Theory]
    [InlineData("{}", "name", "Field required")]
    [InlineData("""{"name":"a"}""", "url", "Field required")]
    [InlineData("""{"name":"","url":"http://a.test"}""", "name", "String should have at least 1 character")]
    [InlineData(
        """{"name":"a","url":"http://a.test","path":"/x/"}""", "path",
        "Value error, Path cannot end with '/' unless it is the root path")]
    [InlineData("""{"name":"a","url":"http://a.test","tags":[1]}""", "tags", "Input should be a valid string")]
    [InlineData("""{"name":"a","url":"http://a.test","visibility":1}""", "visibility", "Input should be a valid string")]
    [InlineData(
        """{"name":"a","url":"http://a.test","trust_level":"x","trustLevel":"y"}""", "trustLevel",
        "Value error, Stated twice, as 'trust_level' and as 'trustLevel'")]
    [InlineData(
        """{"name":"a","url":"http://a.test","description":"d","version":"1","path":"/api/x"}""", "path",
        "Value error, Path must not start with '/api': the gateway uses it itself")]
    [InlineData(
        """{"name":"a","url":"http://a.test","description":"d","version":"1","path":"//x"}""", "path",
        "Value error, Path cannot contain an empty segment ('//')")]
    [InlineData(
        """{"name":"a","url":"http://a.test","description":"d","version":"1","path":"/currenttime/x"}""", "path",
        "Value error, Path is below the server at '/currenttime', to which it leads: choose one that is not")]
    [InlineData(
        """{"name":"a","url":"http://a.test","description":"d","version":"1","Visibility":"private"}""", "Visibility",
        "Value error, Visibility: the member is written 'visibility'")]
    [InlineData(
        """{"card":{"name":"a","url":"http://a.test","description":"d","version":"1"},"ALLOWED_GROUPS":["a"]}""", "ALLOWED_GROUPS",
        "Value error, ALLOWED_GROUPS: the member is written 'allowed_groups'")]
    public async Task Register_BodyThatDoesNotFit_IsExplained(string json, string field, string message)
    {
        var (status, body) = await _admin.SendAsync("POST", "/api/agents/register", JsonNode.Parse(json));

        Assert.Equal(422, status);
        var item = body.GetProperty("detail")[0];
        Assert.Equal((field, message), (item.GetProperty("loc")[1].GetString(), item.GetProperty("msg").GetString()));
    }

    [Theory]
    [InlineData("""{"name":"a","name":"b","url":"http://a.test"}""")]
    [InlineData("""{"name":"a","url":"http://a.test","skills":[{"id":"s","id":"t"}]}""")]
    [InlineData("""{"name":"a","url":"http://a.test",}""")]
    [InlineData("[1]")]
    public async Task Register_AmbiguousJson_IsRefused(string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await _admin.PostAsync(new Uri("/api/agents/register", UriKind.Relative), content, Cancellation);

        Assert.Equal(422, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Register_HugeBody_IsTooLarge()
    {
        using var content = new StringContent(
            $$"""{"name":"{{new string('x', 5_000_000)}}"}""", Encoding.UTF8, "application/json");
        using var answer = await _admin.PostAsync(new Uri("/api/agents/register", UriKind.Relative), content, Cancellation);

        Assert.Equal(413, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Find_Card_HasEveryMemberInSnakeCase()
    {
        var card = AgentClient.Card("/team/x");
        card["securitySchemes"] = JsonNode.Parse("""{"key":{"type":"apiKey","in":"header","name":"X-Key"}}""");
        card["iconUrl"] = "https://a.test/i.png";
        card["streaming"] = true;
        card["x-future"] = new JsonArray(1);
        card["is_enabled"] = true;
        card["num_stars"] = 5;
        await _admin.SendAsync("POST", "/api/agents/register", card);

        var (status, body) = await _admin.SendAsync("GET", "/api/agents/team/x");

        Assert.Equal(200, status);
        string[] required =
        [
            "protocol_version", "name", "description", "url", "version", "capabilities", "default_input_modes", "default_output_modes",
            "skills", "preferred_transport", "provider", "icon_url", "documentation_url", "security_schemes", "security",
            "supports_authenticated_extended_card", "metadata", "path", "tags", "is_enabled", "num_stars", "rating_details", "license",
            "registered_at", "updated_at", "registered_by", "visibility", "allowed_groups", "signature", "trust_level", "other_members",
        ];
        Assert.All(required, name => Assert.True(body.TryGetProperty(name, out _), name));
        Assert.Equal("header", body.GetProperty("security_schemes").GetProperty("key").GetProperty("in_").GetString());
        Assert.Equal(JsonValueKind.Null, body.GetProperty("skills")[0].GetProperty("input_modes").ValueKind);
        Assert.True(body.GetProperty("capabilities").GetProperty("streaming").GetBoolean());

        // What the registry says of an agent, nobody states.
        Assert.Equal((false, 0.0), (body.GetProperty("is_enabled").GetBoolean(), body.GetProperty("num_stars").GetDouble()));
        var stated = (await _admin.SendAsync("GET", "/api/agents/team/x/card")).Body;
        Assert.Equal("https://a.test/i.png", stated.GetProperty("iconUrl").GetString());
    }

    [Fact]
    public async Task List_Item_HasTheContractsMembers()
    {
        var card = AgentClient.Card("/x");
        card["provider"] = new JsonObject { ["organization"] = "Org" };
        card["tags"] = "one, two,,one";
        await _admin.SendAsync("POST", "/api/agents/register", card);

        var body = (await _admin.SendAsync("GET", "/api/agents?query=review")).Body;

        Assert.Equal(1, body.GetProperty("total_count").GetInt32());
        var item = body.GetProperty("agents")[0];
        Assert.Equal(("Org", 1), (item.GetProperty("provider").GetString(), item.GetProperty("num_skills").GetInt32()));
        Assert.False(item.GetProperty("streaming").GetBoolean());
        Assert.Equal("""["one","two"]""", item.GetProperty("tags").GetRawText());
        Assert.Equal("""["Review"]""", item.GetProperty("skills").GetRawText());
        Assert.Empty(await _admin.ListAsync("?query=nothing-like-it"));
        Assert.Empty(await _admin.ListAsync("?visibility=private"));
    }

    /// <summary>Method, path, status, and a part of the answer.</summary>
    [Theory]
    [InlineData("GET", "/api/agents/nope", 404, "Agent not found at path '/nope'")]
    [InlineData("GET", "/api/agents", 200, "total_count")]
    [InlineData("GET", "/api/agents/", 404, "Agent not found at path '/'")]
    [InlineData("GET", "/api/v2/agents/", 404, "Agent not found at path '/'")]
    [InlineData("POST", "/api/agents", 404, "Not Found")]
    [InlineData("POST", "/api/agents/x/toggle", 422, "\"enabled\"")]
    [InlineData("POST", "/api/agents/x/toggle?enabled=maybe", 422, "bool_parsing")]
    [InlineData("POST", "/api/agents/nope/toggle?enabled=true", 404, "Agent not found")]
    [InlineData("POST", "/api/agents/x/health", 400, "Cannot perform health check on a disabled agent")]
    [InlineData("GET", "/api/agents/nope/security-scan", 404, "Agent not found at path '/nope'")]
    [InlineData("POST", "/api/agents/x/rescan", 200, "\"agent_path\":\"/x\"")]
    [InlineData("GET", "/api/agents/x/rating", 200, "\"num_stars\":0")]
    [InlineData("GET", "/api/agents//x/rating", 200, "\"rating_details\":[]")]
    [InlineData("GET", "/api/agents/x/card/changes", 200, "\"changed\":false")]
    [InlineData("POST", "/api/agents/x/card/approve", 404, "No changed card waits")]
    [InlineData("POST", "/api/agents/x/card/refresh", 400, "card_url")]
    [InlineData("GET", "/api/agents/x/health/history", 200, "\"server_path\":\"/x\"")]
    [InlineData("POST", "/api/agents/discover/semantic", 422, "\"query\"")]
    [InlineData("POST", "/api/agents/discover/semantic?query=%20", 400, "Query cannot be empty")]
    [InlineData("POST", "/api/agents/discover/semantic?query=x&max_results=101", 422, "less_than_equal")]
    public async Task EachRoute_Request_IsAnsweredAsStated(string method, string path, int status, string part)
    {
        await _admin.SendAsync("POST", "/api/agents/register", AgentClient.Card("/x"));

        var answer = await _admin.SendAsync(method, path);

        Assert.Equal(status, answer.Status);
        Assert.Contains(part, answer.Body.GetRawText(), StringComparison.Ordinal);
    }

    /// <summary>A path, which of its operations, and how the document's summary of it begins.</summary>
    [Theory]
    [InlineData("/api/agents/{path}", "get", "An agent with its card")]
    [InlineData("/api/agents/{path}/security-scan", "get", "Result of the last security scan of an agent")]
    [InlineData("/api/agents/{path}/card/approve", "post", "Take over a changed card")]
    [InlineData("/api/agents/{path}/rating", "get", "Ratings of an agent")]
    [InlineData("/api/agents/{path}/toggle", "post", "Switch an agent")]
    [InlineData("/api/v2/agents/{path}", "get", "An agent with its card")]
    [InlineData("/api/v2/agents/{path}/health/history", "get", "")]
    [InlineData("/api/servers/{path}", "get", "Everything the caller may know of a server")]
    [InlineData("/api/servers/{path}/tools/approve", "post", "Approve changed tool definitions")]
    [InlineData("/api/servers/{path}/versions/default", "put", "Make a version of a server the default")]
    [InlineData("/api/servers/{path}/security-scan", "get", "Result of the last security scan of a server")]
    public async Task Document_RouteBelowAPath_IsDescribedByItself(string path, string method, string summary)
    {
        var document = (await _admin.SendAsync("GET", "/openapi.json")).Body;

        var operation = document.GetProperty("paths").GetProperty(path).GetProperty(method);

        Assert.StartsWith(summary, operation.GetProperty("summary").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"rating":6}""", 400)]
    [InlineData("""{"rating":4.5}""", 422)]
    [InlineData("""{"rating":"4"}""", 200)]
    public async Task Rate_Value_IsReadAsForServers(string json, int status)
    {
        await _admin.SendAsync("POST", "/api/agents/register", AgentClient.Card("/x"));

        Assert.Equal(status, (await _admin.SendAsync("POST", "/api/agents/x/rate", JsonNode.Parse(json))).Status);
    }

    [Fact]
    public async Task Discover_Skills_AnswersWithBothNamesOfTheMatches()
    {
        await _admin.SendAsync("POST", "/api/agents/register", AgentClient.Card("/x"));
        await _admin.SendAsync("POST", "/api/agents/x/toggle?enabled=true");

        var none = await _admin.SendAsync("POST", "/api/agents/discover", JsonNode.Parse("""{"skills":["zzz"]}"""));
        var found = await _admin.SendAsync("POST", "/api/agents/discover", JsonNode.Parse("""{"skills":["REVIEW"],"tags":["qa"]}"""));
        var empty = await _admin.SendAsync("POST", "/api/agents/discover", JsonNode.Parse("""{"skills":[]}"""));
        var array = await _admin.SendAsync("POST", "/api/agents/discover", JsonNode.Parse("""["review"]"""));

        Assert.Equal("""{"agents":[],"query":{"skills":["zzz"],"tags":null}}""", none.Body.GetRawText());
        var agent = found.Body.GetProperty("agents")[0];
        Assert.Equal(0.6, agent.GetProperty("relevance_score").GetDouble());
        Assert.Equal("""["review"]""", agent.GetProperty("matched_skills").GetRawText());
        Assert.Equal("""["review"]""", agent.GetProperty("matching_skills").GetRawText());
        Assert.Equal((400, "At least one skill must be specified"), (empty.Status, empty.Body.GetProperty("detail").GetString()));
        Assert.Equal(422, array.Status);
    }

    [Fact]
    public async Task Search_Agents_AreFoundInBothSearches()
    {
        var card = AgentClient.Card("/travel", "Travel assistant");
        card["skills"]![0]!["description"] = "Books flights and hotels.";
        await _admin.SendAsync("POST", "/api/agents/register", card);
        await _admin.SendAsync("POST", "/api/agents/travel/toggle?enabled=true");
        var body = JsonNode.Parse("""{"query":"book a flight","entity_types":["a2a_agent"]}""");

        // The index follows in the background.
        JsonElement unified;
        do
        {
            unified = (await _admin.SendAsync("POST", "/api/search/semantic", body)).Body;
        }
        while (unified.GetProperty("total_agents").GetInt32() == 0 && !Cancellation.IsCancellationRequested);

        var semantic = await _admin.SendAsync("POST", "/api/agents/discover/semantic?query=book%20a%20flight&max_results=5");
        var hit = unified.GetProperty("agents")[0];
        Assert.Equal(("/travel", "Travel assistant"), (hit.GetProperty("path").GetString(), hit.GetProperty("agent_name").GetString()));
        Assert.InRange(hit.GetProperty("relevance_score").GetDouble(), 0.01, 1);
        Assert.Equal("review", hit.GetProperty("matching_skills")[0].GetProperty("skill_id").GetString());
        Assert.Equal(0, unified.GetProperty("total_servers").GetInt32());
        var found = semantic.Body.GetProperty("agents")[0];
        Assert.Equal(("/travel", "book a flight"), (found.GetProperty("path").GetString(), semantic.Body.GetProperty("query").GetString()));
        Assert.True(found.GetProperty("relevance_score").GetDouble() > 0);
    }
}
