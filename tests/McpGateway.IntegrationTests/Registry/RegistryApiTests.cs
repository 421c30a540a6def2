using System.Text.Json;
using static McpGateway.IntegrationTests.Registry.TestScopes;

namespace McpGateway.IntegrationTests.Registry;

/// <summary>The MCP registry API by its specification, and as its clients call it.</summary>
public sealed class RegistryApiTests
{
    [Theory]
    [InlineData(RegistrySchema.List, "/v0.1/servers")]
    [InlineData(RegistrySchema.List, "/v0.1/servers?limit=1")]
    [InlineData(RegistrySchema.List, "/v0.1/servers/io.mcpgateway%2Fcurrenttime/versions")]
    [InlineData(RegistrySchema.Entry, "/v0.1/servers/io.mcpgateway%2Fcurrenttime/versions/latest")]
    [InlineData(RegistrySchema.Entry, "/v0.1/servers/io.mcpgateway.team%2Fdeep.er/versions/1.0.0")]
    [InlineData(RegistrySchema.Server, "/api/servers/currenttime/server.json")]
    [InlineData(RegistrySchema.Server, "/api/servers/team/deep.er/server.json")]
    [InlineData(RegistrySchema.Server, "/api/servers/my_team/x/server.json")]
    public async Task Answers_HaveTheFormOfTheSpecification(string form, string path)
    {
        await using var host = await StartAsync();

        var answer = await host.GetAsync(Admin, path);

        Assert.Equal(200, answer.Status);
        Assert.Empty(RegistrySchema.ProblemsOf(form, answer.Json));
    }

    /// <summary>Whatever the path: what is listed is found.</summary>
    [Theory]
    [InlineData("/a..b")]
    [InlineData("/t~x")]
    [InlineData("/my_team./x")]
    public async Task List_OfAnOddPath_HasANameOfTheSpecificationThatIsFound(string path)
    {
        await using var host = await RegistryHost.StartAsync();
        await host.RegisterAsync(path, ("proxy_pass_url", "http://odd.test/mcp"));

        var list = await host.GetAsync(Admin, "/v0.1/servers");
        var name = list.Json.GetProperty("servers")[0].GetProperty("server").GetProperty("name").GetString()!;
        var found = await host.GetAsync(Admin, $"/v0.1/servers/{Uri.EscapeDataString(name)}/versions/latest");

        Assert.Empty(RegistrySchema.ProblemsOf(RegistrySchema.List, list.Json));
        Assert.Equal((200, name), (found.Status, found.Json.GetProperty("server").GetProperty("name").GetString()));
    }

    [Theory]
    [InlineData("/v0.1/servers")]
    [InlineData("/v0.1/servers/io.mcpgateway%2Fcurrenttime/versions/latest")]
    public async Task Head_OfWhatCanBeRead_IsItsHeaders(string path)
    {
        await using var host = await StartAsync();

        var answer = await host.SendAsync(Admin, HttpMethod.Head, path, null);

        Assert.Equal((200, ""), (answer.Status, answer.Text));
        Assert.NotEmpty(answer.Header("ETag"));
    }

    /// <summary>The check itself can fail.</summary>
    [Theory]
    [InlineData("""{"name":"io.x/a/b","description":"d","version":"1"}""")]
    [InlineData("""{"name":"io.x/a","description":"","version":"1"}""")]
    [InlineData("""{"name":"io.x/a","description":"d","version":"1","repository":null}""")]
    [InlineData("""{"name":"io.x/a","description":"d"}""")]
    public void Schema_OtherForms_AreRefused(string server) =>
        Assert.NotEmpty(RegistrySchema.ProblemsOf(RegistrySchema.Server, JsonElement.Parse(server)));

    [Theory]
    [InlineData("search=CURRENT", "io.mcpgateway/currenttime")]
    [InlineData("search=deep", "io.mcpgateway.team/deep.er")]
    [InlineData("search=nothing", "")]
    [InlineData("updated_since=2999-01-01T00:00:00Z", "")]
    [InlineData("version=1.0.0&limit=1", "io.mcpgateway.team/deep.er")]
    [InlineData("version=9", "")]
    [InlineData("version=latest&cursor=io.mcpgateway%2Fcurrenttime", "io.mcpgateway/my_team..x")]
    [InlineData("cursor=io.mcpgateway%2Fcurrenttimf", "io.mcpgateway/my_team..x")]
    public async Task List_Filters_NarrowIt(string query, string names)
    {
        await using var host = await StartAsync();

        var answer = await host.GetAsync(Admin, "/v0.1/servers?" + query);

        Assert.Equal(names, string.Join(' ', NamesOf(answer)));
    }

    [Fact]
    public async Task List_UpdatedSinceThatIsNoTime_SaysSo()
    {
        await using var host = await StartAsync();

        Assert.Equal(422, (await host.GetAsync(Admin, "/v0.1/servers?updated_since=yesterday")).Status);
    }

    [Fact]
    public async Task List_Callers_SeeWhatTheyMayUse()
    {
        await using var host = await StartAsync();

        Assert.Equal(["io.mcpgateway/currenttime"], NamesOf(await host.GetAsync(User, "/v0.1/servers")));
        Assert.Empty(NamesOf(await host.GetAsync(NoAccess, "/v0.1/servers")));
        Assert.Equal(404, (await host.GetAsync(User, "/v0.1/servers/io.mcpgateway.team%2Fdeep.er/versions/latest")).Status);
    }

    /// <summary>Pages of one reach every server once, whatever was removed between them.</summary>
    [Fact]
    public async Task List_ServerOfTheCursorRemoved_GoesOnBehindIt()
    {
        await using var host = await StartAsync();
        var first = (await host.GetAsync(Admin, "/v0.1/servers?limit=2")).Json;
        var cursor = first.GetProperty("metadata").GetProperty("nextCursor").GetString()!;
        await host.PostFormAsync(Admin, "/api/servers/remove", ("path", "/currenttime"));

        var rest = await host.GetAsync(Admin, "/v0.1/servers?limit=2&cursor=" + Uri.EscapeDataString(cursor));

        Assert.Equal("io.mcpgateway/currenttime", cursor);
        Assert.Equal(["io.mcpgateway/my_team..x"], NamesOf(rest));
    }

    [Theory]
    [InlineData("/v0.1/servers")]
    [InlineData("/v0.1/servers/io.mcpgateway%2Fcurrenttime/versions/latest")]
    [InlineData("/api/servers/currenttime/server.json")]
    public async Task Get_WithTheTagOfTheAnswer_Is304UntilItChanges(string path)
    {
        await using var host = await StartAsync();
        var tag = (await host.GetAsync(Admin, path)).Header("ETag");

        var again = await host.GetAsync(Admin, path, ("If-None-Match", $"\"other\", {tag}"));
        await host.EnableAsync("/currenttime");
        var changed = await host.GetAsync(Admin, path, ("If-None-Match", tag));

        Assert.Equal((304, ""), (again.Status, again.Text));
        Assert.Equal("private, no-cache", again.Header("Cache-Control"));
        Assert.Equal(200, changed.Status);
        Assert.NotEqual(tag, changed.Header("ETag"));
    }

    [Fact]
    public async Task NotFound_Body_HasTheMembersOfBothContracts()
    {
        await using var host = await StartAsync();

        var answer = await host.GetAsync(Admin, "/v0.1/servers/io.mcpgateway%2Fnope/versions/latest");

        Assert.Equal(404, answer.Status);
        Assert.Equal("Server not found", answer.Json.GetProperty("error").GetString());
        Assert.Equal("Server not found", answer.Detail);
    }

    /// <summary>
    /// As Visual Studio Code asks a gallery: a page, a search, a server by name; it takes the first remote where there are no packages.
    /// </summary>
    [Fact]
    public async Task Gallery_AsEditorsAsk_ListsAndResolves()
    {
        await using var host = await StartAsync();

        var page = (await host.GetAsync(User, "/v0.1/servers?limit=50&version=latest&search=time")).Json.GetProperty("servers")[0];
        var name = page.GetProperty("server").GetProperty("name").GetString()!;
        var one = (await host.GetAsync(User, $"/v0.1/servers/{Uri.EscapeDataString(name)}/versions/latest")).Json;

        var remote = one.GetProperty("server").GetProperty("remotes")[0];
        Assert.Equal("streamable-http", remote.GetProperty("type").GetString());
        Assert.EndsWith("/currenttime/mcp", remote.GetProperty("url").GetString(), StringComparison.Ordinal);
        Assert.False(one.GetProperty("server").TryGetProperty("packages", out _));
        var official = one.GetProperty("_meta").GetProperty("io.modelcontextprotocol.registry/official");
        Assert.True(official.GetProperty("isLatest").GetBoolean());
        Assert.Equal("active", official.GetProperty("status").GetString());
    }

    private static async Task<RegistryHost> StartAsync()
    {
        var host = await RegistryHost.StartAsync();
        await host.RegisterAsync("/currenttime");
        await host.RegisterAsync("/team/deep.er", ("description", new string('d', 98) + "\U0001F600\U0001F600"));
        await host.RegisterAsync("/my_team/x");
        return host;
    }

    private static IEnumerable<string> NamesOf(Answer answer) => answer.Json.GetProperty("servers").EnumerateArray()
        .Select(static entry => entry.GetProperty("server").GetProperty("name").GetString()!);
}
