using System.Net;
using System.Text;
using System.Text.Json;

namespace McpGateway.IntegrationTests.Access;

public sealed class AccessApiTests : IAsyncLifetime
{
    private AccessHost _host = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await AccessHost.StartAsync(Cancellation);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Export_ThenImport_ChangesNoDecision()
    {
        var (_, yaml) = await GetAsync("/api/access/scopes.yml");

        var (status, body) = await ImportAsync(yaml, "?replace=true");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.StartsWith("""{"message":"Scopes imported","written":["mcp-registry-admin",""", body, StringComparison.Ordinal);
        Assert.Equal(yaml, (await GetAsync("/api/access/scopes.yml")).Body);
    }

    [Fact]
    public async Task Import_WithProblems_ReportsAllAndWritesNothing()
    {
        var version = _host.Policy.Version;

        var (status, body) = await ImportAsync("good:\n- server: a\nbad:\n- tools: x\nworse: text\n", "");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        using var answer = JsonDocument.Parse(body);
        Assert.Equal(
            [(4, "bad"), (5, "worse")],
            answer.RootElement.GetProperty("errors")
                .EnumerateArray()
                .Select(error => (error.GetProperty("line").GetInt32(), error.GetProperty("scope").GetString()!)));
        Assert.Equal(version, _host.Policy.Version);
    }

    [Fact]
    public async Task Import_Merge_ReplacesNamedScopesAndGroupsOnly()
    {
        var (status, _) = await ImportAsync(
            """
            group_mappings:
              registry-users-lob1: [team]
            team:
              - { server: weather, methods: all, tools: all }
            """,
            "");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(["team"], _host.Policy.ScopesOf(["registry-users-lob1"]));
        Assert.Equal(["registry-users-lob2"], _host.Policy.ScopesOf(["registry-users-lob2"]));
        Assert.NotNull(_host.Policy.FindScope("registry-users-lob1"));
    }

    [Fact]
    public async Task Import_LeavingNoAdministrator_IsRefused()
    {
        var (status, body) = await ImportAsync("team:\n- server: a\n", "?replace=true");

        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Equal("""{"detail":"This change would leave no administrators."}""", body);
        Assert.NotEmpty(_host.Policy.ScopesOf(["registry-admins"]));
    }

    [Fact]
    public async Task Explain_Denied_NamesWhatWasConsidered()
    {
        var (status, body) = await GetAsync(
            "/api/access/explain?server=/currenttime/&method=tools/call&tool=other&scopes=registry-users-lob1,ghost");

        Assert.Equal(HttpStatusCode.OK, status);
        using var answer = JsonDocument.Parse(body);
        var explained = answer.RootElement;
        Assert.False(explained.GetProperty("allowed").GetBoolean());
        Assert.Equal(
            "Rules name the server 'currenttime', but none of them lists the tool 'other'.", explained.GetProperty("reason").GetString());
        Assert.Equal("ghost", explained.GetProperty("unknown_scopes")[0].GetString());
        Assert.Equal(0, explained.GetProperty("matched").GetArrayLength());
        Assert.Equal("currenttime", explained.GetProperty("considered")[0].GetProperty("rule").GetProperty("server").GetString());
    }

    [Fact]
    public async Task Explain_GroupMember_NamesTheScopeThatAllows()
    {
        var (_, body) = await GetAsync("/api/access/explain?server=anything&method=resources/read&groups=registry-admins");

        Assert.Contains("\"allowed\":true", body, StringComparison.Ordinal);
        Assert.Contains("\"matched\":[{\"scope\":\"registry-admins\"", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 422)]
    [InlineData("?server=", 400)]
    [InlineData("?server=a", 400)]
    [InlineData("?server=a&user=nobody", 404)]
    public async Task Explain_BadQuestion_IsRefused(string query, int status) =>
        Assert.Equal(status, (int)(await GetAsync("/api/access/explain" + query)).Status);

    private async Task<(HttpStatusCode Status, string Body)> ImportAsync(string yaml, string query)
    {
        using var content = new StringContent(yaml, Encoding.UTF8, "application/yaml");
        using var response = await _host.Client.PostAsync(new Uri("/api/access/import" + query, UriKind.Relative), content, Cancellation);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation));
    }

    private async Task<(HttpStatusCode Status, string Body)> GetAsync(string path)
    {
        using var response = await _host.Client.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation));
    }
}
