using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Core.Scanning.Results;
using McpGateway.IntegrationTests.Agents;
using McpGateway.IntegrationTests.Composition;
using McpGateway.IntegrationTests.Health;
using Microsoft.Extensions.DependencyInjection;
using static McpGateway.IntegrationTests.Scanning.ScanCalls;

namespace McpGateway.IntegrationTests.Scanning;

/// <summary>Scans in the composed product: what is registered, found, changed and decided, over the API.</summary>
public sealed class ScanApiTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Register_HarmlessServer_IsScanned_AndSafeWhenItHasSaidWhatItOffers()
    {
        await using var upstream = await ToolServerAsync(static () => "Adds two numbers.");
        await using var gateway = await ComposedGateway.StartAsync();
        using var admin = await gateway.BearerAsync(ComposedGateway.Administrator);
        await gateway.RegisterServerAsync("/calm", new(upstream.Address));

        var record = await ScannedAsync(gateway, "/calm");
        var unlisted = await admin.SendAsync("POST", "/api/servers/calm/rescan");
        await ToggleAsync(admin, "/calm");
        await UntilAsync(gateway, "/calm", static record => record is { Last: { HasFailed: false, SawDefinitions: true } });
        var (status, body) = await admin.SendAsync("GET", "/api/servers/calm/security-scan");

        Assert.Equal(
            (false, true),
            (unlisted.Body.GetProperty("is_safe").GetBoolean(), unlisted.Body.GetProperty("scan_failed").GetBoolean()));
        Assert.Equal(200, status);
        Assert.True(body.GetProperty("is_safe").GetBoolean());
        Assert.Equal("/calm", body.GetProperty("server_path").GetString());
        Assert.EndsWith("Z", body.GetProperty("scan_timestamp").GetString(), StringComparison.Ordinal);
        Assert.Contains("static", body.GetProperty("analyzers_used").EnumerateArray().Select(static name => name.GetString()));
        Assert.Equal(JsonValueKind.Object, body.GetProperty("analysis_results").ValueKind);
        Assert.Equal(JsonValueKind.Array, body.GetProperty("tool_results").ValueKind);
        Assert.Equal("", body.GetProperty("output_file").GetString());
        Assert.Equal("registration", record.Last.Trigger);
        Assert.DoesNotContain("security-pending", await TagsAsync(admin, "/calm"));
    }

    [Fact]
    public async Task Register_PoisonedServer_IsTaggedAndOnlyAdministratorsEnableIt()
    {
        await using var gateway = await ComposedGateway.StartAsync();
        using var admin = await gateway.BearerAsync(ComposedGateway.Administrator);
        await gateway.CreateGroupAsync(
            "operators", [new { server = "*", methods = new[] { "all" }, tools = "*" }],
            new Dictionary<string, string[]> { ["list_service"] = ["all"], ["toggle_service"] = ["all"] });
        await gateway.CreateUserAsync("olga", "operators");
        using var operatorClient = await gateway.BearerAsync("olga");
        await RegisterAsync(gateway, "/bad", Poison);
        await ScannedAsync(gateway, "/bad");

        Assert.Contains("security-pending", await TagsAsync(admin, "/bad"));
        var refused = await ToggleAsync(operatorClient, "/bad");
        Assert.Equal(403, refused.Status);
        Assert.Contains("only administrators", refused.Text, StringComparison.Ordinal);
        Assert.Equal(200, (await ToggleAsync(admin, "/bad")).Status);

        // Whoever decided so knew what was found: it is not disabled again for the same.
        await admin.SendAsync("POST", "/api/servers/bad/rescan");
        var (_, body) = await admin.SendAsync("GET", "/api/servers/bad/security-scan");
        Assert.Equal("admin", body.GetProperty("override").GetProperty("by").GetString());
        Assert.True(body.GetProperty("override").GetProperty("in_force").GetBoolean());
        Assert.True(await IsEnabledAsync(admin, "/bad"));
    }

    [Fact]
    public async Task Discover_PoisonedTool_DisablesTheServer_AndAcceptingLetsItRunAgain()
    {
        var description = "Adds two numbers.";
        await using var upstream = await ToolServerAsync(() => Volatile.Read(ref description));
        await using var gateway = await ComposedGateway.StartAsync();
        using var admin = await gateway.BearerAsync(ComposedGateway.Administrator);
        await gateway.RegisterServerAsync("/sum", new(upstream.Address));
        Assert.Equal(200, (await ToggleAsync(admin, "/sum")).Status);
        await UntilAsync(gateway, "/sum", static record => record is { Last.HasFailed: false } && record.History.Count >= 2);
        Assert.True(await IsEnabledAsync(admin, "/sum"));

        Volatile.Write(ref description, Poison);
        await admin.SendAsync("POST", "/api/refresh/sum");
        await UntilAsync(gateway, "/sum", static record => record?.Findings.Any(static finding => finding.Finding.Item == "add") == true);

        Assert.False(await IsEnabledAsync(admin, "/sum"));
        var (_, scan) = await admin.SendAsync("GET", "/api/v2/servers/sum/security-scan");
        Assert.False(scan.GetProperty("is_safe").GetBoolean());
        Assert.Equal("change", scan.GetProperty("trigger").GetString());
        var open = scan.GetProperty("findings").EnumerateArray()
            .Where(static finding => finding.GetProperty("severity").GetString() is "HIGH" or "CRITICAL").ToArray();
        Assert.NotEmpty(open);
        foreach (var finding in open)
        {
            var accepted = await admin.SendAsync(
                "POST", $"/api/security/findings/{finding.GetProperty("id").GetString()}/accept",
                new JsonObject { ["kind"] = "server", ["path"] = "/sum", ["reason"] = "A joke of ours" });
            Assert.Equal(200, accepted.Status);
        }

        var (_, after) = await admin.SendAsync("GET", "/api/servers/sum/security-scan");
        Assert.True(after.GetProperty("is_safe").GetBoolean());
        Assert.Equal(open.Length, after.GetProperty("accepted_findings").GetInt32());
        Assert.DoesNotContain("security-pending", await TagsAsync(admin, "/sum"));
        Assert.Contains(gateway.Logs.Lines, static line => line.Contains("accepted by admin", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RegisterAgent_PoisonedCard_IsBlocked()
    {
        await using var gateway = await ComposedGateway.StartAsync();
        using var admin = await gateway.BearerAsync(ComposedGateway.Administrator);
        var card = AgentClient.Card("/helper");
        card["description"] = Poison;
        Assert.Equal(201, (await admin.SendAsync("POST", "/api/agents/register", card)).Status);
        await ScannedAsync(gateway, "/helper");

        var (status, body) = await admin.SendAsync("GET", "/api/v2/agents/helper/security-scan");

        Assert.Equal(200, status);
        Assert.False(body.GetProperty("is_safe").GetBoolean());
        Assert.Equal(("/helper", "http://127.0.0.1:9/a2a"),
            (body.GetProperty("agent_path").GetString(), body.GetProperty("agent_url").GetString()));
        Assert.Equal(JsonValueKind.Object, body.GetProperty("scan_results").ValueKind);
        var (_, agent) = await admin.SendAsync("GET", "/api/agents/helper");
        Assert.False(agent.GetProperty("is_enabled").GetBoolean());
    }

    [Fact]
    public async Task Rescan_Server_AnswersTheContractsMembers()
    {
        await using var gateway = await ComposedGateway.StartAsync(("SECURITY_SCAN_ENABLED", "false"));
        using var admin = await gateway.BearerAsync(ComposedGateway.Administrator);
        await RegisterAsync(gateway, "/calm", "Adds numbers.");
        Assert.Equal(404, (await admin.SendAsync("GET", "/api/servers/calm/security-scan")).Status);

        var (status, body) = await admin.SendAsync("POST", "/api/servers/calm/rescan");

        Assert.Equal(200, status);
        foreach (var member in (string[])["server_url", "server_path", "scan_timestamp", "is_safe", "critical_issues", "high_severity",
            "medium_severity", "low_severity", "analyzers_used", "scan_failed", "error_message", "raw_output"])
        {
            Assert.True(body.TryGetProperty(member, out _), member);
        }

        Assert.False(body.TryGetProperty("output_file", out _));
        Assert.Equal(200, (await admin.SendAsync("GET", "/api/servers/calm/security-scan")).Status);
    }

    [Fact]
    public async Task Rescan_ServerOfTheGatewaysOwn_IsScannedAndStaysAsItIs()
    {
        await using var gateway = await ComposedGateway.StartAsync();
        using var admin = await gateway.BearerAsync(ComposedGateway.Administrator);

        var (status, body) = await admin.SendAsync("POST", "/api/servers/mcpgw/rescan");

        Assert.Equal(200, status);
        Assert.True(body.GetProperty("is_safe").GetBoolean(), body.ToString());
        Assert.Equal("request", body.GetProperty("trigger").GetString());
        Assert.True(await IsEnabledAsync(admin, "/mcpgw"));
        Assert.Equal(200, (await admin.SendAsync("GET", "/api/servers/mcpgw/security-scan")).Status);
    }

    /// <summary>Register, switch on, call: nobody waits for anything of his own.</summary>
    [Fact]
    public async Task Register_SwitchOn_Call_WorksAtOnce()
    {
        await using var upstream = await ToolServerAsync(() => "Adds two numbers.");
        await using var gateway = await ComposedGateway.StartAsync();
        using var admin = await gateway.BearerAsync(ComposedGateway.Administrator);
        await gateway.RegisterServerAsync("/sum", new(upstream.Address));
        Assert.Equal(200, (await ToggleAsync(admin, "/sum")).Status);

        var (status, text) = await ListAsync(admin, "/sum");

        Assert.Equal(200, status);
        Assert.Contains("Adds two numbers.", text, StringComparison.Ordinal);
    }

    /// <summary>However fast a caller is: a poisoned tool of a new server is shown to nobody.</summary>
    [Fact]
    public async Task Register_PoisonedTool_IsNeverOffered()
    {
        await using var upstream = await ToolServerAsync(static () => Poison);
        await using var gateway = await ComposedGateway.StartAsync();
        using var admin = await gateway.BearerAsync(ComposedGateway.Administrator);
        await gateway.RegisterServerAsync("/sum", new(upstream.Address));
        var switching = ToggleAsync(admin, "/sum");
        var seen = new List<(int Status, string Text)>();
        do
        {
            seen.Add(await ListAsync(admin, "/sum"));
            seen.Add((200, (await admin.SendAsync("GET", "/api/tools/sum")).Body.ToString()));
        }
        while (!switching.IsCompleted);
        await switching;
        await UntilAsync(gateway, "/sum", static record => record?.Findings.Any(static finding => finding.Finding.Item == "add") == true);
        seen.Add(await ListAsync(admin, "/sum"));

        Assert.DoesNotContain(seen, static answer => answer.Text.Contains("Ignore all previous", StringComparison.Ordinal));
        Assert.Equal(503, seen[^1].Status);
        Assert.False(await IsEnabledAsync(admin, "/sum"));
    }

    /// <summary>Without scans that disable, nothing is held.</summary>
    [Theory]
    [InlineData("SECURITY_SCAN_ENABLED")]
    [InlineData("SECURITY_BLOCK_UNSAFE_SERVERS")]
    public async Task Register_WithoutBlocking_IsOfferedAsItIs(string setting)
    {
        await using var upstream = await ToolServerAsync(static () => Poison);
        await using var gateway = await ComposedGateway.StartAsync((setting, "false"));
        using var admin = await gateway.BearerAsync(ComposedGateway.Administrator);
        await gateway.RegisterServerAsync("/sum", new(upstream.Address));
        Assert.Equal(200, (await ToggleAsync(admin, "/sum")).Status);

        Assert.Equal(200, (await ListAsync(admin, "/sum")).Status);
    }

    /// <summary>A server that lists nothing to the gateway cannot be looked at, and is not held for that.</summary>
    [Fact]
    public async Task Register_ServerThatWantsItsUsersCredentials_IsNotHeld()
    {
        await using var upstream = await ScriptedServer.StartMcpAsync(static (context, _) =>
        {
            context.Response.StatusCode = 401;
            return Task.FromResult(true);
        });
        await using var gateway = await ComposedGateway.StartAsync();
        using var admin = await gateway.BearerAsync(ComposedGateway.Administrator);
        await gateway.RegisterServerAsync("/own", new(upstream.Address));
        Assert.Equal(200, (await ToggleAsync(admin, "/own")).Status);

        var (status, text) = await ListAsync(admin, "/own");
        Assert.NotEqual(503, status);
        Assert.DoesNotContain("scanned", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/api/servers/calm/security-scan", 403)]
    [InlineData("GET", "/api/servers/missing/security-scan", 404)]
    [InlineData("POST", "/api/servers/calm/rescan", 403)]
    [InlineData("POST", "/api/servers/missing/rescan", 403)]
    [InlineData("POST", "/api/agents/missing/rescan", 403)]
    [InlineData("GET", "/api/security/overview", 403)]
    [InlineData("POST", "/api/security/scan", 403)]
    [InlineData("POST", "/api/security/findings/x/accept", 403)]
    [InlineData("POST", "/api/security/findings/x/reopen", 403)]
    public async Task Scan_ByCallerWithoutRights_IsRefused(string method, string path, int status)
    {
        await using var gateway = await ComposedGateway.StartAsync(("SECURITY_SCAN_ENABLED", "false"));
        await gateway.CreateGroupAsync(
            "others",
            [
                new { server = "other", methods = new[] { "all" }, tools = "*" },
                new { server = "api", methods = new[] { "all" }, tools = "*" },
            ],
            new Dictionary<string, string[]> { ["list_service"] = ["other"] });
        await gateway.CreateUserAsync("nina", "others");
        using var client = await gateway.BearerAsync("nina");
        using var stranger = gateway.Anonymous();
        await RegisterAsync(gateway, "/calm", "Adds numbers.");

        var body = method == "POST" ? new JsonObject { ["path"] = "/calm", ["reason"] = "because" } : null;
        Assert.Equal(status, (await client.SendAsync(method, path, body)).Status);
        Assert.Equal(401, (await stranger.SendAsync(method, path, body?.DeepClone())).Status);
    }

    [Fact]
    public async Task ScanAll_Registry_EndsWithEverythingScanned()
    {
        await using var gateway = await ComposedGateway.StartAsync(("SECURITY_SCAN_ON_REGISTRATION", "false"));
        using var admin = await gateway.BearerAsync(ComposedGateway.Administrator);
        foreach (var number in Enumerable.Range(1, 5))
        {
            await RegisterAsync(gateway, $"/s{number}", number == 3 ? Poison : "Adds numbers.");
        }

        Assert.Equal(202, (await admin.SendAsync("POST", "/api/security/scan")).Status);
        await Eventually.UntilAsync(() => gateway.Services.GetRequiredService<ScanCatalog>().Run is { EndedAt: not null });

        var (_, overview) = await admin.SendAsync("GET", "/api/security/overview");
        var scan = overview.GetProperty("scan");
        Assert.Equal((5, 5, 1),
            (scan.GetProperty("total").GetInt32(), scan.GetProperty("done").GetInt32(), scan.GetProperty("unsafe").GetInt32()));
        Assert.Equal("admin", scan.GetProperty("by").GetString());
    }

    [Fact]
    public async Task Remove_ScannedServer_ForgetsItsResult()
    {
        await using var gateway = await ComposedGateway.StartAsync();
        using var admin = await gateway.BearerAsync(ComposedGateway.Administrator);
        await RegisterAsync(gateway, "/calm", Poison);
        await ScannedAsync(gateway, "/calm");

        await gateway.PostAsync("/api/servers/remove", new FormUrlEncodedContent([new("path", "/calm")]));

        Assert.False(gateway.Services.GetRequiredService<ScanCatalog>().Current.ContainsKey("/calm"));
    }
}
