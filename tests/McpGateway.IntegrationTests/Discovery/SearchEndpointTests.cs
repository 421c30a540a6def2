using System.Net;
using System.Text;
using System.Text.Json;
using McpGateway.Access;
using McpGateway.Access.Decisions;
using McpGateway.Access.Scopes;
using McpGateway.Core.Agents;
using McpGateway.Core.Discovery;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.IntegrationTests.Registry;
using McpGateway.Proxy.Pins;
using McpGateway.Storage;
using McpGateway.Tests.Logs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace McpGateway.IntegrationTests.Discovery;

/// <summary>
/// Search behind real Kestrel and a real SQLite file. Who calls is stated by a header, as authentication is not under test.
/// </summary>
public sealed class SearchEndpointTests : IAsyncLifetime
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("search-");
    private WebApplication? _app;
    private HttpClient? _client;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddTestLog("search");
        builder.Configuration.AddInMemoryCollection([
            new("DATA_DIR", _data.FullName), new("STORAGE_BACKEND", "sqlite"), new("EMBEDDINGS_PROVIDER", "builtin"),
        ]);
        builder.Services.AddFoundation().AddStorage().AddAccess().AddSingleton<ServerRepository>().AddDiscovery()
            .AddStatedCaller(CallerOf).AddSingleton<IServerHealth, FakeServerHealth>().AddSingleton<IAgentHealth, NoAgentHealth>();
        _app = builder.Build();
        _app.UseAuthentication();
        _app.UseAuthorization();
        _app.MapDiscovery();
        await _app.Services.OpenStorageAsync(Cancellation);
        await _app.Services.GetRequiredService<DocumentStore>().StartAsync(Cancellation);
        await FillAsync(_app.Services.GetRequiredService<DocumentStore>());
        await _app.StartAsync(Cancellation);
        _client = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        _data.Delete(recursive: true);
    }

    private static Caller CallerOf(HttpContext context)
    {
        string[] scopes = [context.Request.Headers["X-Test-Scope"].ToString()];
        return new()
        {
            UserName = "tester",
            Subject = "local:tester",
            Groups = [],
            Scopes = scopes,
            AuthMethod = "traditional",
            Provider = "local",
            Permissions = scopes is ["administrators"]
                ? CallerPermissions.None with { IsAdmin = true }
                : context.RequestServices.GetRequiredService<AccessSnapshotHolder>().Current.PermissionsOf([], scopes),
        };
    }

    [Fact]
    public async Task Search_Sentence_AnswersInTheContractsShape()
    {
        var answer = await PostAsync("""{"query":" what time is it in Tokyo "}""", "all");

        Assert.Equal("what time is it in Tokyo", answer.GetProperty("query").GetString());
        Assert.Equal("lexical-only", answer.GetProperty("search_mode").GetString());
        var tool = answer.GetProperty("tools")[0];
        Assert.Equal("/clock", tool.GetProperty("server_path").GetString());
        Assert.Equal("current_time", tool.GetProperty("tool_name").GetString());
        Assert.Equal("object", tool.GetProperty("inputSchema").GetProperty("type").GetString());
        Assert.InRange(tool.GetProperty("relevance_score").GetDouble(), 0.01, 1);
        var server = answer.GetProperty("servers")[0];
        Assert.Equal("Clock", server.GetProperty("server_name").GetString());
        Assert.True(server.GetProperty("is_enabled").GetBoolean());
        Assert.Equal(2, server.GetProperty("num_tools").GetInt32());
        Assert.Equal("current_time", server.GetProperty("matching_tools")[0].GetProperty("tool_name").GetString());
        Assert.Equal(answer.GetProperty("tools").GetArrayLength(), answer.GetProperty("total_tools").GetInt32());
        Assert.Equal(0, answer.GetProperty("agents").GetArrayLength());
        Assert.False(answer.TryGetProperty("degraded", out _));
        Assert.False(tool.TryGetProperty("why", out _));
    }

    [Fact]
    public async Task Search_CallerWithoutRights_FindsNothing()
    {
        var answer = await PostAsync("""{"query":"time"}""", "nobody");

        Assert.Equal((0, 0), (answer.GetProperty("total_servers").GetInt32(), answer.GetProperty("total_tools").GetInt32()));
    }

    [Fact]
    public async Task Search_EntityTypesMaxResultsAndWhy_AreHonoured()
    {
        var answer = await PostAsync("""{"query":"time","entity_types":["tool"],"max_results":1,"why":true}""", "all");

        Assert.Equal(0, answer.GetProperty("servers").GetArrayLength());
        var tool = Assert.Single(answer.GetProperty("tools").EnumerateArray());
        Assert.Equal("tim", tool.GetProperty("why").GetProperty("words")[0].GetString());
    }

    [Theory]
    [InlineData("""{"query":"   "}""", 400, "Query text is required for semantic search")]
    [InlineData("""{"query":"x","entity_types":["toolbox"]}""", 400, "entity_types")]
    [InlineData("""{"query":""}""", 422, "string_too_short")]
    [InlineData("""{}""", 422, "missing")]
    [InlineData("""{"query":7}""", 422, "string_type")]
    [InlineData("""{"query":"x","max_results":51}""", 422, "less_than_equal")]
    [InlineData("""{"query":"x","max_results":0}""", 422, "greater_than_equal")]
    [InlineData("""{"query":"x","max_results":1.5}""", 422, "int_type")]
    [InlineData("""{"query":"x","entity_types":"tool"}""", 422, "list_type")]
    [InlineData("""{"query":"x","tags":[1]}""", 422, "string_type")]
    [InlineData("""{"query":"x","min_score":2}""", 422, "less_than_equal")]
    [InlineData("""{"query":"x","min_rating":6}""", 422, "less_than_equal")]
    [InlineData("""{"query":"x","servers":"/clock"}""", 422, "list_type")]
    [InlineData("""{"query":"x","facets":1}""", 422, "bool_type")]
    [InlineData("""{"query":"x","why":"yes"}""", 422, "bool_type")]
    [InlineData("""{"query":"x","query":"y"}""", 422, "json_invalid")]
    [InlineData("""[]""", 422, "model_attributes_type")]
    [InlineData("", 422, "missing")]
    public async Task Search_BadBody_IsRefusedWithTheReason(string body, int status, string reason)
    {
        using var response = await SendAsync(body, "all");

        Assert.Equal((HttpStatusCode)status, response.StatusCode);
        Assert.Contains(reason, await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_QueryTooLong_IsRefused()
    {
        using var response = await SendAsync($$"""{"query":"{{new string('x', 513)}}"}""", "all");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
    }

    [Fact]
    public async Task Search_PromptsAndResources_AreFoundWithWhatIsNeededToUseThem()
    {
        var answer = await PostAsync("""{"query":"time of a day","why":true}""", "all");

        var prompt = Assert.Single(answer.GetProperty("prompts").EnumerateArray());
        Assert.Equal(("/clock", "plan_day", "Plan"), (Text(prompt, "server_path"), Text(prompt, "prompt_name"), Text(prompt, "title")));
        Assert.Equal(
            """[{"name":"hours","description":"How many","required":true}]""", prompt.GetProperty("arguments").GetRawText());
        Assert.Equal(JsonValueKind.Null, prompt.GetProperty("why").GetProperty("similarity").ValueKind);
        Assert.Equal(
            ["clock://zones False text/csv", "clock://{zone} True "],
            answer.GetProperty("resources").EnumerateArray()
                .Select(hit => $"{Text(hit, "uri")} {hit.GetProperty("is_template").GetBoolean()} {Text(hit, "mime_type")}").Order());
        Assert.Equal((1, 2, 0), (Total(answer, "prompts"), Total(answer, "resources"), Total(answer, "skills")));
    }

    [Fact]
    public async Task Search_CallerOfToolsAlone_FindsNoPromptOrResource()
    {
        var answer = await PostAsync("""{"query":"time of a day"}""", "tools");

        Assert.Equal((2, 0, 0), (Total(answer, "tools"), Total(answer, "prompts"), Total(answer, "resources")));
    }

    [Theory]
    [InlineData("""{"query":"time","servers":["/clock/"]}""", 2)]
    [InlineData("""{"query":"time","servers":["/other"]}""", 0)]
    [InlineData("""{"query":"time","health":["healthy"]}""", 0)]
    [InlineData("""{"query":"time","health":["healthy","unknown"]}""", 2)]
    [InlineData("""{"query":"time","min_rating":4}""", 2)]
    [InlineData("""{"query":"time","min_rating":4.5}""", 0)]
    [InlineData("""{"query":"time","min_score":1}""", 0)]
    [InlineData("""{"query":"time","entity_types":["prompt","resource","skill"]}""", 0)]
    public async Task Search_Filter_LeavesOutTheOthers(string body, int tools) =>
        Assert.Equal(tools, Total(await PostAsync(body, "all"), "tools"));

    [Fact]
    public async Task Search_Facets_CountWhatMatches()
    {
        var facets = (await PostAsync("""{"query":"time","max_results":1,"facets":true}""", "all")).GetProperty("facets");

        Assert.Equal(2, Count(facets, "entity_types", "tool"));
        Assert.Equal(2, Count(facets, "entity_types", "resource"));
        Assert.Equal(Count(facets, "servers", "/clock"), Count(facets, "health", "unknown"));
        Assert.InRange(Count(facets, "tags", "hours"), 4, 10);

        static int Count(JsonElement facets, string name, string value) => facets.GetProperty(name).EnumerateArray()
            .Single(facet => facet.GetProperty("value").GetString() == value).GetProperty("count").GetInt32();
    }

    [Fact]
    public async Task Index_Administrator_SeesHowSearchStands()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/search/index");
        request.Headers.Add("X-Test-Scope", "administrators");
        using var response = await _client!.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var state = JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(Cancellation));

        Assert.Equal("off", state.GetProperty("phase").GetString());
        Assert.Equal("By words.", state.GetProperty("summary").GetString());
        Assert.Equal(JsonValueKind.Null, state.GetProperty("model").ValueKind);
        Assert.False(state.GetProperty("resumable").GetBoolean());
        Assert.Equal(0, state.GetProperty("waiting").GetInt32());
    }

    [Fact]
    public async Task Index_AnybodyElse_IsRefused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/search/index");
        request.Headers.Add("X-Test-Scope", "all");
        using var response = await _client!.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    private static async Task FillAsync(DocumentStore documents)
    {
        var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var server = new ServerRecord
        {
            ServerName = "Clock",
            Description = "Tells the time",
            Path = "/clock",
            ProxyPassUrl = "http://127.0.0.1:9/",
            IsEnabled = true,
            Tags = ["Hours"],
            Ratings = [new("a", 4)],
            RegisteredBy = "admin",
            RegisteredAt = now,
            UpdatedAt = now,
        };
        var batch = new DocumentBatch()
            .Put(ServerRepository.Servers, server.Key, server, null)
            .Put(
                ServerRepository.Tools, server.Key,
                new()
                {
                    DiscoveredAt = now,
                    Tools = [Tool("current_time", "Time in a place"), Tool("set_alarm", "Rings at a time")],
                    Prompts =
                    [
                        Item(
                            DefinitionKind.Prompt, "plan_day",
                            """{"name":"plan_day","title":"Plan","description":"Divides the time of a day","arguments":"""
                                + """[{"name":"hours","description":"How many","required":true}]}"""),
                    ],
                    Resources =
                    [
                        Item(
                            DefinitionKind.Resource, "clock://zones",
                            """{"uri":"clock://zones","name":"zones","description":"All time zones","mimeType":"text/csv"}"""),
                    ],
                    ResourceTemplates =
                    [
                        Item(
                            DefinitionKind.ResourceTemplate, "clock://{zone}",
                            """{"uriTemplate":"clock://{zone}","name":"zone","description":"The time of one zone"}"""),
                    ],
                },
                null)
            .Put(ScopeRepository.Scopes, "tools", new() { Name = "tools", Rules = [new("*", ["tools/list", "tools/call"], ["all"])] }, null)
            .Put(ScopeRepository.Scopes, "all", new() { Name = "all", Rules = [new("*", ["all"], ["all"])] }, null);
        Assert.True((await documents.CommitAsync(batch, Cancellation)).IsSuccess);
    }

    private static PinnedItem Item(DefinitionKind kind, string name, string definition) =>
        PinnedItem.Approved(name, JsonElement.Parse(definition), kind);

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static int Total(JsonElement answer, string kind) => answer.GetProperty($"total_{kind}").GetInt32();

    private static ToolRecord Tool(string name, string description) => new()
    {
        Name = name,
        Description = description,
        InputSchema = JsonElement.Parse("""{"type":"object"}"""),
        DefinitionHash = "h",
        ApprovedHash = "h",
    };

    private async Task<HttpResponseMessage> SendAsync(string body, string scope)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post, "/api/search/semantic")
        { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("X-Test-Scope", scope);
        return await _client!.SendAsync(request, Cancellation);
    }

    private async Task<JsonElement> PostAsync(string body, string scope)
    {
        using var response = await SendAsync(body, scope);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(Cancellation));
    }
}
