using System.Net;
using System.Text;
using System.Text.Json;

namespace McpGateway.IntegrationTests.Access;

public sealed class GroupsApiTests : IAsyncLifetime
{
    private AccessHost _host = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await AccessHost.StartAsync(Cancellation);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Create_Twice_AnswersTheKnownBodies()
    {
        var first = await PostAsync("/api/servers/groups/create", "group_name=g1&create_in_idp=False");
        var second = await PostAsync("/api/servers/groups/create", "group_name=g1&create_in_idp=False");

        Assert.Equal(
            (HttpStatusCode.OK, """{"message":"Group successfully created","group_name":"g1","created_in_idp":false"""
                + ""","created_in_keycloak":false,"created_in_scopes":true}"""),
            first);
        Assert.Equal((HttpStatusCode.BadRequest, """{"detail":"Failed to create group in scopes (may already exist)"}"""), second);
    }

    [Theory]
    [InlineData("/api/servers/groups/create", "",
        """{"detail":[{"type":"missing","loc":["body","group_name"],"msg":"Field required","input":null}]}""")]
    [InlineData("/api/servers/groups/create", "group_name=",
        """{"detail":[{"type":"missing","loc":["body","group_name"],"msg":"Field required","input":null}]}""")]
    [InlineData("/api/internal/add-to-groups", "server_name=x",
        """{"detail":[{"type":"missing","loc":["body","group_names"],"msg":"Field required","input":null}]}""")]
    [InlineData(
        "/api/servers/groups/delete",
        "group_name=g&force=maybe",
        """{"detail":[{"type":"bool_parsing","loc":["body","force"],"msg":"Input should be a valid boolean, """
            + """unable to interpret input","input":"maybe"}]}""")]
    public async Task Post_BadForm_IsUnprocessable(string path, string form, string body) =>
        Assert.Equal((HttpStatusCode.UnprocessableEntity, body), await PostAsync(path, form));

    [Theory]
    [InlineData("mcp-servers-unrestricted/read")]
    [InlineData("mcp-servers-unrestricted%2Fread")]
    [InlineData("mcp-servers-unrestricted%2fread")]
    public async Task Get_NameWithSlash_IsFound(string name)
    {
        var (status, body) = await GetAsync("/api/servers/groups/" + name);

        Assert.Equal(HttpStatusCode.OK, status);
        using var group = JsonDocument.Parse(body);
        Assert.Equal("mcp-servers-unrestricted/read", group.RootElement.GetProperty("scope_name").GetString());
        Assert.Equal(
            ["scope_name", "scope_type", "description", "server_access", "group_mappings", "ui_permissions", "created_at", "updated_at"],
            group.RootElement.EnumerateObject().Select(member => member.Name));
        Assert.EndsWith("+00:00", group.RootElement.GetProperty("created_at").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_Unknown_IsNotFound() =>
        Assert.Equal((HttpStatusCode.NotFound, """{"detail":"Group 'nope' not found"}"""), await GetAsync("/api/servers/groups/nope"));

    [Fact]
    public async Task AddAndRemove_Server_TakeEffectAtOnce()
    {
        var added = await PostAsync("/api/servers/groups/add", "server_name=weather&group_names=registry-users-lob1, public-mcp-users");

        Assert.Equal(
            (HttpStatusCode.OK, """{"message":"Server successfully added to groups","server_path":"/weather","groups":"""
                + """["registry-users-lob1","public-mcp-users"]}"""),
            added);
        Assert.True(MayForecast("registry-users-lob1"));
        Assert.False(MayForecast("registry-users-lob2"));

        var removed = await PostAsync("/api/internal/remove-from-groups", "server_name=/weather&group_names=registry-users-lob1");

        Assert.Equal(
            (HttpStatusCode.OK, """{"message":"Server successfully removed from groups","server_path":"/weather","groups":"""
                + """["registry-users-lob1"]}"""),
            removed);
        Assert.False(MayForecast("registry-users-lob1"));
        Assert.True(MayForecast("public-mcp-users"));
    }

    [Fact]
    public async Task Add_ManyServersToOneGroupAtOnce_AddsThemAll()
    {
        const int count = 24;

        var answers = await Task.WhenAll(Enumerable.Range(0, count).Select(
            index => PostAsync("/api/servers/groups/add", $"server_name=bulk-{index}&group_names=registry-users-lob1")));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        var (_, group) = await GetAsync("/api/servers/groups/registry-users-lob1");
        Assert.All(Enumerable.Range(0, count), index => Assert.Contains($"\"bulk-{index}\"", group, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Import_ThenGetThenImport_KeepsTheGroup()
    {
        const string group =
            """
            {"scope_name":"team/a","description":"A","server_access":[{"server":"weather","methods":["tools/list"],"tools":"*"},
             {"scope_name":"x","access_rules":[{"server":"inner","methods":[],"tools":[]}]},
             {"agents":{"actions":[{"action":"list_agents","resources":["all"]}]}}],
             "group_mappings":["id-1"],"ui_permissions":{"list_service":["weather"]}}
            """;
        Assert.Equal(
            (HttpStatusCode.OK, """{"message":"Group team/a imported successfully","group_name":"team/a","idp_created":false"""
                + ""","auth_server_reloaded":true}"""),
            await PostJsonAsync("/api/servers/groups/import", group));
        var (_, exported) = await GetAsync("/api/servers/groups/team/a");

        await PostJsonAsync("/api/servers/groups/import", exported);

        var (_, again) = await GetAsync("/api/servers/groups/team/a");
        Assert.Equal(WithoutTimes(exported), WithoutTimes(again));
        Assert.Contains("\"agents\"", again, StringComparison.Ordinal);
        Assert.Equal((string[])["weather", "inner"], _host.Policy.PermissionsOf([], ["team/a"]).AccessibleServers);
    }

    [Theory]
    [InlineData("{}", 400, "scope_name is required")]
    [InlineData("""{"scope_name":""}""", 400, "scope_name is required")]
    [InlineData("""{"scope_name":"g","server_access":[{"methods":[]}]}""", 400, "an entry needs")]
    [InlineData("""{"scope_name":"g","server_access":"x"}""", 400, "the rules must be a list")]
    [InlineData("""{"scope_name":"g","scope_name":"h"}""", 422, "json_invalid")]
    [InlineData("{", 422, "json_invalid")]
    [InlineData("[]", 422, "model_attributes_type")]
    [InlineData("", 422, "missing")]
    public async Task Import_BadBody_IsRefused(string body, int status, string message)
    {
        var (actual, answer) = await PostJsonAsync("/api/servers/groups/import", body);

        Assert.Equal(status, (int)actual);
        Assert.Contains(message, answer, StringComparison.Ordinal);
        Assert.Null(_host.Policy.FindScope("g"));
    }

    [Fact]
    public async Task List_NoDirectory_HasScopesAndTheReason()
    {
        var (status, body) = await GetAsync("/api/servers/groups");

        Assert.Equal(HttpStatusCode.OK, status);
        using var listing = JsonDocument.Parse(body);
        var lob1 = listing.RootElement.GetProperty("scopes_groups").GetProperty("registry-users-lob1");
        Assert.Equal(3, lob1.GetProperty("server_count").GetInt32());
        Assert.Equal("registry-users-lob1", lob1.GetProperty("in_mappings")[0].GetString());
        Assert.Equal(7, listing.RootElement.GetProperty("scopes_only").GetArrayLength());
        Assert.Equal("No identity provider is configured for groups", listing.RootElement.GetProperty("keycloak_error").GetString());
    }

    [Fact]
    public async Task List_ScopesOnly_ComparesNothing()
    {
        var (_, body) = await GetAsync("/api/internal/list-groups?include_keycloak=false");

        using var listing = JsonDocument.Parse(body);
        Assert.Equal(0, listing.RootElement.GetProperty("scopes_only").GetArrayLength());
        Assert.False(listing.RootElement.TryGetProperty("keycloak_error", out _));
    }

    [Theory]
    [InlineData("POST", "/api/servers/groups/create", "group_name=g9")]
    [InlineData("POST", "/api/servers/groups/delete", "group_name=registry-users-lob2")]
    [InlineData("POST", "/api/servers/groups/add", "server_name=weather&group_names=registry-users-lob1")]
    [InlineData("POST", "/api/servers/groups/remove", "server_name=mcpgw&group_names=registry-users-lob1")]
    [InlineData("POST", "/api/access/import", "x: []")]
    [InlineData("GET", "/api/access/scopes.yml", "")]
    [InlineData("GET", "/api/access/explain?server=weather&scopes=a", "")]
    public async Task Call_OrdinaryCaller_IsForbidden(string method, string path, string form)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Add("X-Test-Group", "registry-users-lob1");
        if (method == "POST")
        {
            request.Content = new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded");
        }

        using var response = await _host.Client.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    private bool MayForecast(string group) => _host.Policy.For(_host.Policy.ScopesOf([group])).For("weather").AllowsTool("forecast");

    private static string WithoutTimes(string group) => group[..group.IndexOf("\"created_at\"", StringComparison.Ordinal)];

    private Task<(HttpStatusCode Status, string Body)> PostAsync(string path, string form) =>
        SendAsync(path, form, "application/x-www-form-urlencoded");

    private Task<(HttpStatusCode Status, string Body)> PostJsonAsync(string path, string body) => SendAsync(path, body, "application/json");

    private async Task<(HttpStatusCode Status, string Body)> SendAsync(string path, string body, string mediaType)
    {
        using var content = new StringContent(body, Encoding.UTF8, mediaType);
        using var response = await _host.Client.PostAsync(new Uri(path, UriKind.Relative), content, Cancellation);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation));
    }

    private async Task<(HttpStatusCode Status, string Body)> GetAsync(string path)
    {
        using var response = await _host.Client.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation));
    }
}
