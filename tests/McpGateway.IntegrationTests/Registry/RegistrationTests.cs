using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation.Documents;
using static McpGateway.IntegrationTests.Registry.TestScopes;

namespace McpGateway.IntegrationTests.Registry;

/// <summary>Registering, replacing and editing: what is refused, what is kept, what is written together.</summary>
public sealed class RegistrationTests
{
    [Theory]
    [InlineData("path", "/api/x", "path")]
    [InlineData("path", "/a/../b", "path")]
    [InlineData("path", "/", "path")]
    [InlineData("proxy_pass_url", "ftp://x.test/", "proxy_pass_url")]
    [InlineData("proxy_pass_url", "inprocess://currenttime/", "proxy_pass_url")]
    [InlineData("proxy_pass_url", "http://user:pw@x.test/", "proxy_pass_url")]
    [InlineData("proxy_pass_url", "http://x.test/#f", "proxy_pass_url")]
    [InlineData("proxy_pass_url", "//x.test/", "proxy_pass_url")]
    [InlineData("proxy_pass_url", "http://169.254.169.254/latest/meta-data/", "proxy_pass_url")]
    [InlineData("proxy_pass_url", "http://2852039166/", "proxy_pass_url")]
    [InlineData("proxy_pass_url", "http://[::ffff:169.254.169.254]/", "proxy_pass_url")]
    [InlineData("proxy_pass_url", "http://[fd00:ec2::254]/", "proxy_pass_url")]
    [InlineData("mcp_endpoint", "http://169.254.170.2/mcp", "mcp_endpoint")]
    [InlineData("sse_endpoint", "https://100.100.100.200/sse", "sse_endpoint")]
    [InlineData("mcp_endpoint", "file:///etc/passwd", "mcp_endpoint")]
    [InlineData("sse_endpoint", "nonsense", "sse_endpoint")]
    [InlineData("supported_transports", "carrier-pigeon", "supported_transports")]
    [InlineData("headers", """[{"Transfer-Encoding":"chunked"}]""", "headers")]
    [InlineData("headers", """[{"X-User":"root"}]""", "headers")]
    [InlineData("headers", """[{"X-A":"a\r\nX-B: b"}]""", "headers")]
    [InlineData("headers", """[{"bad name":"v"}]""", "headers")]
    [InlineData("headers", """[{"X-A":"1"},{"x-a":"2"}]""", "headers")]
    [InlineData("headers", """[{"X-A":"********"}]""", "headers")]
    [InlineData("name", " ", "name")]
    [InlineData("num_stars", "6", "num_stars")]
    [InlineData("num_tools", "-1", "num_tools")]
    [InlineData("tool_list_json", """[{"name":"a"},{"name":"a"}]""", "tool_list_json")]
    public async Task Register_BadValue_Is422OnItsField_AndNothingIsStored(string field, string value, string location)
    {
        await using var host = await RegistryHost.StartAsync();

        var answer = await RegisterAsync(host, (field, value));

        Assert.Equal(422, answer.Status);
        var problem = answer.Json.GetProperty("detail")[0];
        Assert.Equal($"""["body","{location}"]""", problem.GetProperty("loc").GetRawText());
        Assert.Equal("value_error", problem.GetProperty("type").GetString());
        Assert.Equal(0, (await host.GetAsync(Admin, "/api/servers")).Json.GetProperty("servers").GetArrayLength());
    }

    [Theory]
    [InlineData("pin_mode")]
    [InlineData("new_definitions")]
    public async Task RegisterAndEdit_BadChoice_TellsWhatWasSent(string field)
    {
        await using var host = await RegistryHost.StartAsync();

        var registered = await RegisterAsync(host, (field, "bogus"));
        await RegisterAsync(host);
        var edited = await EditAsync(host, (field, "bogus"));

        Assert.All((Answer[])[registered, edited], answer =>
        {
            Assert.Equal(422, answer.Status);
            Assert.Equal("bogus", answer.Json.GetProperty("detail")[0].GetProperty("input").GetString());
        });
    }

    [Theory]
    [InlineData("false", "http://10.0.0.1/", 422)]
    [InlineData("false", "http://127.0.0.1:9/", 422)]
    [InlineData("false", "http://localhost:9/", 422)]
    [InlineData("false", "http://no-such-name.invalid/", 201)]
    [InlineData("true", "http://10.0.0.1/", 201)]
    [InlineData("true", "http://no-such-name.invalid/", 201)]
    public async Task Register_LiteralAddress_IsJudgedAsTheRoutesAre(string allowsPrivate, string url, int status)
    {
        await using var host = await RegistryHost.StartAsync(("Routing:AllowPrivateUpstreams", allowsPrivate));

        Assert.Equal(status, (await RegisterAsync(host, ("proxy_pass_url", url))).Status);
    }

    [Fact]
    public async Task Edit_ToAnAddressThatIsNeverDialled_Is422AndSaysWhy_AndNothingChanges()
    {
        await using var host = await RegistryHost.StartAsync();
        Assert.Equal(201, (await RegisterAsync(host)).Status);
        var path = (await host.GetAsync(Admin, "/api/servers")).Json.GetProperty("servers")[0].GetProperty("path").GetString()!;

        var answer = await host.PostFormAsync(
            Admin, "/api/edit" + path, ("name", "Other"), ("proxy_pass_url", "http://169.254.169.254/"), ("description", "changed"));

        Assert.Equal(422, answer.Status);
        Assert.Contains("never dialled", answer.Text, StringComparison.Ordinal);
        Assert.NotEqual("changed", (await host.GetAsync(Admin, "/api/servers" + path)).Json.GetProperty("description").GetString());
    }

    [Fact]
    public async Task Register_SeveralBadValues_ReportsThemAllWithoutRepeatingThem()
    {
        await using var host = await RegistryHost.StartAsync();

        var answer = await RegisterAsync(
            host, ("path", "/api"), ("proxy_pass_url", "http://u:hunter2@x.test/"), ("headers", """[{"Host":"hunter3"}]"""),
                ("supported_transports", "x"));

        Assert.Equal(4, answer.Json.GetProperty("detail").GetArrayLength());
        Assert.DoesNotContain("hunter", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("False", false)]
    [InlineData("off", false)]
    [InlineData("1", true)]
    [InlineData("YES", true)]
    public async Task Register_PythonBooleans_AreUnderstood(string value, bool isPython)
    {
        await using var host = await RegistryHost.StartAsync();

        await RegisterAsync(host, ("is_python", value));

        Assert.Equal(isPython, (await host.GetAsync(Admin, "/api/servers/p")).Json.GetProperty("is_python").GetBoolean());
    }

    [Fact]
    public async Task Register_Multipart_IsUnderstood()
    {
        await using var host = await RegistryHost.StartAsync();
        using var form = new MultipartFormDataContent
        {
            { new StringContent("P"), "name" }, { new StringContent("d"), "description" }, { new StringContent("p"), "path" },
            { new StringContent("http://p.test/"), "proxy_pass_url" },
        };

        Assert.Equal(201, (await host.SendAsync(Admin, HttpMethod.Post, "/api/servers/register", form)).Status);
    }

    [Theory]
    [InlineData("streamable-http,sse", null)]
    [InlineData("""["streamable-http","sse"]""", null)]
    [InlineData("streamable-http", "sse")]
    public async Task Register_Transports_ComeAsListAsJsonOrRepeated(string first, string? second)
    {
        await using var host = await RegistryHost.StartAsync();

        await RegisterAsync(host, [("supported_transports", first), .. second is null ? [] : new[] { ("supported_transports", second) }]);

        var transports = (await host.GetAsync(Admin, "/api/servers/p")).Json.GetProperty("supported_transports");
        Assert.Equal(["streamable-http", "sse"], transports.EnumerateArray().Select(item => item.GetString()));
    }

    [Fact]
    public async Task Register_WhatCannotBeUnderstood_IsLeftOutAndSaid()
    {
        await using var host = await RegistryHost.StartAsync();

        var answer = await RegisterAsync(
            host, ("headers", "X-Api-Key"), ("headers", "X-Other"), ("tool_list_json", "not json"), ("supported_transports", "[oops"));

        Assert.Equal(201, answer.Status);
        Assert.Equal(3, answer.Json.GetProperty("warnings").GetArrayLength());
    }

    [Fact]
    public async Task Register_SameUpstream_IsAllowedAndSaid()
    {
        await using var host = await RegistryHost.StartAsync();
        await host.RegisterAsync("/q", ("proxy_pass_url", "http://P.test/"));

        var answer = await RegisterAsync(host);

        Assert.Equal("The server at '/q' has the same upstream URL", answer.Json.GetProperty("warnings")[0].GetString());
    }

    [Fact]
    public async Task Register_Overwrite_ReplacesWhatIsStatedAndKeepsTheRest()
    {
        await using var host = await RegistryHost.StartAsync();
        await RegisterAsync(host, ("auth_provider", "keycloak"), ("headers", """{"X-Key":"v1"}"""), ("tags", "a, b ,,"),
            ("tool_list_json", """[{"name":"t"}]"""));
        await host.EnableAsync("/p");
        await host.PostJsonAsync(Admin, "/api/servers/p/rate", """{"rating":4}""");

        await RegisterAsync(host, ("description", "new"));

        var after = (await host.GetAsync(Admin, "/api/server_details/p")).Json;
        Assert.Equal("new", after.GetProperty("description").GetString());
        Assert.Empty(after.GetProperty("tags").EnumerateArray());
        Assert.Equal("keycloak", after.GetProperty("auth_provider").GetString());
        Assert.Equal("""[{"X-Key":"********"}]""", after.GetProperty("headers").GetRawText());
        Assert.Equal(4, after.GetProperty("num_stars").GetDouble());
        Assert.True(after.GetProperty("is_enabled").GetBoolean());
        Assert.Equal(1, after.GetProperty("tool_list").GetArrayLength());
    }

    [Fact]
    public async Task Register_OtherSpellingOfThePath_IsTheSameServer()
    {
        await using var host = await RegistryHost.StartAsync();
        await RegisterAsync(host);

        Assert.Equal(409, (await RegisterAsync(host, ("path", "/p/"), ("overwrite", "false"))).Status);
    }

    [Fact]
    public async Task Register_ByNonAdministrator_CannotTakeAnotherServersName()
    {
        await using var host = await RegistryHost.StartAsync();
        await host.RegisterAsync("/currenttime");

        var answer = await host.PostFormAsync(
            Owner, "/api/servers/register", (
                "name", "currenttime"), ("description", "d"), ("path", "/mine"), ("proxy_pass_url", "http://x.test/"));

        Assert.Equal(422, answer.Status);
        Assert.Equal("""["body","name"]""", answer.Json.GetProperty("detail")[0].GetProperty("loc").GetRawText());
    }

    [Fact]
    public async Task Edit_MaskSentBack_KeepsTheValue()
    {
        await using var host = await RegistryHost.StartAsync();
        await RegisterAsync(host, ("headers", """[{"X-Key":"v1"},{"X-Gone":"v2"}]"""));

        var answer = await EditAsync(host, ("headers", """[{"X-Key":"********"},{"X-New":"v3"}]"""));

        Assert.Equal((303, "/"), (answer.Status, answer.Header("Location")));
        Assert.Equal(["X-Key=v1", "X-New=v3"], await HeadersAsync(host));
    }

    [Fact]
    public async Task Edit_ToAnotherHost_DoesNotTakeStoredHeaderValuesAlong()
    {
        await using var host = await RegistryHost.StartAsync();
        await RegisterAsync(host, ("headers", """[{"X-Key":"v1"}]"""));

        var silent = await EditAsync(host, ("proxy_pass_url", "http://evil.test/"));
        var masked = await EditAsync(host, ("proxy_pass_url", "http://evil.test/"), ("headers", """[{"X-Key":"********"}]"""));
        var endpoint = await EditAsync(host, ("mcp_endpoint", "http://evil.test/mcp"));
        var stated = await EditAsync(host, ("proxy_pass_url", "http://good.test/"), ("headers", """[{"X-Key":"v2"}]"""));

        Assert.Equal([422, 422, 422, 303], new[] { silent.Status, masked.Status, endpoint.Status, stated.Status });
        Assert.Equal(["X-Key=v2"], await HeadersAsync(host));
    }

    [Fact]
    public async Task Edit_EmptyHeaderList_RemovesTheSecrets()
    {
        await using var host = await RegistryHost.StartAsync();
        await RegisterAsync(host, ("headers", """[{"X-Key":"v1"}]"""));

        await EditAsync(host, ("headers", "[]"));

        Assert.Empty(await HeadersAsync(host));
    }

    [Fact]
    public async Task Edit_KeepsToolsRatingsAndState()
    {
        await using var host = await RegistryHost.StartAsync();
        await RegisterAsync(host, ("tool_list_json", """[{"name":"t"}]"""), ("mcp_endpoint", "http://p.test/other"));

        await EditAsync(host, ("name", "Renamed"));

        var after = (await host.GetAsync(Admin, "/api/server_details/p")).Json;
        Assert.Equal("Renamed", after.GetProperty("server_name").GetString());
        Assert.Equal(1, after.GetProperty("tool_list").GetArrayLength());
        Assert.Equal("http://p.test/other", after.GetProperty("mcp_endpoint").GetString());
    }

    [Fact]
    public async Task Remove_TakesSecretsToolsAndGrantsAlong_InOneCommit()
    {
        await using var host = await RegistryHost.StartAsync();
        await host.RegisterAsync("/currenttime", ("headers", """[{"X-Key":"v1"}]"""), ("tool_list_json", """[{"name":"get_time"}]"""));
        var before = host.Get<DocumentStore>().AppliedRevision;

        await host.PostFormAsync(Admin, "/api/servers/remove", ("path", "currenttime"));

        Assert.Equal(before + 1, host.Get<DocumentStore>().AppliedRevision);
        var repository = host.Get<ServerRepository>();
        Assert.Null(await repository.FindAsync("/currenttime", RegistryHost.Timeout()));
        Assert.Null(await repository.FindSecretsAsync("/currenttime", RegistryHost.Timeout()));
        Assert.Null(await repository.FindToolsAsync("/currenttime", RegistryHost.Timeout()));

        // Registered again, the path does not come with the rights that were granted on the old server.
        await host.RegisterAsync("/currenttime");
        Assert.Equal(403, (await host.GetAsync(User, "/api/servers/currenttime")).Status);
        Assert.Equal(200, (await host.GetAsync(Admin, "/api/servers/currenttime")).Status);
    }

    [Fact]
    public async Task LegacyRegister_EchoesTheDocument_AndRefusesAnExistingPathItsWay()
    {
        await using var host = await RegistryHost.StartAsync();
        (string, string)[] fields = [("name", "P"), ("description", "d"), ("path", "p"), ("proxy_pass_url", "http://p.test/")];

        var first = await host.PostFormAsync(Admin, "/api/register", fields);
        var second = await host.PostFormAsync(Admin, "/api/register", fields);

        Assert.Equal(201, first.Status);
        Assert.False(first.Json.GetProperty("service").GetProperty("is_enabled").GetBoolean());
        Assert.Equal(400, second.Status);
        Assert.Equal("""{"error":"Service with path \u0027/p\u0027 already exists or failed to save"}""", second.Text);
    }

    [Fact]
    public async Task InternalRegister_SwitchesTheServerOn()
    {
        await using var host = await RegistryHost.StartAsync();
        (string, string)[] fields = [("name", "P"), ("description", "d"), ("path", "p"), ("proxy_pass_url", "http://p.test/")];

        await host.PostFormAsync(Admin, "/api/internal/register", fields);
        var again = await host.PostFormAsync(Admin, "/api/internal/register", [.. fields, ("overwrite", "false")]);
        var list = (await host.GetAsync(Admin, "/api/internal/list")).Json;

        Assert.True(list.GetProperty("services")[0].GetProperty("is_enabled").GetBoolean());
        Assert.Equal(1, list.GetProperty("total_count").GetInt32());
        Assert.Equal("Set overwrite=true or use the remove command first", again.Json.GetProperty("suggestion").GetString());
    }

    [Fact]
    public async Task PathsWithSlashes_ReachEveryRoute()
    {
        await using var host = await RegistryHost.StartAsync();
        await host.RegisterAsync("/team/github");

        Assert.Equal(200, (await host.PostFormAsync(Admin, "/api/toggle/team/github", ("enabled", "on"))).Status);
        Assert.Equal(200, (await host.PostJsonAsync(Admin, "/api/servers/team/github/rate", """{"rating":5}""")).Status);
        Assert.Equal(200, (await host.GetAsync(Admin, "/api/servers/team/github/rating")).Status);
        Assert.Equal(200, (await host.GetAsync(Admin, "/api/servers//team/github/rating")).Status);
        Assert.Equal(200, (await host.GetAsync(Admin, "/api/servers/team/github")).Status);
        Assert.Equal(200, (await host.GetAsync(Admin, "/api/server_details/team/github")).Status);
        Assert.Equal(200, (await host.PostFormAsync(Admin, "/api/refresh/team/github")).Status);
        Assert.Equal(503, (await host.GetAsync(Admin, "/api/servers/tools/team/github")).Status);
    }

    private static Task<Answer> RegisterAsync(RegistryHost host, params (string Name, string Value)[] fields)
    {
        (string Name, string Value)[] defaults = [
            ("name", "P"), ("description", "d"), ("path", "/p"), ("proxy_pass_url", "http://p.test/")];
        var stated = fields.Select(field => field.Name).ToHashSet();
        return host.PostFormAsync(Admin, "/api/servers/register", [.. defaults.Where(field => !stated.Contains(field.Name)), .. fields]);
    }

    private static Task<Answer> EditAsync(RegistryHost host, params (string Name, string Value)[] fields)
    {
        (string Name, string Value)[] defaults = [("name", "P"), ("proxy_pass_url", "http://p.test/")];
        var stated = fields.Select(field => field.Name).ToHashSet();
        return host.PostFormAsync(Admin, "/api/edit/p", [.. defaults.Where(field => !stated.Contains(field.Name)), .. fields]);
    }

    private static async Task<IEnumerable<string>> HeadersAsync(RegistryHost host)
    {
        var secrets = await host.Get<ServerRepository>().FindSecretsAsync("/p", RegistryHost.Timeout());
        return secrets?.Value.Headers.Select(header => $"{header.Name}={header.Value}") ?? [];
    }
}
