using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using McpGateway.Core.Audit;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Records;
using McpGateway.Identity.Users;
using McpGateway.Proxy.Recording;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.IntegrationTests.Composition;

/// <summary>What a caller may do is decided by the rights that it holds at that moment, in the composed product.</summary>
public sealed class OwnRightsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The name and the right password are not the right.</summary>
    [Fact]
    public async Task Internal_AdministratorByNameOnly_Is403()
    {
        (string Method, string Path)[] routes =
        [
            ("GET", "/api/internal/list"), ("POST", "/api/internal/healthcheck"), ("POST", "/api/internal/register"),
            ("POST", "/api/internal/remove"), ("POST", "/api/internal/toggle"), ("GET", "/api/internal/list-groups"),
            ("POST", "/api/internal/create-group"), ("GET", "/api/internal/nothing"),
        ];
        await using var gateway = await ComposedGateway.StartAsync();
        using var script = gateway.Basic(ComposedGateway.Administrator);
        foreach (var (method, path) in routes)
        {
            Assert.NotEqual(HttpStatusCode.Forbidden, await StatusAsync(script, method, path));
        }

        await gateway.CreateUserAsync("successor", "registry-admins");
        await TakeGroupsAsync(gateway, ComposedGateway.Administrator);

        foreach (var (method, path) in routes)
        {
            Assert.Equal((path, HttpStatusCode.Forbidden), (path, await StatusAsync(script, method, path)));
        }
    }

    /// <summary>Whatever rules a user's groups hold: the own calls are the user's to read.</summary>
    [Fact]
    public async Task Calls_UserWhomNoRuleLetsReachTheApi_GetsItsOwn()
    {
        await using var gateway = await ComposedGateway.StartAsync();
        await gateway.CreateGroupAsync("clock", [Rule("currenttime")], new Dictionary<string, string[]>());
        await gateway.CreateUserAsync("kim", "clock");
        await gateway.CreateUserAsync("lee", "clock");
        using var kim = await gateway.SignedInAsync("kim");
        using var lee = await gateway.SignedInAsync("lee");
        using var admin = await gateway.SignedInAsync(ComposedGateway.Administrator);
        await RecordCallAsync(gateway, "kim");

        Assert.Equal(["kim"], await CallsAsync(admin, "?user=kim&text=by_kim"));
        Assert.Equal(["kim"], (await CallsAsync(kim, "")).Distinct());
        Assert.Equal(["kim"], (await CallsAsync(kim, "?server=&user=&outcome=&text=&from=&to=&cursor=")).Distinct());
        Assert.Equal(["kim"], (await CallsAsync(kim, "?user=kim")).Distinct());
        Assert.Empty(await CallsAsync(lee, ""));
        Assert.Empty(await CallsAsync(lee, "?user=lee"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(lee, "GET", "/api/audit/calls?user=kim"));
    }

    /// <summary>A call that ends what it was allowed by is answered; the next one is not.</summary>
    [Theory]
    [InlineData("delete_group", """{"group_name":"bosses"}""", HttpStatusCode.Forbidden)]
    [InlineData("remove_server_from_scopes_groups", """{"server_name":"/mcpgw","group_names":["clerks"]}""", HttpStatusCode.Forbidden)]
    [InlineData("toggle_service", """{"service_path":"/mcpgw"}""", HttpStatusCode.ServiceUnavailable)]
    [InlineData("remove_service", """{"service_path":"/mcpgw"}""", HttpStatusCode.NotFound)]
    public async Task Tool_ThatTakesAwayTheCallersOwnRights_IsAnswered(string tool, string arguments, HttpStatusCode next)
    {
        await using var gateway = await ComposedGateway.StartAsync();
        var all = new Dictionary<string, string[]>
        {
            ["register_service"] = ["all"],
            ["modify_service"] = ["all"],
            ["toggle_service"] = ["all"],
        };
        await gateway.CreateGroupAsync("bosses", [Rule("*")], all);
        await gateway.CreateGroupAsync(
            "clerks", [Rule("api"), Rule("mcpgw")], new Dictionary<string, string[]> { ["modify_service"] = ["mcpgw"] });
        await gateway.CreateUserAsync("bob", tool.StartsWith("remove_server_", StringComparison.Ordinal) ? "clerks" : "bosses");
        using var bob = await gateway.BearerAsync("bob");

        using (var answer = await CallAsync(bob, "mcpgw", tool, arguments))
        {
            var text = await answer.Content.ReadAsStringAsync(Cancellation);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Contains("\"result\"", text, StringComparison.Ordinal);
            Assert.DoesNotContain("\"isError\":true", text, StringComparison.Ordinal);
        }

        using var after = await CallAsync(bob, "mcpgw", "list_services", "{}");
        Assert.Equal(next, after.StatusCode);
    }

    private static object Rule(string server) => new { server, methods = new[] { "all" }, tools = new[] { "all" } };

    private static async Task TakeGroupsAsync(ComposedGateway gateway, string user)
    {
        var documents = gateway.Services.GetRequiredService<DocumentStore>();
        var stored = (await documents.FindAsync(LocalUserDirectory.Kind, user, Cancellation))!;
        var batch = new DocumentBatch().Put(LocalUserDirectory.Kind, user, stored.Value with { Groups = [] }, stored.Version);
        Assert.True((await documents.CommitAsync(batch, Cancellation)).IsSuccess);
    }

    /// <summary>The recorder writes behind the calls; this is written at once.</summary>
    private static async Task RecordCallAsync(ComposedGateway gateway, string user)
    {
        var call = new CallRecord
        {
            At = DateTimeOffset.UtcNow,
            Server = "currenttime",
            Method = "tools/call",
            Target = "by_" + user,
            UserName = user,
            Subject = gateway.Services.GetRequiredService<IUserDirectory>().Current.Find(user)!.SubjectOf(),
            AuthMethod = "traditional",
            Outcome = CallOutcome.Forwarded,
            Status = 200,
            Duration = TimeSpan.FromMilliseconds(5),
        };
        await gateway.Services.GetRequiredService<IRecordLog>().AppendAsync([CallEntry.Of(call)], Cancellation);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string method, string path)
    {
        using var request = new HttpRequestMessage(new(method), path);
        request.Content = method == "POST" ? new FormUrlEncodedContent([]) : null;
        using var answer = await client.SendAsync(request, Cancellation);
        return answer.StatusCode;
    }

    private static async Task<IReadOnlyList<string?>> CallsAsync(HttpClient client, string query)
    {
        var page = await client.GetFromJsonAsync<JsonElement>(new Uri("/api/audit/calls" + query, UriKind.Relative), Cancellation);
        return [.. page.GetProperty("calls").EnumerateArray().Select(call => call.GetProperty("user").GetString())];
    }

    private static async Task<HttpResponseMessage> CallAsync(HttpClient client, string server, string tool, string arguments)
    {
        var body = $$$"""{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"{{{tool}}}","arguments":{{{arguments}}}}}""";
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/{server}/mcp");
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        return await client.SendAsync(request, Cancellation);
    }
}
