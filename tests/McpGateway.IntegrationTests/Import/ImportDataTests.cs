using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Access.Scopes;
using McpGateway.Core.Agents;
using McpGateway.Core.Import;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.IntegrationTests.Agents;
using McpGateway.IntegrationTests.Composition;
using McpGateway.IntegrationTests.Health;
using McpGateway.IntegrationTests.Storage.Maintenance;
using McpGateway.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.IntegrationTests.Import;

/// <summary>The Python product's data are taken over, and the API shows what that product would show (registry contract §6, §11).</summary>
public sealed class ImportDataTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Import_OfAFolder_ShowsServersAgentsAndScopesAsTheyWere()
    {
        PythonData.WriteFolder(_folder.Path);
        await using var gateway = await ComposedGateway.StartAsync();

        var report = await ImportRun.OfAsync(gateway, _folder.Path);

        Assert.Equal(
            [
                "added /code-reviewer", "added /team/tickets", "added /weather", "added anthropic", "added team-a", "added team-a/use",
                "skipped /api/x", "skipped /currenttime", "skipped /metadata", "skipped broken.json", "skipped oauth2_providers.yml",
                "skipped service_index_metadata.json", "skipped weather_scan.json",
            ],
            report.Items.Select(static item => $"{item.Outcome} {item.Name}").Order(StringComparer.Ordinal));
        Assert.All(report.Items.Where(static item => item.Outcome == ImportOutcomes.Skipped), static item => Assert.NotEmpty(item.Remarks));
        using var administrator = await gateway.BearerAsync(ComposedGateway.Administrator);

        // Nobody is at its address; what the former product's checks had listed is scanned once, like that of any server which is new here.
        await LetGoAsync(administrator);
        var listed = await administrator.GetFromJsonAsync<JsonElement>("/api/servers?query=weather", Cancel);
        var weather = listed.GetProperty("servers").EnumerateArray().Single(server => server.GetProperty("path").GetString() == "/weather");
        Assert.Equal(
            ("Weather Desk", "Forecasts for the tests.", "http://10.1.2.3:8000/", true, 1, 4.5, true, "MIT"),
            (weather.GetProperty("display_name").GetString(), weather.GetProperty("description").GetString(),
                weather.GetProperty("proxy_pass_url").GetString(), weather.GetProperty("is_enabled").GetBoolean(),
                weather.GetProperty("num_tools").GetInt32(), weather.GetProperty("num_stars").GetDouble(),
                weather.GetProperty("is_python").GetBoolean(), weather.GetProperty("license").GetString()));
        Assert.Equal(["sky", "Sea"], weather.GetProperty("tags").EnumerateArray().Select(static tag => tag.GetString()));

        var detail = await administrator.GetFromJsonAsync<JsonElement>("/api/server_details/weather", Cancel);
        Assert.Equal("forecast", detail.GetProperty("tool_list")[0].GetProperty("name").GetString());
        Assert.Equal("api-key", detail.GetProperty("auth_type").GetString());
        Assert.Equal(2, detail.GetProperty("rating_details").GetArrayLength());
        Assert.StartsWith("2025-11-02T03:04:05", detail.GetProperty("registered_at").GetString(), StringComparison.Ordinal);

        var agent = await administrator.GetFromJsonAsync<JsonElement>("/api/agents/code-reviewer", Cancel);
        Assert.Equal(
            ("Code Reviewer", true, 4.0, "verified", "ann", "MIT"),
            (agent.GetProperty("name").GetString(), agent.GetProperty("is_enabled").GetBoolean(),
                agent.GetProperty("num_stars").GetDouble(), agent.GetProperty("trust_level").GetString(),
                agent.GetProperty("registered_by").GetString(),
                agent.GetProperty("license").GetString()));
        Assert.Equal("review", agent.GetProperty("skills")[0].GetProperty("id").GetString());
        Assert.Equal("header", agent.GetProperty("security_schemes").GetProperty("key").GetProperty("in_").GetString());

        var group = await administrator.GetFromJsonAsync<JsonElement>("/api/servers/groups/team-a%2Fuse", Cancel);
        Assert.Equal("weather", group.GetProperty("server_access")[0].GetProperty("server").GetString());
        Assert.Equal("team-a-people", group.GetProperty("group_mappings")[0].GetString());
    }

    /// <summary>What was imported is approved: the same is offered, also with members that were not kept, and another is not.</summary>
    [Theory]
    [InlineData("Says the weather.", true)]
    [InlineData("Says the weather, and sends your files.", false)]
    public async Task Import_OfAServerThatIsThere_OffersWhatItListsAsItWas(string description, bool isOffered)
    {
        await using var upstream = await ForecastsAsync(description);
        PythonData.WriteFolder(_folder.Path, upstream.Address);
        await using var gateway = await ComposedGateway.StartAsync();
        await ImportRun.OfAsync(gateway, _folder.Path);
        using var administrator = await gateway.BearerAsync(ComposedGateway.Administrator);
        await LetGoAsync(administrator);

        await administrator.SendAsync("POST", "/api/refresh/weather");
        JsonElement detail = default;
        await Eventually.UntilAsync(async () =>
        {
            detail = (await administrator.SendAsync("GET", "/api/servers/weather")).Body;
            return detail.GetProperty("implementation").TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String;
        });

        Assert.Equal((isOffered ? 1 : 0, isOffered ? 0 : 1),
            (detail.GetProperty("num_tools").GetInt32(), detail.GetProperty("changed_tools").GetInt32()));
        var tools = (await administrator.SendAsync("GET", "/api/server_details/weather")).Body.GetProperty("tool_list");
        Assert.Equal(isOffered ? 1 : 0, tools.GetArrayLength());
    }

    /// <summary>What a registration states is no listing: nothing ends a hold by it.</summary>
    [Fact]
    public async Task Register_WithAToolList_StaysHeldUntilItIsListed()
    {
        await using var gateway = await ComposedGateway.StartAsync();
        using var administrator = await gateway.BearerAsync(ComposedGateway.Administrator);
        await gateway.PostAsync("/api/servers/register", new FormUrlEncodedContent(
        [
            new("name", "Stated"), new("description", "d"), new("path", "/stated"), new("proxy_pass_url", "http://10.1.2.3:8000/"),
            new("tool_list_json", """[{"name":"forecast","description":"Says the weather."}]"""),
        ]));

        await Eventually.UntilAsync(async () =>
            (await administrator.SendAsync("GET", "/api/servers/stated/security-scan")).Status == 200);

        Assert.True((await administrator.SendAsync("GET", "/api/servers/stated")).Body.GetProperty("is_held").GetBoolean());
    }

    /// <summary>A file is the server: another version in it is the server's own from then on; private stays private.</summary>
    [Fact]
    public async Task Import_OfVersionAndVisibility_KeepsThem()
    {
        const string server =
            """{"server_name":"V","path":"/v","proxy_pass_url":"http://10.1.2.3/mcp","version":"1.2.0","visibility":"private"}""";
        PythonData.Write(_folder.Path, "servers/v.json", server);
        await using var gateway = await ComposedGateway.StartAsync();
        using var administrator = await gateway.BearerAsync(ComposedGateway.Administrator);

        await ImportRun.OfAsync(gateway, _folder.Path);
        PythonData.Write(_folder.Path, "servers/v.json", server.Replace("1.2.0", "1.3.0", StringComparison.Ordinal));
        await ImportRun.OfAsync(gateway, _folder.Path);

        var detail = (await administrator.SendAsync("GET", "/api/servers/v")).Body;
        Assert.Equal(("1.3.0", "private"), (detail.GetProperty("version").GetString(), detail.GetProperty("visibility").GetString()));
        Assert.False(detail.TryGetProperty("default_version", out _));
    }

    private static async Task LetGoAsync(HttpClient administrator) => await Eventually.UntilAsync(async () =>
        !(await administrator.SendAsync("GET", "/api/servers/weather")).Body.TryGetProperty("is_held", out _));

    private static Task<ScriptedServer> ForecastsAsync(string description) => ScriptedServer.StartMcpAsync(async (context, message) =>
    {
        if ((string?)message["method"] != "tools/list")
        {
            return false;
        }

        var tool = ScriptedServer.Tool("forecast", description);
        tool["title"] = "Forecast";
        tool["annotations"] = new JsonObject { ["readOnlyHint"] = true };
        tool["inputSchema"]!["properties"] = new JsonObject { ["place"] = new JsonObject { ["type"] = "string" } };
        await ScriptedServer.ResultAsync(context, message, new() { ["tools"] = new JsonArray(tool) });
        return true;
    });

    [Fact]
    public async Task Import_Repeated_ChangesNothing_AndADryRunWritesNothing()
    {
        PythonData.WriteFolder(_folder.Path);
        await using var gateway = await ComposedGateway.StartAsync();
        var storage = gateway.Services.GetRequiredService<IDocumentStorage>();

        var before = await VersionsAsync(storage);
        var planned = await ImportRun.OfAsync(gateway, _folder.Path, new(IsDryRun: true, Overwrite: false));
        Assert.Equal(before, await VersionsAsync(storage));
        var first = await ImportRun.OfAsync(gateway, _folder.Path);
        using var administrator = await gateway.BearerAsync(ComposedGateway.Administrator);
        await LetGoAsync(administrator);
        await Eventually.UntilAsync(async () =>
            !(await administrator.SendAsync("GET", "/api/agents/code-reviewer")).Body.TryGetProperty("is_held", out _));
        var after = await VersionsAsync(storage);
        var second = await ImportRun.OfAsync(gateway, _folder.Path);

        Assert.Equal(6, planned.Added);
        Assert.Equal(6, first.Added);
        Assert.Equal((0, 0, 6), (second.Added, second.Changed, second.Unchanged));
        Assert.Equal(after, await VersionsAsync(storage));
    }

    [Fact]
    public async Task Import_AfterBothSidesChanged_KeepsWhatWasChangedHereUnlessSaid()
    {
        PythonData.WriteFolder(_folder.Path);
        await using var gateway = await ComposedGateway.StartAsync();
        await ImportRun.OfAsync(gateway, _folder.Path);
        using var administrator = await gateway.BearerAsync(ComposedGateway.Administrator);
        using (var form = new FormUrlEncodedContent([new("path", "/weather"), new("new_state", "false")]))
        {
            using var toggled = await administrator.PostAsync(new Uri("/api/servers/toggle", UriKind.Relative), form, Cancel);
            Assert.True(toggled.IsSuccessStatusCode);
        }

        var kept = await ImportRun.OfAsync(gateway, _folder.Path);
        PythonData.Write(_folder.Path, "servers/weather.json", PythonData.Weather.Replace("Forecasts", "Storms", StringComparison.Ordinal));
        PythonData.Write(_folder.Path, "servers/team_tickets.json", PythonData.Tickets.Replace("N/A", "BSD", StringComparison.Ordinal));
        var skipped = await ImportRun.OfAsync(gateway, _folder.Path);
        var replaced = await ImportRun.OfAsync(gateway, _folder.Path, new(IsDryRun: false, Overwrite: true));

        Assert.Contains(kept.Items, static item => item is { Name: "/weather", Outcome: ImportOutcomes.Unchanged, Remarks.Count: > 0 });
        Assert.Contains(skipped.Items, static item => item is { Name: "/weather", Outcome: ImportOutcomes.Skipped });
        Assert.Contains(skipped.Items, static item => item is { Name: "/team/tickets", Outcome: ImportOutcomes.Changed });
        Assert.Contains(replaced.Items, static item => item is { Name: "/weather", Outcome: ImportOutcomes.Changed });
        var detail = await administrator.GetFromJsonAsync<JsonElement>("/api/server_details/weather", Cancel);
        Assert.Equal("Storms for the tests.", detail.GetProperty("description").GetString());
        Assert.True(detail.GetProperty("is_enabled").GetBoolean());
    }

    [Fact]
    public async Task Import_OfCollections_ReadsExtendedJsonAndBson()
    {
        PythonData.Write(
            _folder.Path, "mcp_servers_default.json",
            """
            {"_id":"/mongo","server_name":"Mongo","description":"d","proxy_pass_url":"http://10.1.2.3/","num_tools":{"$numberInt":"0"}}
            not json
            {"_id":"/mongo2","server_name":"Mongo 2","description":"d","proxy_pass_url":"http://10.1.2.3/","is_enabled":false}
            """);
        PythonData.Write(
            _folder.Path, "mcp_scopes_default.json",
            """
            [{"_id":"mongo-users","scope_type":"group","description":"x","group_mappings":["g1"],
              "ui_permissions":{"list_service":["mongo"]},
              "server_access":[{"scope_name":"y","access_rules":[{"server":"mongo","methods":["all"],"tools":"*"}]}]}]
            """);
        await File.WriteAllBytesAsync(
            _folder.File("mcp_agents_default.bson"),
            Bson.Document(
                ("_id", "/bson-agent"), ("name", "Bson"), ("description", "d"), ("url", "http://10.1.2.3:9/"), ("version", "1.0.0"),
                ("protocol_version", "1.0"), ("is_enabled", true)),
            Cancel);
        PythonData.Write(_folder.Path, "mcp_embeddings_384_default.json", """{"_id":"/mongo","embedding":[0.5]}""");
        await using var gateway = await ComposedGateway.StartAsync();

        var report = await ImportRun.OfAsync(gateway, _folder.Path);

        Assert.Equal(
            ["added /bson-agent", "added /mongo", "added /mongo2", "added mongo-users", "skipped mcp_embeddings_384_default.json",
                "skipped mcp_servers_default.json"],
            report.Items.Select(static item => $"{item.Outcome} {item.Name}").Order(StringComparer.Ordinal));
        var scopes = gateway.Services.GetRequiredService<ScopeRepository>();
        var scope = (await scopes.FindAsync("mongo-users", Cancel))!.Value;
        Assert.Equal("mongo", Assert.Single(scope.Rules).Server);
        Assert.Equal("g1", Assert.Single(scope.GroupMappings));
        using var administrator = await gateway.BearerAsync(ComposedGateway.Administrator);
        var agent = await administrator.GetFromJsonAsync<JsonElement>("/api/agents/bson-agent", Cancel);
        Assert.True(agent.GetProperty("is_enabled").GetBoolean());
    }

    [Fact]
    public async Task Import_ByWhoIsNoAdministrator_IsRefused()
    {
        await using var gateway = await ComposedGateway.StartAsync();

        var refused = await gateway.Services.GetRequiredService<ImportData>().ExecuteAsync(
            ImportRun.Caller(isAdmin: false), [], default, NoProgress.Instance, Cancel);

        Assert.Equal(ErrorKind.Forbidden, refused.Error?.Kind);
    }

    /// <summary>Not the store's revision: health checks write, too.</summary>
    private static async Task<string> VersionsAsync(IDocumentStorage storage)
    {
        return string.Join(
            ' ',
            [
                .. await OfAsync(ServerRepository.Servers), .. await OfAsync(AgentRepository.Agents),
                .. await OfAsync(ScopeRepository.Scopes),
            ]);

        async Task<IEnumerable<string>> OfAsync<T>(DocumentKind<T> kind)
            where T : class =>
            (await storage.ListAsync(kind, Cancel)).Select(static document => $"{document.Key} {document.Version}");
    }
}
