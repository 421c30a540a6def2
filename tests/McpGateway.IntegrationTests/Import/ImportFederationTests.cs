using System.Net.Http.Json;
using McpGateway.IntegrationTests.Agents;
using McpGateway.IntegrationTests.Composition;
using McpGateway.IntegrationTests.Federation;
using McpGateway.Tests.Storage;

namespace McpGateway.IntegrationTests.Import;

/// <summary>What the Python product had from elsewhere, and where it had it from (gateway contract §10, §14.10).</summary>
public sealed class ImportFederationTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

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

        var report = await ImportRun.OfAsync(gateway, _folder.Path);
        var again = await ImportRun.OfAsync(gateway, _folder.Path);

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
        await ImportRun.OfAsync(gateway, _folder.Path);

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
        var again = await ImportRun.OfAsync(gateway, _folder.Path);
        Assert.Equal((0, 0), (again.Added, again.Changed));
    }
}
