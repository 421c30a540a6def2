using System.Net;
using System.Text;
using System.Text.Json;
using McpGateway.Core.Registry.Servers;

namespace McpGateway.IntegrationTests.BuiltIn;

/// <summary>
/// Clients of the reference register its sample servers at the paths of the built-in ones, as servers of their own. They are answered as
/// the contract says, and the built-in server goes on working.
/// </summary>
public sealed class BuiltInRegistrationTests
{
    private const string Admin = "registry-admins";

    [Theory]
    [InlineData("servers/register", "/mcpgw")]
    [InlineData("servers/register", "mcpgw/")]
    [InlineData("servers/register", "/currenttime/")]
    [InlineData("internal/register", "/mcpgw")]
    [InlineData("internal/register", "/currenttime")]
    [InlineData("servers/import", "/mcpgw")]
    [InlineData("servers/import", "/currenttime/")]
    [InlineData("edit", "/mcpgw")]
    [InlineData("edit", "/currenttime")]
    [InlineData("the tool register_service", "/mcpgw")]
    [InlineData("the tool register_service", "/currenttime")]
    [InlineData("removed, then servers/register", "/mcpgw")]
    [InlineData("removed, then internal/register", "/currenttime")]
    [InlineData("removed, then register", "/currenttime")]
    [InlineData("removed, then servers/import", "/mcpgw")]
    public async Task Registration_OfABuiltInServer_Succeeds_AndItStaysInTheProcess(string route, string path)
    {
        await using var world = await McpgwWorld.StartAsync();
        var key = ServerPath.KeyOf(path);

        await RegisterAsync(world, route, path);

        var stored = (await world.Get<ServerRepository>().FindAsync(key, McpgwWorld.Cancellation))!.Value;
        Assert.StartsWith("inprocess://", stored.ProxyPassUrl, StringComparison.Ordinal);
        Assert.Equal((true, null, null, null), (stored.IsBuiltIn, stored.McpEndpoint, stored.SseEndpoint, stored.Transport));
        Assert.Equal("Their description", stored.Description);
        Assert.Null(await world.Get<ServerRepository>().FindSecretsAsync(key, McpgwWorld.Cancellation));
        Assert.NotEmpty(await world.ListAsync(Admin, key + "/mcp"));
    }

    [Theory]
    [InlineData("/api/servers/register", HttpStatusCode.Conflict)]
    [InlineData("/api/internal/register", HttpStatusCode.Conflict)]
    [InlineData("/api/register", HttpStatusCode.BadRequest)]
    public async Task Registration_OfABuiltInServer_WithoutOverwriting_IsRefusedAsAnyOther(string route, HttpStatusCode expected)
    {
        await using var world = await McpgwWorld.StartAsync();

        using var answer = await world.PostAsync(route, Form("/mcpgw", ("overwrite", "false")));

        Assert.Equal(expected, answer.StatusCode);
        Assert.NotEmpty(await world.ListAsync(Admin));
    }

    [Fact]
    public async Task Registration_ElsewhereInTheProcess_IsRefused()
    {
        await using var world = await McpgwWorld.StartAsync();

        using var answer = await world.PostAsync("/api/servers/register", Form("/mine", ("proxy_pass_url", "inprocess://mcpgw/")));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
    }

    private static async Task RegisterAsync(McpgwWorld world, string route, string path)
    {
        const string Removed = "removed, then ";
        if (route.StartsWith(Removed, StringComparison.Ordinal))
        {
            using var removed = await world.PostAsync("/api/servers/remove", new FormUrlEncodedContent([new("path", path)]));
            Assert.Equal(HttpStatusCode.OK, removed.StatusCode);
            await RegisterAsync(world, route[Removed.Length..], path);
            using var enabled = await world.PostAsync(
                "/api/servers/toggle", new FormUrlEncodedContent([new("path", path), new("new_state", "true")]));
            Assert.Equal(HttpStatusCode.OK, enabled.StatusCode);
            return;
        }

        if (route == "the tool register_service")
        {
            var called = await world.CallAsync(
                Admin,
                "register_service",
                $$"""{"server_name":"Theirs","description":"Their """
                    + $$"""description","path":"{{path}}","proxy_pass_url":"http://theirs.example:8003/","overwrite":true}""");
            Assert.Equal(200, called.Status);
            Assert.DoesNotContain("\"isError\":true", called.ToString(), StringComparison.Ordinal);
            return;
        }

        using var answer = route switch
        {
            "edit" => await world.PostAsync("/api/edit" + ServerPath.KeyOf(path), Form(path)),
            "servers/import" => await world.PostAsync(
                "/api/servers/import?overwrite=true", new StringContent(Document(path), Encoding.UTF8, "application/json")),
            _ => await world.PostAsync("/api/" + route, Form(path, ("overwrite", "true"))),
        };
        Assert.Contains(answer.StatusCode, (HttpStatusCode[])[HttpStatusCode.OK, HttpStatusCode.Created, HttpStatusCode.SeeOther]);
    }

    /// <summary>The last of repeated fields counts.</summary>
    private static FormUrlEncodedContent Form(string path, params (string Name, string Value)[] more)
    {
        (string Name, string Value)[] fields =
        [
            ("name", "Theirs"), ("description", "Their description"), ("path", path), ("proxy_pass_url", "http://theirs.example:8003/"),
            ("mcp_endpoint", "http://theirs.example:8003/mcp"), ("sse_endpoint", "http://theirs.example:8003/sse"), ("transport", "sse"),
            ("supported_transports", """["sse"]"""), ("headers", """[{"X-Theirs":"value"}]"""), ("auth_type", "oauth"),
            ("tool_list_json", """[{"name":"their_tool"}]"""), .. more,
        ];
        return new(fields.GroupBy(field => field.Name).Select(group => KeyValuePair.Create(group.Key, group.Last().Value)));
    }

    private static string Document(string path) => JsonSerializer.Serialize(new
    {
        server_name = "Theirs",
        description = "Their description",
        path,
        proxy_pass_url = "http://theirs.example:8003/",
        mcp_endpoint = "http://theirs.example:8003/mcp",
        sse_endpoint = "http://theirs.example:8003/sse",
        supported_transports = (string[])["sse"],
        headers = (object[])[new { X_Theirs = "value" }],
        tool_list = (object[])[new { name = "their_tool" }],
    });
}
