using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Foundation.Auditing;
using McpGateway.IntegrationTests.Admission;
using McpGateway.IntegrationTests.Agents;
using McpGateway.IntegrationTests.Composition;
using McpGateway.IntegrationTests.Health;
using static McpGateway.IntegrationTests.Scanning.ScanCalls;

namespace McpGateway.IntegrationTests.Scanning;

/// <summary>What follows from a scan for what was scanned, as it is configured: seen over the API and by a webhook.</summary>
public sealed class ScanEffectTests
{
    private const string Secret = "a secret of the receiver";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A scan that takes long: the endpoint that it asks answers when the test lets it.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Scan_ThatTakesLong_TagsMeanwhileWhereThatIsOn(bool tags)
    {
        var isAsked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var mayAnswer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var slow = await ScriptedServer.StartAsync(async context =>
        {
            isAsked.TrySetResult();
            await mayAnswer.Task.WaitAsync(context.RequestAborted);
            context.Response.StatusCode = 401;
        });
        await using var gateway = await ComposedGateway.StartAsync(
            ("SECURITY_ANALYZERS", "static,endpoint"), ("Scanning:PendingTagAfter", "00:00:00"),
            ("SECURITY_ADD_PENDING_TAG", tags ? "true" : "false"));
        using var admin = await gateway.BearerAsync(ComposedGateway.Administrator);
        await gateway.RegisterServerAsync("/slow", new(slow.Address));
        await isAsked.Task.WaitAsync(Eventually.Patience, Cancellation);

        if (tags)
        {
            await Eventually.UntilAsync(async () => (await TagsAsync(admin, "/slow")).Contains("security-pending"));
            Assert.Equal(404, (await admin.SendAsync("GET", "/api/servers/slow/security-scan")).Status);
        }

        mayAnswer.SetResult();
        await ScannedAsync(gateway, "/slow");
        Assert.DoesNotContain("security-pending", await TagsAsync(admin, "/slow"));
        var scan = (await admin.SendAsync("GET", "/api/servers/slow/security-scan")).Body;
        Assert.Equal((false, true, 0), (
            scan.GetProperty("is_safe").GetBoolean(), scan.GetProperty("scan_failed").GetBoolean(),
            scan.GetProperty("high_severity").GetInt32()));
        Assert.Contains("has not said yet what it offers", Text(scan, "error_message"), StringComparison.Ordinal);
    }

    /// <summary>The seeds' two switches: block and tag, tag only, block only, only tell.</summary>
    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(false, false)]
    public async Task Scan_UnsafeServer_IsBlockedAndTaggedAsConfigured(bool blocks, bool tags)
    {
        var description = "Adds two numbers.";
        await using var receiver = await HookReceiver.StartAsync();
        await using var upstream = await ToolServerAsync(() => Volatile.Read(ref description));
        await using var gateway = await ComposedGateway.StartAsync(
            ("SECURITY_BLOCK_UNSAFE_SERVERS", blocks ? "true" : "false"), ("SECURITY_ADD_PENDING_TAG", tags ? "true" : "false"),
            ("REGISTRATION_WEBHOOK_URL", receiver.Url), ("REGISTRATION_WEBHOOK_SECRET", Secret), ("Pins:Mode", "off"));
        using var admin = await gateway.BearerAsync(ComposedGateway.Administrator);
        await gateway.RegisterServerAsync("/sum", new(upstream.Address));
        Assert.Equal(200, (await ToggleAsync(admin, "/sum")).Status);
        await UntilAsync(gateway, "/sum", static record => record is { Last: { HasFailed: false, SawDefinitions: true } });
        Assert.True(await IsEnabledAsync(admin, "/sum"));

        Volatile.Write(ref description, Poison);
        await admin.SendAsync("POST", "/api/refresh/sum");
        var told = await receiver.NextAsync(static posted =>
            posted.Json.GetProperty("event_type").GetString() == "scan_complete"
            && !posted.Json.GetProperty("scan").GetProperty("is_safe").GetBoolean());

        Assert.Equal(!blocks, await IsEnabledAsync(admin, "/sum"));
        Assert.Equal(tags, (await TagsAsync(admin, "/sum")).Contains("security-pending"));
        Assert.Equal(blocks ? 503 : 200, (await ListAsync(admin, "/sum")).Status);
        Assert.False((await admin.SendAsync("GET", "/api/servers/sum/security-scan")).Body.GetProperty("is_safe").GetBoolean());
        told.AssertSigned(Secret);
        Assert.Equal(
            ("server", "gateway", "/sum"),
            (Text(told.Json, "registration_type"), Text(told.Json, "performed_by"), Text(told.Json.GetProperty("card"), "path")));
        var scan = told.Json.GetProperty("scan");
        Assert.Equal(blocks, scan.GetProperty("auto_disabled").GetBoolean());
        Assert.Equal(
            tags ? ["security-pending"] : [],
            scan.GetProperty("tags_applied").EnumerateArray().Select(static tag => tag.GetString()));
        Assert.True(scan.GetProperty("severity_counts").GetProperty("high").GetInt32() > 0);
        Assert.Equal(JsonValueKind.Null, scan.GetProperty("scan_error").ValueKind);
    }

    /// <summary>The answer to whoever switches it on tells how it is, not what was wanted.</summary>
    [Fact]
    public async Task Toggle_PoisonedServer_AnswersThatItIsOffAgain()
    {
        await using var upstream = await ToolServerAsync(static () => Poison);
        await using var gateway = await ComposedGateway.StartAsync();
        using var admin = await gateway.BearerAsync(ComposedGateway.Administrator);
        await gateway.RegisterServerAsync("/sum", new(upstream.Address));

        var (status, text) = await ToggleAsync(admin, "/sum");
        var toggled = JsonElement.Parse(text);

        Assert.Equal(200, status);
        Assert.Equal(
            (false, false, "disabled"),
            (toggled.GetProperty("is_enabled").GetBoolean(), toggled.GetProperty("new_enabled_state").GetBoolean(),
                Text(toggled, "status")));
        Assert.Contains("security scan found it unsafe", Text(toggled, "message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Finding_AcceptedAndReopened_IsInTheAuditWithWhoAndWhat()
    {
        await using var gateway = await ComposedGateway.StartAsync();
        using var admin = await gateway.BearerAsync(ComposedGateway.Administrator);
        await gateway.CreateUserAsync("vera", "registry-admins");
        using var vera = await gateway.BearerAsync("vera");
        await RegisterAsync(gateway, "/bad", Poison);
        await ScannedAsync(gateway, "/bad");
        var (_, found) = await admin.SendAsync("GET", "/api/servers/bad/security-scan");
        var finding = Text(found.GetProperty("findings")[0], "id");
        JsonObject Decision(string? reason) => new() { ["kind"] = "server", ["path"] = "/bad", ["reason"] = reason };

        var accepted = await vera.SendAsync("POST", $"/api/security/findings/{finding}/accept", Decision("A joke of ours"));
        var reopened = await admin.SendAsync("POST", $"/api/security/findings/{finding}/reopen", Decision(null));

        Assert.Equal((200, 200), (accepted.Status, reopened.Status));
        var (_, page) = await admin.SendAsync("GET", "/api/audit/events?limit=100&resource_type=security_scan&resource_id=/bad");
        var events = page.GetProperty("events").EnumerateArray()
            .Select(static item => AuditEvent.Of(System.Text.Encoding.UTF8.GetBytes(item.GetProperty("event").GetRawText()))).ToArray();
        Assert.Equal(["admin", "vera"], events.Select(static entry => entry.Identity.Username));
        Assert.Equal(
            [$"/api/security/findings/{finding}/reopen", $"/api/security/findings/{finding}/accept"],
            events.Select(static entry => entry.Request!.Path));
        Assert.All(events, static entry => Assert.Equal("ALLOW", entry.Authorization.Decision));
        string Changed(AuditEvent entry, Func<AuditChange, JsonElement?> side) =>
            string.Join(' ', entry.Action.Changes!.Select(change => $"{change.Field} {side(change)}"));
        Assert.Contains("A joke of ours", Changed(events[1], static change => change.After), StringComparison.Ordinal);
        Assert.DoesNotContain("A joke of ours", Changed(events[1], static change => change.Before), StringComparison.Ordinal);
        Assert.Contains("A joke of ours", Changed(events[0], static change => change.Before), StringComparison.Ordinal);
        Assert.DoesNotContain("A joke of ours", Changed(events[0], static change => change.After), StringComparison.Ordinal);
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
