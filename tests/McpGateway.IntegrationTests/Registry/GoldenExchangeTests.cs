using static McpGateway.IntegrationTests.Registry.TestScopes;

namespace McpGateway.IntegrationTests.Registry;

/// <summary>Exchanges that existing clients have been seen to rely on.</summary>
public sealed class GoldenExchangeTests
{
    private static readonly (string, string)[] CurrentTime =
        [(
            "name",
            "Current Time"), ("description", "Tells the time"), ("path", "currenttime"), ("proxy_pass_url", "http://time.test:8000/")];

    [Theory]
    [InlineData("/api/servers")]
    [InlineData("/api/servers/health")]
    [InlineData("/api/servers/x")]
    [InlineData("/api/tools/all")]
    [InlineData("/api/internal/list")]
    [InlineData("/v0.1/servers")]
    public async Task Get_NoCaller_Is401(string path)
    {
        await using var host = await RegistryHost.StartAsync();

        Assert.Equal(401, (await host.GetAsync(Anonymous, path)).Status);
    }

    [Fact]
    public async Task Register_FourFields_AnswersPathWithSlash_AndAgainOverwrites()
    {
        await using var host = await RegistryHost.StartAsync();

        var first = await host.PostFormAsync(Admin, "/api/servers/register", CurrentTime);
        var second = await host.PostFormAsync(Admin, "/api/servers/register", CurrentTime);
        var third = await host.PostFormAsync(Admin, "/api/servers/register", [.. CurrentTime, ("overwrite", "False")]);

        Assert.Equal(201, first.Status);
        Assert.Equal(
            """{"path":"/currenttime","name":"Current Time","message":"Service \u0027Current Time\u0027 registered successfully at path """
                + """\u0027/currenttime\u0027"}""",
            first.Text);
        Assert.Equal(201, second.Status);
        Assert.Equal(409, third.Status);
        Assert.Equal("Service registration failed", third.Json.GetProperty("error").GetString());
        Assert.Equal("A service with path '/currenttime' already exists", third.Json.GetProperty("reason").GetString());
        Assert.Equal("Use overwrite=true to replace existing service", third.Json.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Register_NameOnly_ReportsThreeMissingFields()
    {
        await using var host = await RegistryHost.StartAsync();

        var answer = await host.PostFormAsync(Admin, "/api/servers/register", ("name", "x"), ("description", ""));

        Assert.Equal(422, answer.Status);
        Assert.Equal(
            ["body.description missing", "body.path missing", "body.proxy_pass_url missing"],
            answer.Json.GetProperty("detail").EnumerateArray().Select(Problem));
    }

    [Fact]
    public async Task Register_AsJson_ReportsFourMissingFields()
    {
        await using var host = await RegistryHost.StartAsync();

        var answer = await host.PostJsonAsync(Admin, "/api/servers/register", """{"name":"x","path":"/x"}""");

        Assert.Equal(422, answer.Status);
        Assert.Equal(4, answer.Json.GetProperty("detail").GetArrayLength());
    }

    [Fact]
    public async Task Toggle_UpstreamDown_AnswersRawStatus_AndListNormalisesIt()
    {
        await using var host = await RegistryHost.StartAsync();
        await host.PostFormAsync(Admin, "/api/servers/register", CurrentTime);
        host.Health.NextStatus = "unhealthy: session initialization failed and ping without auth failed";

        var toggled = await host.PostFormAsync(Admin, "/api/servers/toggle", ("path", "/currenttime"), ("new_state", "true"));
        var listed = (await host.GetAsync(Admin, "/api/servers")).Json.GetProperty("servers")[0];

        Assert.Equal(
            """{"message":"Toggle request for /currenttime """
                + """processed.","service_path":"/currenttime","path":"/currenttime","new_enabled_state":true,"is_enabled":true"""
                + ""","status":"unhealthy: session initialization failed and ping without auth """
                + """failed","last_checked_iso":"2026-01-02T03:04:05.678000\u002B00:00","num_tools":0}""",
            toggled.Text);
        Assert.True(listed.GetProperty("is_enabled").GetBoolean());
        Assert.Equal("unhealthy", listed.GetProperty("health_status").GetString());
    }

    [Fact]
    public async Task Toggle_ServicePathOnly_Flips()
    {
        await using var host = await RegistryHost.StartAsync();
        await host.PostFormAsync(Admin, "/api/servers/register", CurrentTime);

        var on = await host.PostFormAsync(Admin, "/api/servers/toggle", ("service_path", "/currenttime"));
        var off = await host.PostFormAsync(Admin, "/api/servers/toggle", ("service_path", "/currenttime"));

        Assert.True(on.Json.GetProperty("is_enabled").GetBoolean());
        Assert.False(off.Json.GetProperty("is_enabled").GetBoolean());
        Assert.Equal("disabled", off.Json.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Remove_Twice_Is200Then404()
    {
        await using var host = await RegistryHost.StartAsync();
        await host.PostFormAsync(Admin, "/api/servers/register", CurrentTime);

        var first = await host.PostFormAsync(Admin, "/api/servers/remove", ("path", "/currenttime"));
        var second = await host.PostFormAsync(Admin, "/api/servers/remove", ("path", "/currenttime"));

        Assert.Equal("""{"message":"Service removed successfully","path":"/currenttime"}""", first.Text);
        Assert.Equal(404, second.Status);
        Assert.Equal("Service not found", second.Json.GetProperty("error").GetString());
        Assert.Equal("No service registered at path '/currenttime'", second.Json.GetProperty("reason").GetString());
        Assert.Equal("Check the service path and ensure it is registered", second.Json.GetProperty("suggestion").GetString());
    }

    [Fact]
    public async Task Rate_TwoCallers_AveragesAndShowsBoth()
    {
        await using var host = await RegistryHost.StartAsync();
        await host.PostFormAsync(Admin, "/api/servers/register", CurrentTime);

        Assert.Equal(5, (await host.PostJsonAsync(Admin, "/api/servers/currenttime/rate", """{"rating":5}""")).Json.GetProperty(
            "average_rating").GetDouble());
        Assert.Equal(
            4.5,
            (await host.PostFormAsync(User, "/api/servers/currenttime/rate", ("rating", "4"))).Json
                .GetProperty("average_rating")
                .GetDouble());
        var rating = await host.GetAsync(User, "/api/servers/currenttime/rating");

        Assert.Equal("""{"num_stars":4.5,"rating_details":[{"user":"registry-admins","rating":5},{"user":"lob1","rating":4}]}""",
            rating.Text);
    }

    [Theory]
    [InlineData("""{"rating":6}""", 400, null)]
    [InlineData("""{"rating":0}""", 400, null)]
    [InlineData("""{"rating":4.5}""", 422, "int_from_float")]
    [InlineData("""{"rating":"four"}""", 422, "int_parsing")]
    [InlineData("""{"rating":null}""", 422, "int_type")]
    [InlineData("""{}""", 422, "missing")]
    [InlineData("""[]""", 422, "model_attributes_type")]
    [InlineData("""{"rating":""", 422, "json_invalid")]
    [InlineData("""{"rating":"4"}""", 200, null)]
    [InlineData("""{"rating":4.0}""", 200, null)]
    public async Task Rate_Values_AreJudged(string body, int status, string? problem)
    {
        await using var host = await RegistryHost.StartAsync();
        await host.PostFormAsync(Admin, "/api/servers/register", CurrentTime);

        var answer = await host.PostJsonAsync(Admin, "/api/servers/currenttime/rate", body);

        Assert.Equal(status, answer.Status);
        if (problem is not null)
        {
            Assert.Equal(problem, answer.Json.GetProperty("detail")[0].GetProperty("type").GetString());
        }
    }

    [Fact]
    public async Task Rate_WithoutAccessOrServer_IsRefusedInTheirWords()
    {
        await using var host = await RegistryHost.StartAsync();
        await host.RegisterAsync("/other");

        Assert.Equal("You do not have access to this server",
            (await host.PostJsonAsync(User, "/api/servers/other/rate", """{"rating":4}""")).Detail);
        Assert.Equal("Server not found at path '/nope'",
            (await host.PostJsonAsync(User, "/api/servers/nope/rate", """{"rating":4}""")).Detail);
    }

    [Fact]
    public async Task RegistryApi_Pages_FollowTheCursor()
    {
        await using var host = await RegistryHost.StartAsync();
        await host.RegisterAsync("/b");
        await host.RegisterAsync("/a");
        await host.RegisterAsync("/ns/third/");

        var first = (await host.GetAsync(Admin, "/v0.1/servers?limit=1")).Json;
        var second = (await host.GetAsync(Admin, "/v0.1/servers?limit=2&cursor=io.mcpgateway.ns%2Fthird")).Json;

        Assert.Equal("""{"nextCursor":"io.mcpgateway.ns/third","count":1}""", first.GetProperty("metadata").GetRawText());
        Assert.Equal("""{"count":2}""", second.GetProperty("metadata").GetRawText());
        Assert.Equal(
            ["io.mcpgateway/a", "io.mcpgateway/b"],
            second.GetProperty("servers").EnumerateArray().Select(entry => entry.GetProperty("server").GetProperty("name").GetString()));
        Assert.Equal(422, (await host.GetAsync(Admin, "/v0.1/servers?limit=0")).Status);
        Assert.Equal(422, (await host.GetAsync(Admin, "/v0.1/servers?limit=1001")).Status);
    }

    [Theory]
    [InlineData("io.mcpgateway%2Fns%2Fthird/versions/latest", 200, null)]
    [InlineData("io.mcpgateway%252Fns%252Fthird/versions/1.0.0", 200, null)]
    [InlineData("io.mcpgateway/ns/third/versions/latest", 200, null)]
    [InlineData("io.mcpgateway/ns/third/versions", 200, null)]
    [InlineData("io.mcpgateway.ns%2Fthird/versions/latest", 200, null)]
    [InlineData("io.mcpgateway.ns/third/versions", 200, null)]
    [InlineData("io.mcpgateway%2Fns%2Fthird/versions/2.0", 404, "Version 2.0 not found")]
    [InlineData("foo%2Fns%2Fthird/versions/latest", 404, "Server not found")]
    [InlineData("io.mcpgateway%2Fnope/versions", 404, "Server not found")]
    [InlineData("io.mcpgateway%2Fns%2Fthird", 404, "Not Found")]
    public async Task RegistryApi_Names_AreFoundEncodedOrRaw(string name, int status, string? detail)
    {
        await using var host = await RegistryHost.StartAsync();
        await host.RegisterAsync("/ns/third/");

        var answer = await host.GetAsync(Admin, "/v0.1/servers/" + name);

        Assert.Equal(status, answer.Status);
        if (detail is not null)
        {
            Assert.Equal(detail, answer.Detail);
        }
        else
        {
            Assert.Contains("\"path\":\"/ns/third/\"", answer.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task RegistryApi_Entry_PublishesTheGatewayNotTheUpstream()
    {
        await using var host = await RegistryHost.StartAsync();
        await host.RegisterAsync("/currenttime");

        var answer = await host.GetAsync(User, "/v0.1/servers/io.mcpgateway%2Fcurrenttime/versions/latest");

        Assert.EndsWith(
            "/currenttime/mcp",
            answer.Json.GetProperty("server").GetProperty("remotes")[0].GetProperty("url").GetString(),
            StringComparison.Ordinal);
        Assert.DoesNotContain("currenttime.test", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WellKnown_BehindAProxy_StatesThePublicAddress()
    {
        await using var host = await RegistryHost.StartAsync();
        await host.RegisterAsync("/currenttime/", ("mcp_endpoint", "http://inside.test/mcp"));
        await host.EnableAsync("/currenttime");
        await host.RegisterAsync("/off");

        var answer = await host.GetAsync(
            Anonymous, "/.well-known/mcp-servers", ("Host", "reg.example.com"), ("X-Forwarded-Proto", "https"));

        Assert.Equal("no-store", answer.Header("Cache-Control"));
        var server = Assert.Single(answer.Json.GetProperty("servers").EnumerateArray());
        Assert.Equal("https://reg.example.com/currenttime/mcp", server.GetProperty("url").GetString());
        Assert.DoesNotContain("inside.test", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://reg.example.com")]
    [InlineData("https://example.com/mcp-gateway")]
    public async Task WellKnown_PublicUrlConfigured_IsStatedWhateverTheHostHeader(string publicUrl)
    {
        await using var host = await RegistryHost.StartAsync(("PUBLIC_URL", publicUrl), ("WELLKNOWN_SUPPORT", "help@example.com"));
        await host.RegisterAsync("/currenttime/");
        await host.EnableAsync("/currenttime");

        var answer = await host.GetAsync(Anonymous, "/.well-known/mcp-servers", ("Host", "evil.example"));

        Assert.Equal("public, max-age=300", answer.Header("Cache-Control"));
        Assert.DoesNotContain("evil.example", answer.Text, StringComparison.Ordinal);
        var server = Assert.Single(answer.Json.GetProperty("servers").EnumerateArray());
        Assert.Equal(publicUrl + "/currenttime/mcp", server.GetProperty("url").GetString());
        Assert.Equal(publicUrl + "/oauth2/authorize", server.GetProperty("authentication").GetProperty("authorization_url").GetString());
        Assert.Equal("""["mcp"]""", server.GetProperty("authentication").GetProperty("scopes").GetRawText());
        var contact = answer.Json.GetProperty("registry").GetProperty("contact");
        Assert.Equal((publicUrl, "help@example.com"), (contact.GetProperty("url").GetString(), contact.GetProperty("support").GetString()));
    }

    [Fact]
    public async Task WellKnown_NoSupportConfigured_InventsNone()
    {
        await using var host = await RegistryHost.StartAsync();

        var contact = (await host.GetAsync(Anonymous, "/.well-known/mcp-servers")).Json.GetProperty("registry").GetProperty("contact");

        Assert.False(contact.TryGetProperty("support", out _));
    }

    [Fact]
    public async Task Health_And_Version_NeedNoCaller()
    {
        await using var host = await RegistryHost.StartAsync(("BUILD_VERSION", "9.8.7"));

        Assert.Equal("""{"status":"healthy","service":"mcp-gateway-registry"}""", (await host.GetAsync(Anonymous, "/health")).Text);
        Assert.Equal("""{"version":"9.8.7"}""", (await host.GetAsync(Anonymous, "/api/version")).Text);
    }

    private static string Problem(System.Text.Json.JsonElement item) =>
        $"{string.Join('.', item.GetProperty("loc").EnumerateArray())} {item.GetProperty("type").GetString()}";
}
