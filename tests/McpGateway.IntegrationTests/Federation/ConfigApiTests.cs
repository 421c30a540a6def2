using System.Text;
using System.Text.Json;
using McpGateway.Core.Federation.Config;
using Microsoft.Data.Sqlite;
using static McpGateway.IntegrationTests.Registry.TestScopes;

namespace McpGateway.IntegrationTests.Federation;

/// <summary>The configuration API of the contract, with the check of rights that the reference lacks.</summary>
public sealed class ConfigApiTests
{
    private const string Document =
        """
        {"anthropic":{"enabled":true,"endpoint":"https://registry.example.com","servers":[{"name":"io.x/a"}]},
         "asor":{"enabled":false,"agents":[]},
         "sources":[{"id":"next-door","kind":"peer","endpoint":"https://peer.example.com","token":"peer-t0ken","cron":"0 3 * * *"}]}
        """;

    [Theory]
    [InlineData("GET", "/api/federation/config")]
    [InlineData("POST", "/api/federation/config")]
    [InlineData("PUT", "/api/federation/config/default")]
    [InlineData("DELETE", "/api/federation/config/default")]
    [InlineData("GET", "/api/federation/configs")]
    [InlineData("PUT", "/api/federation/config/default/sources/x")]
    [InlineData("DELETE", "/api/federation/config/default/sources/x")]
    [InlineData("POST", "/api/federation/config/default/anthropic/servers?server_name=io.x/a")]
    [InlineData("POST", "/api/federation/config/default/anthropic/servers/io.x/a")]
    [InlineData("DELETE", "/api/federation/config/default/anthropic/servers/io.x/a")]
    [InlineData("POST", "/api/federation/config/default/asor/agents?agent_id=a")]
    [InlineData("DELETE", "/api/federation/config/default/asor/agents/a")]
    [InlineData("POST", "/api/federation/sync")]
    [InlineData("GET", "/api/federation/sources")]
    public async Task Routes_CallersThatAreNoAdministrators_AreRefused(string method, string path)
    {
        await using var host = await FederationHost.StartAsync();

        Assert.Equal(401, (await host.SendAsync(Anonymous, new(method), path, null)).Status);
        Assert.Equal(403, (await host.SendAsync(Operator, new(method), path, method is "POST" or "PUT" ? "{}" : null)).Status);
    }

    [Fact]
    public async Task Config_SavedReadAndDeleted_AnswersAsTheContractSays()
    {
        await using var host = await FederationHost.StartAsync();

        var missing = await host.GetAsync(Admin, "/api/federation/config");
        var saved = await host.SendAsync(Admin, HttpMethod.Post, "/api/federation/config", Document);
        var read = await host.GetAsync(Admin, "/api/federation/config");
        var list = await host.GetAsync(Admin, "/api/federation/configs");
        var deleted = await host.SendAsync(Admin, HttpMethod.Delete, "/api/federation/config/default", null);
        var gone = await host.SendAsync(Admin, HttpMethod.Delete, "/api/federation/config/default", null);

        Assert.Equal((404, "Federation config 'default' not found"), (missing.Status, missing.Detail));
        Assert.Equal((201, "Federation configuration saved successfully"), (saved.Status, saved.Json.GetProperty("message").GetString()));
        Assert.Equal("io.x/a", read.Json.GetProperty("anthropic").GetProperty("servers")[0].GetProperty("name").GetString());
        Assert.Equal(1, list.Json.GetProperty("total").GetInt32());
        Assert.Equal("Federation configuration 'default' deleted successfully", deleted.Json.GetProperty("message").GetString());
        Assert.Equal(404, gone.Status);
    }

    /// <summary>The guide's first commands, on a gateway where nothing is configured.</summary>
    [Fact]
    public async Task NamedServer_OnANewGateway_IsBroughtInByTheCommandsOfTheGuide()
    {
        await using var server = await SourceServer.StartAsync();
        server.Answer = static _ => (200, SourceServer.Entry("io.github.jgador/websharp", "https://w.example.com/mcp"));
        await using var host = await FederationHost.StartAsync();
        const string path = "/api/federation/config/default/anthropic/servers/io.github.jgador/websharp";

        var added = await host.SendAsync(Admin, HttpMethod.Post, path, null);
        var again = await host.SendAsync(Admin, HttpMethod.Post, path, null);
        var config = added.Json.GetProperty("config").GetProperty("anthropic");
        await host.ConfigureAsync(
            "anthropic", $$"""{"enabled":true,"endpoint":"{{server.Url}}","names":["io.github.jgador/websharp"]}""");
        var run = await host.SyncAsync("anthropic");

        Assert.Equal((200, 400), (added.Status, again.Status));
        Assert.Equal(
            "Server 'io.github.jgador/websharp' added to Anthropic configuration. "
                + "The source is switched on, and asked for what it names only",
            added.Json.GetProperty("message").GetString());
        Assert.True(config.GetProperty("enabled").GetBoolean());
        Assert.Equal("https://registry.modelcontextprotocol.io", config.GetProperty("endpoint").GetString());
        Assert.Equal(1, run.GetProperty("added").GetInt32());
        Assert.True(host.Catalog.Current["/io.github.jgador-websharp"].Server.IsEnabled);
    }

    [Fact]
    public async Task NamedServer_WhereTheSourceIsOff_IsAddedAndSaysSo()
    {
        await using var host = await FederationHost.StartAsync();
        await host.ConfigureAsync("anthropic", """{"enabled":false,"endpoint":"https://registry.example.com","names":["io.x/a"]}""");

        var added = await host.SendAsync(
            Admin, HttpMethod.Post, "/api/federation/config/default/anthropic/servers/io.x/b", null);

        Assert.Contains("The source is switched off", added.Json.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.False(added.Json.GetProperty("config").GetProperty("anthropic").GetProperty("enabled").GetBoolean());
    }

    /// <summary>The contract's form of the same, for clients that know it.</summary>
    [Fact]
    public async Task ServerOfTheQuery_WithoutAConfiguration_IsNotFound()
    {
        await using var host = await FederationHost.StartAsync();

        var answer = await host.SendAsync(
            Admin, HttpMethod.Post, "/api/federation/config/default/anthropic/servers?server_name=io.x/a", null);

        Assert.Equal((404, "Federation config 'default' not found"), (answer.Status, answer.Detail));
    }

    [Fact]
    public async Task AddSource_WhereOneIsThere_IsRefusedAtItsId_AndLeavesItAsItWas()
    {
        await using var host = await FederationHost.StartAsync();
        await host.ConfigureAsync("next-door", """{"kind":"peer","endpoint":"https://peer.example.com","token":"peer-t0ken"}""");
        var caller = SelectionTests.Administrator;

        var added = await host.Get<FederationConfigs>().AddSourceAsync(
            caller, "default", "next-door", JsonElement.Parse("""{"kind":"document"}"""), FederationHost.Timeout());

        Assert.Equal("next-door.id", Assert.Single(added.Error!.Fields).Field);
        Assert.Equal(
            "peer-t0ken",
            (await host.Get<FederationConfigs>().FindAsync("default", FederationHost.Timeout()))!.Find("next-door")!.Token);
    }

    /// <summary>Read with nothing of ours in between.</summary>
    [Fact]
    public async Task Configuration_InTheStore_IsSealed()
    {
        await using var host = await FederationHost.StartAsync();
        await host.SendAsync(Admin, HttpMethod.Put, "/api/federation/config/default", Document);

        await using var connection = new SqliteConnection($"Data Source={host.File("mcpgateway.db")};Pooling=false;Mode=ReadOnly");
        await connection.OpenAsync(FederationHost.Timeout());
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT CAST(body AS BLOB) FROM documents WHERE kind = 'federation_configs' AND key = 'default'";
        var body = Encoding.UTF8.GetString((byte[])(await command.ExecuteScalarAsync(FederationHost.Timeout()))!);

        Assert.NotEmpty(body);
        Assert.DoesNotContain("peer-t0ken", body, StringComparison.Ordinal);
        Assert.DoesNotContain("peer.example.com", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secrets_AreNeverReadBack_KeptByTheMask_AndNotSentElsewhere()
    {
        await using var host = await FederationHost.StartAsync();
        await host.SendAsync(Admin, HttpMethod.Put, "/api/federation/config/default", Document);
        const string kept = """{"kind":"peer","endpoint":"https://peer.example.com/x","token":"********"}""";
        const string moved = """{"kind":"peer","endpoint":"https://elsewhere.example.com","token":"********"}""";

        var read = await host.GetAsync(Admin, "/api/federation/config");
        var same = await host.SendAsync(Admin, HttpMethod.Put, "/api/federation/config/default/sources/next-door", kept);
        var other = await host.SendAsync(Admin, HttpMethod.Put, "/api/federation/config/default/sources/next-door", moved);

        Assert.DoesNotContain("peer-t0ken", read.Text, StringComparison.Ordinal);
        Assert.Equal((200, 422), (same.Status, other.Status));
        var stored = await host.Get<McpGateway.Core.Federation.FederationRepository>().FindConfigAsync("default", FederationHost.Timeout());
        Assert.Equal("peer-t0ken", stored!.Value.Find("next-door")!.Token);
    }

    [Theory]
    [InlineData("""{"kind":"peer","enabled":true}""", "endpoint")]
    [InlineData("""{"kind":"peer","endpoint":"http://169.254.169.254/"}""", "endpoint")]
    [InlineData("""{"kind":"peer","endpoint":"https://u:p@x.example.com/"}""", "endpoint")]
    [InlineData("""{"kind":"other","endpoint":"https://x.example.com/"}""", "kind")]
    [InlineData("""{"kind":"peer","cron":"every day"}""", "cron")]
    [InlineData("""{"kind":"peer","sync_interval_minutes":0}""", "sync_interval_minutes")]
    [InlineData("""{"kind":"peer","enabled":"yes"}""", "enabled")]
    [InlineData("""{"kind":"peer","auth_env_var":"SECRET_KEY"}""", "auth_env_var")]
    [InlineData("""{"kind":"document","endpoint":"file:../../etc/passwd"}""", "endpoint")]
    public async Task Source_ThatDoesNotFit_IsRefusedWithTheField(string source, string field)
    {
        await using var host = await FederationHost.StartAsync();

        var answer = await host.SendAsync(Admin, HttpMethod.Put, "/api/federation/config/default/sources/src", source);

        Assert.Equal(422, answer.Status);
        Assert.Contains("src." + field, answer.Text, StringComparison.Ordinal);
        Assert.Equal(404, (await host.GetAsync(Admin, "/api/federation/config")).Status);
    }

    [Theory]
    [InlineData("sources/e2", """{"kind":"bogus"}""", "e2.kind", "bogus")]
    [InlineData("sources/anthropic", """{"kind":"peer","endpoint":"https://x.example.com/"}""", "anthropic.kind", "peer")]
    [InlineData("sources/asor", """{"kind":"anthropic"}""", "asor.kind", "anthropic")]
    [InlineData("sources/e2", """{"kind":"peer","token":"********"}""", "e2.token", "********")]
    [InlineData("sources/e2", """{"kind":"peer","token":["s3cret"]}""", "e2.token", "********")]
    [InlineData("", """{"sources":[{"id":"e1","kind":"peer"},{"id":"e2","kind":"bogus"}]}""", "e2.kind", "bogus")]
    [InlineData("", """{"anthropic":{"cron":"every day"}}""", "anthropic.cron", "every day")]
    public async Task Source_ThatDoesNotFit_IsToldWithWhatWasSent_ButNoSecret(string place, string body, string field, string sent)
    {
        await using var host = await FederationHost.StartAsync();

        var answer = await host.SendAsync(Admin, HttpMethod.Put, $"/api/federation/config/default/{place}".TrimEnd('/'), body);

        var problem = Assert.Single(answer.Json.GetProperty("detail").EnumerateArray());
        Assert.Equal(field, problem.GetProperty("loc")[1].GetString());
        Assert.Contains(sent, problem.GetProperty("input").GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnthropicRegistryEnabled_IsASource_UntilAConfigurationIsStored()
    {
        await using var host = await FederationHost.StartAsync(("ANTHROPIC_REGISTRY_ENABLED", "true"));

        var config = (await host.GetAsync(Admin, "/api/federation/config")).Json.GetProperty("anthropic");
        await host.SendAsync(Admin, HttpMethod.Put, "/api/federation/config/default", "{}");
        var stored = (await host.GetAsync(Admin, "/api/federation/config")).Json.GetProperty("anthropic");

        Assert.True(config.GetProperty("enabled").GetBoolean());
        Assert.Equal("https://registry.modelcontextprotocol.io", config.GetProperty("endpoint").GetString());
        Assert.False(stored.GetProperty("enabled").GetBoolean());
    }
}
