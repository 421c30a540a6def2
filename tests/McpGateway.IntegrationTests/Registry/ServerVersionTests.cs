using System.Text;
using McpGateway.Core.Registry.Servers;
using static McpGateway.IntegrationTests.Registry.TestScopes;

namespace McpGateway.IntegrationTests.Registry;

/// <summary>Versions of a server under one path (gateway contract §14.7), over HTTP.</summary>
public sealed class ServerVersionTests
{
    private const string Tools = """[{"name":"get_time","description":"of 2"}]""";

    [Fact]
    public async Task Register_AnotherVersion_StandsBesideTheDefaultAndIsNotListed()
    {
        await using var host = await StartAsync();

        var versions = await host.GetAsync(User, "/api/servers/currenttime/versions");

        Assert.Equal("1.0.0", versions.Json.GetProperty("default_version").GetString());
        Assert.Equal(["1.0.0 True", "2.0.0 False"], VersionsOf(versions));
        Assert.Equal(2, (await host.GetAsync(Admin, "/api/servers")).Json.GetProperty("servers").GetArrayLength());
        var detail = (await host.GetAsync(User, "/api/servers/currenttime:2.0.0")).Json;
        Assert.Equal(
            ("2.0.0", "1.0.0", false),
            (detail.GetProperty("version").GetString(), detail.GetProperty("default_version").GetString(),
                detail.GetProperty("is_enabled").GetBoolean()));
        Assert.Equal("http://currenttime.test/mcp", await AddressAsync(host, "currenttime"));
    }

    [Fact]
    public async Task Register_VersionThatIsThere_ReplacesThatOne()
    {
        await using var host = await StartAsync();

        await host.RegisterAsync("/currenttime", ("version", "2.0.0"), ("proxy_pass_url", "http://three.test/mcp"), ("headers", "[]"));
        await host.RegisterAsync("/currenttime", ("version", "1.0.0"), ("proxy_pass_url", "http://one.test/mcp"));

        Assert.Equal("http://three.test/mcp", await AddressAsync(host, "currenttime:2.0.0"));
        Assert.Equal("http://one.test/mcp", await AddressAsync(host, "currenttime"));
        Assert.Equal(2, VersionsOf(await host.GetAsync(Admin, "/api/servers/currenttime/versions")).Length);
    }

    [Theory]
    [InlineData("latest")]
    [InlineData("default")]
    [InlineData("Default")]
    [InlineData("a/b")]
    [InlineData("a:b")]
    [InlineData("a b")]
    [InlineData("versionversionversionversionversionversionversionversionversionversion")]
    public async Task Register_VersionOfAnotherForm_IsRefusedByName(string version)
    {
        await using var host = await StartAsync();

        var answer = await host.PostFormAsync(
            Admin, "/api/servers/register", ("name", "N"), ("description", "d"), ("path", "/currenttime"),
            ("proxy_pass_url", "http://new.test/"), ("version", version));

        Assert.True(answer.Status is 400 or 422, answer.ToString());
        Assert.Contains("version", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Default_Changed_MovesEverythingOfBoth()
    {
        await using var host = await StartAsync();
        await host.EnableAsync("/currenttime");
        await host.PostJsonAsync(User, "/api/servers/currenttime/rate", """{"rating":4}""");

        var set = await PutDefaultAsync(host, Admin, "2.0.0");

        Assert.True(set.Status == 200, set.ToString());
        Assert.Equal("2.0.0", set.Json.GetProperty("default_version").GetString());
        var repository = host.Get<ServerRepository>();
        Assert.Equal("http://two.test/mcp", await AddressAsync(host, "currenttime"));
        Assert.Equal("http://currenttime.test/mcp", await AddressAsync(host, "currenttime:1.0.0"));
        Assert.Equal(404, (await host.GetAsync(Admin, "/api/servers/currenttime:2.0.0")).Status);
        Assert.Equal("of 2", (await repository.FindToolsAsync("/currenttime", RegistryHost.Timeout()))!.Value.Tools[0].Description);
        Assert.Equal("of 1", (await repository.FindToolsAsync("/currenttime:1.0.0", RegistryHost.Timeout()))!.Value.Tools[0].Description);
        Assert.Null(await repository.FindToolsAsync("/currenttime:2.0.0", RegistryHost.Timeout()));
        Assert.Equal("X-Two", (await repository.FindSecretsAsync("/currenttime", RegistryHost.Timeout()))!.Value.Headers[0].Name);
        Assert.Null(await repository.FindSecretsAsync("/currenttime:1.0.0", RegistryHost.Timeout()));
        var detail = (await host.GetAsync(User, "/api/servers/currenttime")).Json;
        Assert.Equal((true, 4.0), (detail.GetProperty("is_enabled").GetBoolean(), detail.GetProperty("num_stars").GetDouble()));

        Assert.Equal(200, (await PutDefaultAsync(host, Admin, "1.0.0")).Status);
        Assert.Equal(["1.0.0 True", "2.0.0 False"], VersionsOf(await host.GetAsync(User, "/api/servers/currenttime/versions")));
    }

    [Theory]
    [InlineData(Admin, "9", 404, "Version 9 not found")]
    [InlineData(Admin, "latest", 404, "Version latest not found")]
    [InlineData(Admin, "2.0.0", 200, null)]
    [InlineData(Operator, "2.0.0", 200, null)]
    [InlineData(User, "2.0.0", 403, "You do not have permission to modify Current Time")]
    [InlineData(NoAccess, "2.0.0", 403, "You do not have access to this server")]
    public async Task Default_Asked_Status(string caller, string version, int status, string? detail)
    {
        await using var host = await StartAsync();

        var answer = await PutDefaultAsync(host, caller, version);

        Assert.True(status == answer.Status, answer.ToString());
        Assert.True(detail is null || detail == answer.Detail, answer.ToString());
    }

    [Theory]
    [InlineData(Admin, "2.0.0", 200)]
    [InlineData(Operator, "2.0.0", 200)]
    [InlineData(Admin, "1.0.0", 400)]
    [InlineData(Admin, "9", 404)]
    [InlineData(User, "2.0.0", 403)]
    [InlineData(NoAccess, "2.0.0", 403)]
    public async Task Remove_Version_Status(string caller, string version, int status)
    {
        await using var host = await StartAsync();

        var answer = await host.SendAsync(caller, HttpMethod.Delete, $"/api/servers/currenttime/versions/{version}", null);

        Assert.True(status == answer.Status, answer.ToString());
        Assert.Equal(status == 200 ? 1 : 2, VersionsOf(await host.GetAsync(User, "/api/servers/currenttime/versions")).Length);
    }

    /// <summary>Rights are on the path: they are not lost with one of its versions.</summary>
    [Fact]
    public async Task Remove_Version_KeepsTheRights()
    {
        await using var host = await StartAsync();

        await host.SendAsync(Admin, HttpMethod.Delete, "/api/servers/currenttime/versions/2.0.0", null);

        Assert.Equal(200, (await host.GetAsync(User, "/api/servers/currenttime")).Status);
    }

    [Fact]
    public async Task Remove_Server_TakesItsVersionsAndUndoingBringsThemBack()
    {
        await using var host = await StartAsync();

        Assert.Equal(200, (await host.PostFormAsync(Admin, "/api/servers/remove", ("path", "/currenttime"))).Status);
        var gone = await host.GetAsync(Admin, "/api/servers/currenttime:2.0.0");
        var restored = await host.Get<RestoreServer>().ExecuteAsync(StatedAdmin(host), "/currenttime", RegistryHost.Timeout());

        Assert.Equal(404, gone.Status);
        Assert.True(restored.IsSuccess, restored.Error?.Detail);
        Assert.Equal(2, VersionsOf(await host.GetAsync(User, "/api/servers/currenttime/versions")).Length);
        Assert.Equal("http://two.test/mcp", await AddressAsync(host, "currenttime:2.0.0"));
    }

    [Fact]
    public async Task Remove_VersionOfAServerThatIsGone_IsNotBroughtBackAlone()
    {
        await using var host = await StartAsync();
        await host.SendAsync(Admin, HttpMethod.Delete, "/api/servers/currenttime/versions/2.0.0", null);
        await host.PostFormAsync(Admin, "/api/servers/remove", ("path", "/currenttime"));

        var restored = await host.Get<RestoreServer>().ExecuteAsync(StatedAdmin(host), "/currenttime:2.0.0", RegistryHost.Timeout());

        Assert.False(restored.IsSuccess);
    }

    /// <summary>Permissions may name a server by its display name: it is one for all versions.</summary>
    [Fact]
    public async Task Rename_Server_RenamesItsVersions()
    {
        await using var host = await StartAsync();
        await host.RegisterAsync("/currenttime", ("version", "2.0.0"), ("name", "Another"), ("proxy_pass_url", "http://two.test/mcp"));

        await host.RegisterAsync("/currenttime", ("name", "Renamed"));

        Assert.Equal(
            "Renamed", (await host.GetAsync(Admin, "/api/servers/currenttime:2.0.0")).Json.GetProperty("display_name").GetString());
    }

    [Fact]
    public async Task Registry_Versions_AreListedOneByOneAndAsLatest()
    {
        await using var host = await StartAsync();
        const string Name = "/v0.1/servers/io.mcpgateway%2Fcurrenttime/versions";

        var list = await host.GetAsync(User, Name);
        var second = await host.GetAsync(User, Name + "/2.0.0");

        Assert.Equal(["1.0.0 True", "2.0.0 False"], RegistryVersionsOf(list));
        Assert.Empty(RegistrySchema.ProblemsOf(RegistrySchema.List, list.Json));
        Assert.Empty(RegistrySchema.ProblemsOf(RegistrySchema.Entry, second.Json));
        var remote = second.Json.GetProperty("server").GetProperty("remotes")[0];
        Assert.EndsWith("/currenttime/mcp", remote.GetProperty("url").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            """{"name":"X-MCP-Server-Version","value":"2.0.0"}""", remote.GetProperty("headers")[0].GetRawText());
        Assert.Equal("1.0.0", (await host.GetAsync(User, Name + "/latest")).Json.GetProperty("server").GetProperty("version").GetString());
        Assert.Equal("Version 3 not found", (await host.GetAsync(User, Name + "/3")).Detail);
        Assert.Equal(404, (await host.GetAsync(NoAccess, Name + "/2.0.0")).Status);
        Assert.Equal(["1.0.0 True", "2.0.0 False"], RegistryVersionsOf(await host.GetAsync(User, "/v0.1/servers")));
        Assert.Equal(["1.0.0 True"], RegistryVersionsOf(await host.GetAsync(User, "/v0.1/servers?version=latest")));
        Assert.Equal(["2.0.0 False"], RegistryVersionsOf(await host.GetAsync(User, "/v0.1/servers?version=2.0.0")));
        Assert.Equal(404, (await host.GetAsync(Admin, "/v0.1/servers/io.mcpgateway%2Fcurrenttime%3A2.0.0/versions/latest")).Status);
    }

    private static async Task<RegistryHost> StartAsync()
    {
        var host = await RegistryHost.StartAsync();
        await host.RegisterAsync(
            "/currenttime", ("name", "Current Time"), ("tool_list_json", """[{"name":"get_time","description":"of 1"}]"""));
        await host.RegisterAsync("/other");
        await host.RegisterAsync(
            "/currenttime", ("name", "Current Time"), ("version", "2.0.0"), ("proxy_pass_url", "http://two.test/mcp"),
            ("tool_list_json", Tools), ("headers", """[{"X-Two":"s3cret"}]"""));
        return host;
    }

    private static async Task<Answer> PutDefaultAsync(RegistryHost host, string caller, string version)
    {
        using var body = new StringContent($$"""{"version":"{{version}}"}""", Encoding.UTF8, "application/json");
        return await host.SendAsync(caller, HttpMethod.Put, "/api/servers/currenttime/versions/default", body);
    }

    private static async Task<string?> AddressAsync(RegistryHost host, string path) =>
        (await host.GetAsync(Admin, "/api/servers/" + path)).Json.GetProperty("proxy_pass_url").GetString();

    private static string[] VersionsOf(Answer answer) =>
    [
        .. answer.Json.GetProperty("versions").EnumerateArray()
            .Select(static item => $"{item.GetProperty("version").GetString()} {item.GetProperty("is_default").GetBoolean()}"),
    ];

    private static string[] RegistryVersionsOf(Answer answer) =>
    [
        .. answer.Json.GetProperty("servers").EnumerateArray().Select(static item =>
        {
            var isLatest = item.GetProperty("_meta").GetProperty("io.modelcontextprotocol.registry/official").GetProperty("isLatest");
            return $"{item.GetProperty("server").GetProperty("version").GetString()} {isLatest.GetBoolean()}";
        }),
    ];

    internal static McpGateway.Foundation.Caller StatedAdmin(RegistryHost host) => new()
    {
        UserName = Admin,
        Subject = "local:" + Admin,
        Groups = [],
        Scopes = [Admin],
        AuthMethod = "traditional",
        Provider = "local",
        Permissions = host.Get<McpGateway.Access.Decisions.AccessSnapshotHolder>().Current.PermissionsOf([], [Admin]),
    };
}
