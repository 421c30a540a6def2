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
