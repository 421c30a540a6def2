using System.Net;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Core.BuiltIn;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation.Documents;
using McpGateway.Proxy.Routing;

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
    [InlineData("the operation of the register page", "/mcpgw")]
    [InlineData("the operation of the edit page", "/currenttime")]
    [InlineData("the form servers/edit with tags", "/mcpgw")]
    [InlineData("removed, then servers/register", "/mcpgw")]
    [InlineData("removed, then internal/register", "/currenttime")]
    [InlineData("removed, then register", "/currenttime")]
    [InlineData("removed, then servers/import", "/mcpgw")]
    public async Task Registration_OfABuiltInServer_Succeeds_AndItStaysWhatItIs(string route, string path)
    {
        await using var world = await McpgwWorld.StartAsync();
        var key = ServerPath.KeyOf(path);
        var before = (await world.Get<ServerRepository>().FindAsync(key, McpgwWorld.Cancellation))!.Value;

        await RegisterAsync(world, route, path);

        var stored = (await world.Get<ServerRepository>().FindAsync(key, McpgwWorld.Cancellation))!.Value;
        Assert.StartsWith("inprocess://", stored.ProxyPassUrl, StringComparison.Ordinal);
        Assert.Equal((true, null, null, null), (stored.IsBuiltIn, stored.McpEndpoint, stored.SseEndpoint, stored.Transport));
        Assert.Equal(Said(before), Said(stored));
        Assert.Null(await world.Get<ServerRepository>().FindSecretsAsync(key, McpgwWorld.Cancellation));
        Assert.NotEmpty(await world.ListAsync(Admin, key + "/mcp"));
    }

    /// <summary>An earlier version let clients change what is said of a built-in server; whether it is on is the operator's own.</summary>
    [Fact]
    public async Task Start_BuiltInServerThatWasChanged_IsSetRight_AndStaysOff()
    {
        await using var world = await McpgwWorld.StartAsync();
        var repository = world.Get<ServerRepository>();
        var before = (await repository.FindAsync("/mcpgw", McpgwWorld.Cancellation))!;
        var changed = before.Value with { ServerName = "Theirs", Description = "d", Tags = ["x"], IsEnabled = false };
        Assert.True((await world.Get<DocumentStore>().CommitAsync(
            new DocumentBatch().Put(ServerRepository.Servers, before.Key, changed, before.Version), McpgwWorld.Cancellation)).IsSuccess);

        await world.Get<BuiltInSeeder>().SeedAsync(McpgwWorld.Cancellation);

        var after = (await repository.FindAsync("/mcpgw", McpgwWorld.Cancellation))!.Value;
        Assert.Equal((Said(before.Value), false), (Said(after), after.IsEnabled));
    }

    [Theory]
    [InlineData("/MCPGW")]
    [InlineData("/McpGw/")]
    [InlineData("/CurrentTime")]
    [InlineData("/mcpgw.")]
    [InlineData("/%6dcpgw")]
    [InlineData("/./mcpgw")]
    [InlineData("/x/../mcpgw")]
    [InlineData("/API")]
    [InlineData("/api./x")]
    [InlineData("/.well-KNOWN/x")]
    [InlineData("/x/MCP.")]
    public async Task Registration_AtAPathThatIsTakenForOneOfTheGateway_IsRefused(string path)
    {
        await using var world = await McpgwWorld.StartAsync();

        using var answer = await world.PostAsync("/api/servers/register", Form(path));
        using var script = await world.PostAsync("/api/internal/register", Form(path));
        using var import = await world.PostAsync(
            "/api/servers/import?overwrite=true", new StringContent(Document(path), Encoding.UTF8, "application/json"));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, HttpStatusCode.UnprocessableEntity), (answer.StatusCode, script.StatusCode));
        Assert.False(import.IsSuccessStatusCode, await import.Content.ReadAsStringAsync(McpgwWorld.Cancellation));
    }

    /// <summary>However a path of the gateway's own is written, nobody else gets it.</summary>
    [Fact]
    public async Task Registration_AnyVariantOfAPathOfTheGateway_IsRefused()
    {
        await using var world = await McpgwWorld.StartAsync();
        var register = world.Get<RegisterServer>();

        foreach (var path in Variants().Sample(300).Distinct().Where(path => ServerPath.KeyOf(path) is not ("/mcpgw" or "/currenttime")))
        {
            var draft = new ServerRegistration { Name = "x", Description = "", Path = path, ProxyPassUrl = "http://x.example/" };
            var error = await register.CheckAsync(McpgwWorld.Admin, draft, new(Overwrite: true), McpgwWorld.Cancellation);
            Assert.True(error is { Fields: [{ Field: "path" }, ..] }, path);
        }
    }

    private static Gen<string> Variants() =>
        from name in Gen.Elements((string[])["mcpgw", "currenttime", .. RoutePath.ReservedFirstSegments])
        from forms in Gen.Choose(0, 3).ArrayOf(name.Length)
        from before in Gen.Elements("/", "", "//", "/./", "/x/../", " /", "/%2e/")
        from after in Gen.Elements("", "/", ".", "..", "/.", " ", "./")
        let spelled = string.Concat(name.Zip(forms, static (letter, form) => form switch
        {
            0 => letter.ToString().ToUpperInvariant(),
            1 => $"%{(int)letter:x2}",
            _ => letter.ToString(),
        }))
        select before + spelled + after;

    private static string Said(ServerRecord server) =>
        $"{server.ServerName}|{server.Description}|{string.Join(',', server.Tags)}|{server.ProxyPassUrl}|{server.Path}|{server.License}";

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

        if (route.StartsWith("the operation", StringComparison.Ordinal))
        {
            await OperateAsync(world, route, path);
            return;
        }

        using var answer = route switch
        {
            "the form servers/edit with tags" => await world.PostAsync(
                "/api/edit" + ServerPath.KeyOf(path), Form(path, ("tags", "theirs,more"), ("license", "theirs"))),
            "edit" => await world.PostAsync("/api/edit" + ServerPath.KeyOf(path), Form(path)),
            "servers/import" => await world.PostAsync(
                "/api/servers/import?overwrite=true", new StringContent(Document(path), Encoding.UTF8, "application/json")),
            _ => await world.PostAsync("/api/" + route, Form(path, ("overwrite", "true"))),
        };
        Assert.Contains(answer.StatusCode, (HttpStatusCode[])[HttpStatusCode.OK, HttpStatusCode.Created, HttpStatusCode.SeeOther]);
    }

    private static async Task OperateAsync(McpgwWorld world, string operation, string path)
    {
        var theirs = new ServerRegistration
        {
            Name = "Theirs",
            Description = "Their description",
            Path = path,
            ProxyPassUrl = "http://theirs.example:8003/",
            Tags = ["theirs"],
        };
        var done = operation.Contains("edit", StringComparison.Ordinal)
            ? await world.Get<EditServer>().ExecuteAsync(McpgwWorld.Admin, path, _ => theirs, McpgwWorld.Cancellation)
            : await world.Get<RegisterServer>().ExecuteAsync(McpgwWorld.Admin, theirs, new(Overwrite: true), McpgwWorld.Cancellation);
        Assert.True(done.IsSuccess, done.Error?.Detail);
        Assert.Contains("built in", Assert.Single(done.Value.Warnings), StringComparison.Ordinal);
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
