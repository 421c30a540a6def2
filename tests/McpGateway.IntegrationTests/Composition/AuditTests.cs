using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using McpGateway.Contracts.Audit;
using McpGateway.Core.Audit.Chain;
using McpGateway.Foundation.Auditing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace McpGateway.IntegrationTests.Composition;

/// <summary>What the composed product writes into its audit, and gives out of it.</summary>
public sealed class AuditTests : IAsyncLifetime
{
    private static readonly Uri Upstream = new("http://upstream.example.test/mcp");

    private ComposedGateway Gateway { get; set; } = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Gateway = await ComposedGateway.StartAsync();

    public ValueTask DisposeAsync() => Gateway.DisposeAsync();

    [Fact]
    public async Task Change_OfAServer_IsThereWithWhoAndFromWhereAndBeforeAndAfter()
    {
        await Gateway.RegisterServerAsync("/time", Upstream);
        await Gateway.PostAsync("/api/servers/toggle", new FormUrlEncodedContent([new("path", "/time"), new("new_state", "true")]));

        var events = await EventsAsync("resource_type=server&resource_id=/time");

        Assert.Equal(["toggle", "create"], events.Select(static entry => entry.Action.Operation));
        var created = events[1];
        Assert.Equal("admin", created.Identity.Username);
        Assert.Equal("session_cookie", created.Identity.CredentialType);
        Assert.NotNull(created.Identity.CredentialHint);
        Assert.Equal(("POST", "/api/servers/register", "127.0.0.1"),
            (created.Request!.Method, created.Request.Path, created.Request.ClientIp));
        Assert.NotNull(created.RequestId);
        Assert.Equal(("ALLOW", "register_service"), (created.Authorization.Decision, created.Authorization.RequiredPermission));
        Assert.Equal(201, created.Response.StatusCode);
        Assert.Equal(2, (await EventsAsync("resource_type=server&resource_id=/time&status_min=200&status_max=299")).Count);
        Assert.Contains(created.Action.Changes!, static change => change is { Field: "proxy_pass_url", Before: null, After: not null });
        var flip = Assert.Single(events[0].Action.Changes!, static change => change.Field == "is_enabled");
        Assert.Equal((false, true), (flip.Before!.Value.GetBoolean(), flip.After!.Value.GetBoolean()));
    }

    [Fact]
    public async Task SignIn_AndItsFailureAndEnd_AreThere()
    {
        using var browser = Gateway.Anonymous(("Accept", "application/json"));
        using var wrong = new FormUrlEncodedContent([new("username", "admin"), new("password", "not the one")]);
        using var refused = await browser.PostAsync(new Uri("/api/auth/login", UriKind.Relative), wrong, Cancel);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        using var session = await Gateway.SignedInAsync("admin");
        using var ended = await session.PostAsync(new Uri("/api/auth/logout", UriKind.Relative), null, Cancel);

        await Eventually.UntilAsync(async () => (await EventsAsync("stream=sign_in&outcome=failure")).Count > 0);
        var failure = Assert.Single(await EventsAsync("stream=sign_in&outcome=failure"));
        Assert.Equal(("admin", "login", "wrong password"),
            (failure.Identity.Username, failure.Action.Operation, failure.Response.Reason));
        Assert.Equal("127.0.0.1", failure.Request!.ClientIp);
        var all = await EventsAsync("stream=sign_in&username=admin&outcome=success");
        Assert.Contains(all, static entry => entry.Action.Operation == "login");
        Assert.Contains(all, static entry => entry.Action.Operation == "logout");
    }

    [Fact]
    public async Task Tokens_MintedAndRevoked_AreThereWithoutTheToken()
    {
        var id = await Gateway.VendTokenIdAsync();
        using var admin = await Gateway.SignedInAsync("admin");
        using var revoked = await admin.DeleteAsync(new Uri($"/api/tokens/{id}", UriKind.Relative), Cancel);
        Assert.True(revoked.IsSuccessStatusCode);
        var secret = await Gateway.CreateServiceAccountAsync("robot", "registry-users-lob1");
        using var machine = await Gateway.MachineAsync("robot", secret);

        var own = await EventsAsync($"stream=token_mint&resource_id={id}");
        Assert.Contains(own, static entry => entry.Action.Operation == "mint");
        Assert.Contains(own, static entry => entry.Action.Operation == "revoke");
        await Eventually.UntilAsync(async () => (await EventsAsync("stream=token_mint&resource_type=access_token")).Count > 0);
        Assert.Equal("robot", (await EventsAsync("stream=token_mint&resource_type=access_token"))[0].Identity.Username);
        var account = Assert.Single(await EventsAsync("resource_type=oauth_client&operation=create"));
        var text = JsonSerializer.Serialize(account);
        Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
        Assert.Contains("********", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attempt_WithoutTheRight_IsThereAsDenied()
    {
        await Gateway.CreateUserAsync("someone", "registry-users-lob1");
        using var someone = await Gateway.SignedInAsync("someone");
        using var refused = await someone.PostAsync(
            new Uri("/api/servers/toggle", UriKind.Relative),
            new FormUrlEncodedContent([new("path", "/currenttime"), new("new_state", "false")]), Cancel);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);

        await Eventually.UntilAsync(async () => (await EventsAsync("decision=DENY&username=someone")).Count > 0);
        var denied = Assert.Single(await EventsAsync("decision=DENY&username=someone"));
        Assert.Equal(("toggle", "server", "denied", (int?)403),
            (denied.Action.Operation, denied.Action.ResourceType, denied.Response.Outcome, denied.Response.StatusCode));
    }

    [Fact]
    public async Task Audit_OfOthersThanAdministrators_IsRefused()
    {
        await Gateway.CreateUserAsync("someone", "registry-users-lob1");
        using var someone = await Gateway.SignedInAsync("someone");
        foreach (var path in (string[])["events", "statistics", "filter-options", "executive-summary", "export", "chain"])
        {
            using var answer = await someone.GetAsync(new Uri($"/api/audit/{path}", UriKind.Relative), Cancel);
            Assert.Equal((path, HttpStatusCode.Forbidden), (path, answer.StatusCode));
        }
    }

    [Theory]
    [InlineData("from=yesterday")]
    [InlineData("stream=unknown")]
    [InlineData("stream=mcp_access&client_ip=10.0.0.1")]
    [InlineData("stream=mcp_access&outcome=perhaps")]
    [InlineData("stream=mcp_access&limit=1001")]
    [InlineData("stream=mcp_access&cursor=none")]
    [InlineData("outcome=perhaps")]
    [InlineData("limit=many")]
    [InlineData("limit=1001")]
    [InlineData("cursor=none")]
    [InlineData("status_min=-1")]
    public async Task Events_FilterThatCannotBe_IsRefused(string query)
    {
        using var admin = await Gateway.SignedInAsync("admin");
        using var answer = await admin.GetAsync(new Uri($"/api/audit/events?{query}", UriKind.Relative), Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Export_Whole_VerifiesWithoutTheGatewayAndTellsOfAChangedByte()
    {
        await Gateway.RegisterServerAsync("/time", Upstream);
        await Gateway.Services.GetServices<IHostedService>().OfType<ChainKeeper>().Single().SignAsync(Cancel);
        using var admin = await Gateway.SignedInAsync("admin");
        var keys = await admin.GetFromJsonAsync<JsonElement>("/api/audit/keys", Cancel);
        var trusted = keys.GetProperty("keys").EnumerateArray().Select(static key => key.GetProperty("kid").GetString()!)
            .ToHashSet(StringComparer.Ordinal);
        var export = await admin.GetStringAsync(new Uri("/api/audit/export", UriKind.Relative), Cancel);

        var report = await VerifyAsync(export, trusted);
        Assert.True(report.IsIntact, string.Join(' ', report.Findings));
        Assert.All(report.Streams, static stream => Assert.True(stream.SignedTo > 0));
        Assert.False((await VerifyAsync(export, new HashSet<string>(StringComparer.Ordinal))).IsIntact);
        var changed = export.Replace("/api/servers/register", "/api/servers/registeR", StringComparison.Ordinal);

        // The event, and the signature over all of the file.
        Assert.Equal(["registry_api", ""], (await VerifyAsync(changed, trusted)).Findings.Select(static finding => finding.Stream));
    }

    [Fact]
    public async Task Export_Csv_HasALineForEachEventAndNoNameThatIsNoAccounts()
    {
        using var browser = Gateway.Anonymous(("Accept", "application/json"));
        using var form = new FormUrlEncodedContent([new("username", "=cmd|' /C calc'!A0"), new("password", "x")]);
        using var refused = await browser.PostAsync(new Uri("/api/auth/login", UriKind.Relative), form, Cancel);
        await Eventually.UntilAsync(async () => (await EventsAsync("stream=sign_in&outcome=failure")).Count > 0);
        using var admin = await Gateway.SignedInAsync("admin");

        using var answer = await admin.GetAsync(new Uri("/api/audit/export?format=csv&stream=sign_in", UriKind.Relative), Cancel);
        var lines = (await answer.Content.ReadAsStringAsync(Cancel)).TrimEnd().Split("\r\n");

        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.StartsWith("timestamp,log_type,number,username,", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, static line => line.Contains(",unknown:", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, static line => line.Contains("cmd|", StringComparison.Ordinal));
        // Whoever asks now has signed in once more.
        Assert.Equal((await EventsAsync("stream=sign_in")).Count - 1, lines.Length - 1);
    }

    [Fact]
    public async Task Summary_OfTheLastDays_CountsFailedSignInsAndRefusals()
    {
        await Attempt_WithoutTheRight_IsThereAsDenied();
        using var browser = Gateway.Anonymous(("Accept", "application/json"));
        using var form = new FormUrlEncodedContent([new("username", "admin"), new("password", "not the one")]);
        using var refused = await browser.PostAsync(new Uri("/api/auth/login", UriKind.Relative), form, Cancel);
        await Eventually.UntilAsync(async () => (await EventsAsync("stream=sign_in&outcome=failure")).Count > 0);
        using var admin = await Gateway.SignedInAsync("admin");

        var summary = await admin.GetFromJsonAsync<JsonElement>("/api/audit/executive-summary?days=1", Cancel);

        Assert.Equal(1, summary.GetProperty("failed_sign_ins").GetInt64());
        Assert.Equal((await EventsAsync("decision=DENY")).Count, summary.GetProperty("denied").GetInt64());
        var events = summary.GetProperty("events");
        Assert.All(
            (string[])["by_stream", "by_outcome", "by_decision"],
            group => Assert.Equal(
                events.GetProperty("total").GetInt64(),
                events.GetProperty(group).EnumerateArray().Sum(static count => count.GetProperty("count").GetInt64())));
        Assert.Contains(
            events.GetProperty("top_users").EnumerateArray(), static count => count.GetProperty("name").ValueEquals("someone"));
        var options = await admin.GetFromJsonAsync<JsonElement>("/api/audit/filter-options", Cancel);
        Assert.Contains("toggle", options.GetProperty("operations").EnumerateArray().Select(static name => name.GetString()));
    }

    [Fact]
    public async Task Retention_OldEvents_GoAndTheRestVerifies()
    {
        await Gateway.RegisterServerAsync("/time", Upstream);
        var keeper = ActivatorUtilities.CreateInstance<ChainKeeper>(
            Gateway.Services, Microsoft.Extensions.Options.Options.Create(new Core.Audit.AuditOptions { KeepEvents = TimeSpan.Zero }));
        await keeper.SignAsync(Cancel);
        await keeper.RemoveOldAsync(Cancel);
        await Gateway.RegisterServerAsync("/later", Upstream);

        Assert.Equal("/later", Assert.Single(await EventsAsync("resource_type=server")).Action.ResourceId);
        var report = await Gateway.Services.GetRequiredService<VerifyAudit>().ReadAsync(null, [], null, Cancel);
        Assert.True(report.IsIntact, string.Join(' ', report.Findings));
        Assert.All(report.Streams.Where(static stream => stream.Stream == AuditStreams.RegistryApi), static stream =>
            Assert.True(stream.RemovedTo > 0));
    }

    private static async Task<AuditReport> VerifyAsync(string export, IReadOnlySet<string> trusted)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(export));
        return await AuditLine.VerifyAsync(stream, trusted, [], Cancel);
    }

    private async Task<IReadOnlyList<AuditEvent>> EventsAsync(string query)
    {
        using var admin = await Gateway.SignedInAsync("admin");
        var page = await admin.GetFromJsonAsync<JsonElement>($"/api/audit/events?limit=1000&{query}", Cancel);
        return
        [
            .. page.GetProperty("events").EnumerateArray().Select(static item =>
                AuditEvent.Of(Encoding.UTF8.GetBytes(item.GetProperty("event").GetRawText()))),
        ];
    }
}
