using static McpGateway.IntegrationTests.Registry.TestScopes;

namespace McpGateway.IntegrationTests.Registry;

/// <summary>
/// What callers see: servers they may use, tools they may call, and of upstream addresses and headers only what is theirs to know.
/// </summary>
public sealed class VisibilityTests
{
    private const string Tools = """[{"name":"get_time","description":"Time.\nArgs:\n  tz: zone"},{"name":"set_time"}]""";

    [Theory]
    [InlineData(Admin, "Current Time,other")]
    [InlineData(User, "Current Time")]
    [InlineData(Operator, "Current Time")]
    [InlineData(UseOnly, "")]
    [InlineData(NoAccess, "")]
    public async Task List_Caller_SeesServersItMayUseAndList(string caller, string names)
    {
        await using var host = await StartAsync();

        var listed = (await host.GetAsync(caller, "/api/servers")).Json.GetProperty("servers").EnumerateArray();

        Assert.Equal(names, string.Join(',', listed.Select(server => server.GetProperty("display_name").GetString())));
    }

    [Theory]
    [InlineData("TIME", 1)]
    [InlineData("tells", 1)]
    [InlineData("clocktag", 1)]
    [InlineData("nothing", 0)]
    [InlineData("", 2)]
    public async Task List_Query_MatchesNameDescriptionAndTags(string query, int count)
    {
        await using var host = await StartAsync();

        Assert.Equal(count, (await host.GetAsync(Admin, "/api/servers?query=" + query)).Json.GetProperty("servers").GetArrayLength());
    }

    [Theory]
    [InlineData(Admin, 2)]
    [InlineData(User, 1)]
    public async Task Tools_Everywhere_AreThoseTheCallerMayCall(string caller, int count)
    {
        await using var host = await StartAsync();

        Assert.Equal(
            count, (await host.GetAsync(caller, "/api/servers")).Json.GetProperty("servers")[0].GetProperty("num_tools").GetInt32());
        Assert.Equal(count, (await host.GetAsync(caller, "/api/servers/currenttime")).Json.GetProperty("tools").GetArrayLength());
        Assert.Equal(
            count, (await host.GetAsync(caller, "/api/server_details/currenttime")).Json.GetProperty("tool_list").GetArrayLength());
        Assert.Equal(count, (await host.GetAsync(caller, "/api/tools/currenttime")).Json.GetProperty("tools").GetArrayLength());
        Assert.Equal(count, (await host.GetAsync(caller, "/api/servers/tools/all")).Json.GetProperty("tools").GetArrayLength());
        Assert.Equal(
            count,
            (await host.GetAsync(caller, "/api/servers/health")).Json.GetProperty("/currenttime").GetProperty("num_tools").GetInt32());
        Assert.Equal(count, Preview(await host.GetAsync(caller, "/.well-known/mcp-servers")));
    }

    [Theory]
    [InlineData("/api/servers/health", User, "/currenttime")]
    [InlineData("/api/servers/health", Admin, "/currenttime,/other")]
    [InlineData("/api/server_details/all", User, "/currenttime")]
    [InlineData("/api/server_details/all", Admin, "/currenttime,/other")]
    public async Task Maps_Caller_HoldOnlyServersItMayUse(string path, string caller, string keys)
    {
        await using var host = await StartAsync();

        var map = (await host.GetAsync(caller, path)).Json.EnumerateObject();

        Assert.Equal(keys, string.Join(',', map.Select(member => member.Name)));
    }

    [Fact]
    public async Task WellKnown_Anonymous_SeesNoTools()
    {
        await using var host = await StartAsync();

        var answer = await host.GetAsync(Anonymous, "/.well-known/mcp-servers");

        Assert.Equal(0, Preview(answer));
        Assert.Equal("no-store", (await host.GetAsync(User, "/.well-known/mcp-servers")).Header("Cache-Control"));
    }

    [Fact]
    public async Task WellKnown_SwitchedOff_Is404()
    {
        await using var host = await RegistryHost.StartAsync(("ENABLE_WELLKNOWN_DISCOVERY", "false"));

        var answer = await host.GetAsync(Anonymous, "/.well-known/mcp-servers");

        Assert.Equal((404, "Well-known discovery is disabled"), (answer.Status, answer.Detail));
    }

    [Theory]
    [InlineData(User, "http://time.test/mcp")]
    [InlineData(Operator, "http://time.test/mcp?key=k1")]
    public async Task UpstreamQuery_IsShownToThoseWhoModify(string caller, string url)
    {
        await using var host = await StartAsync();

        Assert.Equal(url, (await host.GetAsync(caller, "/api/servers/currenttime")).Json.GetProperty("proxy_pass_url").GetString());
        Assert.Equal(url, (await host.GetAsync(caller, "/api/server_details/currenttime")).Json.GetProperty("proxy_pass_url").GetString());
        Assert.Equal(
            url, (await host.GetAsync(caller, "/api/servers")).Json.GetProperty("servers")[0].GetProperty("proxy_pass_url").GetString());
    }

    [Theory]
    [InlineData("/api/servers")]
    [InlineData("/api/servers/currenttime")]
    [InlineData("/api/server_details/currenttime")]
    [InlineData("/api/server_details/all")]
    [InlineData("/api/internal/list")]
    [InlineData("/v0.1/servers")]
    [InlineData("/.well-known/mcp-servers")]
    public async Task HeaderValues_AreShownNowhere(string path)
    {
        await using var host = await StartAsync();

        var answer = await host.GetAsync(Admin, path);

        Assert.Equal(200, answer.Status);
        Assert.DoesNotContain("s3cret", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Detail_Operator_SeesHeaderNamesAndScopes()
    {
        await using var host = await StartAsync();

        var answer = (await host.GetAsync(Operator, "/api/servers/currenttime")).Json;

        Assert.Equal("X-Api-Key", Assert.Single(answer.GetProperty("header_names").EnumerateArray()).GetString());
        Assert.Contains(User, answer.GetProperty("groups").EnumerateArray().Select(name => name.GetString()));
        Assert.Empty((await host.GetAsync(User, "/api/servers/currenttime")).Json.GetProperty("groups").EnumerateArray());
    }

    [Fact]
    public async Task Tools_ParsedDescription_TakesSectionsApart()
    {
        await using var host = await StartAsync();

        var tool = (await host.GetAsync(User, "/api/servers/tools/currenttime")).Json.GetProperty("tools")[0];

        Assert.Equal("""{"main":"Time.","args":"tz: zone","returns":null,"raises":null}""",
            tool.GetProperty("parsed_description").GetRawText());
    }

    private static async Task<RegistryHost> StartAsync()
    {
        var host = await RegistryHost.StartAsync();
        await host.RegisterAsync(
            "/currenttime",
            ("name", "Current Time"),
            ("description", "Tells it"),
            ("tags", "ClockTag"),
            ("proxy_pass_url", "http://time.test/mcp?key=k1"),
            ("headers", """[{"X-Api-Key":"s3cret"}]"""),
            ("tool_list_json", Tools));
        await host.EnableAsync("/currenttime");
        await host.RegisterAsync("/other");
        return host;
    }

    private static int Preview(Answer answer) => answer.Json.GetProperty("servers").EnumerateArray()
        .Where(server => server.GetProperty("name").ValueEquals("Current Time"))
        .Sum(server => server.GetProperty("tools_preview").GetArrayLength());
}
