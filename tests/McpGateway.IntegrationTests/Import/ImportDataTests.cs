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
using McpGateway.IntegrationTests.Federation;
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

        var report = await ImportAsync(gateway, _folder.Path);

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
        await ImportAsync(gateway, _folder.Path);
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

    /// <summary>Each source by itself; what is configured here stays, what would bring in more than it did is switched off.</summary>
    [Fact]
    public async Task Import_OfTheFederation_TakesSourcesOver_AndKeepsWhatIsConfiguredHere()
    {
        PythonData.Write(
            _folder.Path, "config/federation/default.json",
            """
            {"anthropic":{"enabled":true,"endpoint":"https://registry.modelcontextprotocol.io","sync_on_startup":true,
             "servers":[{"name":"io.example/x"}]},
             "asor":{"enabled":true,"endpoint":"https://wd.example.com/ccx/api/asor/v1/t","auth_env_var":"ASOR_ACCESS_TOKEN","agents":[]}}
            """);
        PythonData.Write(_folder.Path, "config/federation.json", """{"anthropic":{"enabled":true,"servers":[]}}""");
        PythonData.Write(
            _folder.Path, "config/federation/other.json",
            """{"anthropic":{"enabled":true,"servers":[],"api_version":"v0.1"},"asor":{"enabled":false,"endpoint":"","agents":[]}}""");
        PythonData.Write(
            _folder.Path, "mcp_federation_config_default.json",
            """{"_id":"third","asor":{"enabled":true,"endpoint":"https://wd.example.com/x","auth_env_var":"MY_SECRET"}}""");
        PythonData.Write(
            _folder.Path, "mcp_peers_default.json",
            """
            [{"_id":"Hub_1","peer_id":"Hub_1","name":"Hub","endpoint":"https://hub.example.com","enabled":true,"sync_mode":"whitelist",
              "whitelist_servers":["/time"],"federation_token":"peer-t0ken","sync_interval_minutes":30,"expected_client_id":"c"},
             {"_id":"mine","peer_id":"mine","endpoint":"https://elsewhere.example.com","sync_mode":"all"}]
            """);
        await using var gateway = await ComposedGateway.StartAsync();
        using var administrator = await gateway.BearerAsync(ComposedGateway.Administrator);
        using var own = JsonContent.Create(new { kind = "peer", endpoint = "https://mine.example.com" });
        using var configured = await administrator.PutAsync(
            new Uri("/api/federation/config/default/sources/mine", UriKind.Relative), own, Cancel);
        Assert.True(configured.IsSuccessStatusCode);

        var report = await ImportAsync(gateway, _folder.Path);
        var again = await ImportAsync(gateway, _folder.Path);

        Assert.Equal(
            [
                "added anthropic", "added asor", "added hub-1", "added other.anthropic", "added third.asor", "skipped anthropic",
                "skipped mine",
            ],
            report.Items.Select(static item => $"{item.Outcome} {item.Name}").Order(StringComparer.Ordinal));
        Assert.Equal((0, 0, 5), (again.Added, again.Changed, again.Unchanged));
        var config = (await administrator.SendAsync("GET", "/api/federation/config")).Body;
        Assert.Equal("io.example/x", config.GetProperty("anthropic").GetProperty("servers")[0].GetProperty("name").GetString());
        Assert.Equal(
            (true, "ASOR_ACCESS_TOKEN"),
            (config.GetProperty("asor").GetProperty("enabled").GetBoolean(),
                config.GetProperty("asor").GetProperty("auth_env_var").GetString()));
        var sources = config.GetProperty("sources").EnumerateArray().ToDictionary(static source => source.GetProperty("id").GetString()!);
        Assert.Equal("https://mine.example.com", sources["mine"].GetProperty("endpoint").GetString());
        Assert.Equal(("/time", "********"),
            (sources["hub-1"].GetProperty("names")[0].GetString(), sources["hub-1"].GetProperty("token").GetString()));
        foreach (var (id, section) in ((string, string)[])[("other", "anthropic"), ("third", "asor")])
        {
            var other = (await administrator.SendAsync("GET", $"/api/federation/config?config_id={id}")).Body.GetProperty(section);
            Assert.False(other.GetProperty("enabled").GetBoolean());
        }

        Assert.Contains(report.Items, static item => item.Name == "other.anthropic"
            && item.Remarks.Any(static remark => remark.Contains("api_version", StringComparison.Ordinal)));
        Assert.Contains(report.Items, static item => item.Name == "hub-1"
            && item.Remarks.Any(static remark => remark.Contains("expected_client_id", StringComparison.Ordinal)));
    }

    /// <summary>What was from elsewhere stays so: read-only, not exported, and known again at its path by the next run.</summary>
    [Fact]
    public async Task Import_OfWhatWasFederated_KeepsItsSource_AndIsAdopted()
    {
        await using var server = await SourceServer.StartAsync();
        server.Answer = static request => (200, request.Path.Value!.Contains("agentDefinition", StringComparison.Ordinal)
            ? """
              {"total":1,"data":[{"id":"wd-7","name":"Pay_Agent","url":"https://agents.example.com/pay",
               "skills":[{"id":"s","name":"s"}]}]}
              """
            : SourceServer.Entry("io.example/x", "https://x.example.com/mcp", "2.0.0"));
        PythonData.Write(
            _folder.Path, "servers/io.example-x.json",
            """
            {"source":"anthropic","server_name":"io.example/x","description":"An X.","version":"1.0.0","title":"X",
             "proxy_pass_url":"https://x.example.com/mcp","transport_type":"streamable-http","requires_auth":false,"auth_headers":[],
             "tags":["x","anthropic-registry","federated"],"metadata":{"original_response":{"server":{"name":"io.example/x"}}},
             "cached_at":"2025-11-02T03:04:05","is_read_only":true,"path":"/io.example-x","is_enabled":true,"num_tools":0}
            """);
        PythonData.Write(
            _folder.Path, "agents/pay-agent_agent.json",
            PythonData.Agent.Replace("Code Reviewer", "Pay_Agent", StringComparison.Ordinal)
                .Replace("/code-reviewer", "/pay-agent", StringComparison.Ordinal)
                .Replace("\"registered_by\":\"ann\"", "\"registered_by\":\"asor-federation\"", StringComparison.Ordinal));
        PythonData.Write(
            _folder.Path, "config/federation.json",
            $$$"""
            {"anthropic":{"enabled":true,"endpoint":"{{{server.Url}}}","servers":[{"name":"io.example/x"}]},
             "asor":{"enabled":true,"endpoint":"{{{server.Url}}}"}}
            """);
        await using var gateway = await ComposedGateway.StartAsync();
        using var administrator = await gateway.BearerAsync(ComposedGateway.Administrator);
        await ImportAsync(gateway, _folder.Path);

        var imported = (await administrator.SendAsync("GET", "/api/servers/io.example-x")).Body;
        var exported = (await administrator.SendAsync("GET", "/api/federation/servers")).Body.GetRawText();
        using var edit = new FormUrlEncodedContent([new("name", "mine"), new("proxy_pass_url", "https://y.example.com/mcp")]);
        using var edited = await administrator.PostAsync(new Uri("/api/edit/io.example-x", UriKind.Relative), edit, Cancel);
        var run = (await administrator.SendAsync("POST", "/api/federation/sync")).Body.GetProperty("results");
        var adopted = (await administrator.SendAsync("GET", "/api/servers/io.example-x")).Body;
        var agent = (await administrator.SendAsync("GET", "/api/agents/pay-agent")).Body;
        var listed = (await administrator.SendAsync("GET", "/api/agents")).Body.GetProperty("agents")[0];

        Assert.Equal(
            ("anthropic", "io.example/x", false, true, "1.0.0"),
            (imported.GetProperty("source").GetString(), imported.GetProperty("original_id").GetString(),
                imported.GetProperty("can_modify").GetBoolean(), imported.GetProperty("is_enabled").GetBoolean(),
                imported.GetProperty("version").GetString()));
        Assert.DoesNotContain("io.example-x", exported, StringComparison.Ordinal);
        Assert.Equal(System.Net.HttpStatusCode.Conflict, edited.StatusCode);
        foreach (var source in (string[])["anthropic", "asor"])
        {
            var part = run.GetProperty(source);
            Assert.Equal(
                (0, 1, 0),
                (part.GetProperty("added").GetInt32(), part.GetProperty("changed").GetInt32(), part.GetProperty("removed").GetInt32()));
        }

        Assert.Equal("Pay_Agent", run.GetProperty("asor").GetProperty("agents")[0].GetString());
        Assert.Equal(("2.0.0", true), (adopted.GetProperty("version").GetString(), adopted.GetProperty("is_enabled").GetBoolean()));
        Assert.Equal(("asor", "wd-7"), (agent.GetProperty("source").GetString(), agent.GetProperty("original_id").GetString()));
        Assert.Equal("asor", listed.GetProperty("source").GetString());
        var again = await ImportAsync(gateway, _folder.Path);
        Assert.Equal((0, 0), (again.Added, again.Changed));
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

        await ImportAsync(gateway, _folder.Path);
        PythonData.Write(_folder.Path, "servers/v.json", server.Replace("1.2.0", "1.3.0", StringComparison.Ordinal));
        await ImportAsync(gateway, _folder.Path);

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
        var planned = await ImportAsync(gateway, _folder.Path, new(IsDryRun: true, Overwrite: false));
        Assert.Equal(before, await VersionsAsync(storage));
        var first = await ImportAsync(gateway, _folder.Path);
        using var administrator = await gateway.BearerAsync(ComposedGateway.Administrator);
        await LetGoAsync(administrator);
        await Eventually.UntilAsync(async () =>
            !(await administrator.SendAsync("GET", "/api/agents/code-reviewer")).Body.TryGetProperty("is_held", out _));
        var after = await VersionsAsync(storage);
        var second = await ImportAsync(gateway, _folder.Path);

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
        await ImportAsync(gateway, _folder.Path);
        using var administrator = await gateway.BearerAsync(ComposedGateway.Administrator);
        using (var form = new FormUrlEncodedContent([new("path", "/weather"), new("new_state", "false")]))
        {
            using var toggled = await administrator.PostAsync(new Uri("/api/servers/toggle", UriKind.Relative), form, Cancel);
            Assert.True(toggled.IsSuccessStatusCode);
        }

        var kept = await ImportAsync(gateway, _folder.Path);
        PythonData.Write(_folder.Path, "servers/weather.json", PythonData.Weather.Replace("Forecasts", "Storms", StringComparison.Ordinal));
        PythonData.Write(_folder.Path, "servers/team_tickets.json", PythonData.Tickets.Replace("N/A", "BSD", StringComparison.Ordinal));
        var skipped = await ImportAsync(gateway, _folder.Path);
        var replaced = await ImportAsync(gateway, _folder.Path, new(IsDryRun: false, Overwrite: true));

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

        var report = await ImportAsync(gateway, _folder.Path);

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
            Caller(isAdmin: false), [], default, NoProgress.Instance, Cancel);

        Assert.Equal(ErrorKind.Forbidden, refused.Error?.Kind);
    }

    private static async Task<ImportReport> ImportAsync(ComposedGateway gateway, string folder, ImportMode mode = default)
    {
        var items = ImportFiles.Read([folder]);
        Assert.True(items.IsSuccess, items.Error?.Detail);
        var report = await gateway.Services.GetRequiredService<ImportData>().ExecuteAsync(
            Caller(isAdmin: true), items.Value, mode, NoProgress.Instance, Cancel);
        Assert.True(report.IsSuccess, report.Error?.Detail);
        return report.Value;
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

    private static Caller Caller(bool isAdmin) => new()
    {
        UserName = "import",
        Subject = "system:import",
        Groups = [],
        Scopes = [],
        AuthMethod = "command-line",
        Provider = "system",
        Permissions = CallerPermissions.None with { IsAdmin = isAdmin },
    };
}
