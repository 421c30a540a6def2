using System.Net;
using McpGateway.AuthorizationServer.Consents;
using McpGateway.Foundation;
using McpGateway.IntegrationTests.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.IntegrationTests.AuthorizationServer;

/// <summary>Nobody but the user decides, and once decides once.</summary>
public sealed class ConsentTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task Decide_FromAnotherSite_IsRefused(string name, string value)
    {
        await using var world = await OAuthWorld.StartAsync();
        using var page = await world.AskAsync(world.Request(await world.RegisterIdAsync()));
        using var answer = await world.DecideAsync(page, "allow", (name, value));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Null(answer.Headers.Location);
    }

    [Fact]
    public async Task Decide_Ticket_IsGoodOnce()
    {
        await using var world = await OAuthWorld.StartAsync();
        using var page = await world.AskAsync(world.Request(await world.RegisterIdAsync()));
        using var first = await world.DecideAsync(page);
        using var second = await world.DecideAsync(page);

        Assert.Equal(HttpStatusCode.SeeOther, first.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, second.StatusCode);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("invented")]
    public async Task Decide_WithoutTicket_IsRefused(string? ticket)
    {
        await using var world = await OAuthWorld.StartAsync();
        using var answer = await world.PostFormAsync("/oauth2/authorize", [world.Cookie], ("decision", "allow"), ("ticket", ticket ?? ""));
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task Decide_TicketOfAnotherSession_IsRefused()
    {
        await using var world = await OAuthWorld.StartAsync();
        using var page = await world.AskAsync(world.Request(await world.RegisterIdAsync()));
        var ticket = OAuthWorld.TicketOf(await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        using var answer = await world.PostFormAsync(
            "/oauth2/authorize", [await world.Host.SignInAsync()], ("decision", "allow"), ("ticket", ticket));
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task Decide_OldTicket_IsRefused()
    {
        await using var world = await OAuthWorld.StartAsync();
        using var page = await world.AskAsync(world.Request(await world.RegisterIdAsync()));
        world.Host.Clock.Advance(TimeSpan.FromMinutes(11));
        using var answer = await world.DecideAsync(page);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task Ask_WithBearerTokenInsteadOfSession_AsksToSignIn()
    {
        await using var world = await OAuthWorld.StartAsync();
        var (token, _) = await world.Host.VendAsync(world.Cookie);
        using var answer = await world.Host.GetAsync(
            "/oauth2/authorize?" + OAuthWorld.Query(world.Request(await world.RegisterIdAsync())), AuthHost.Bearer(token));
        Assert.StartsWith("/login", answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, true)]
    [InlineData("redirect_uri", "https://client.example/second", false)]
    [InlineData("resource", "ORIGIN/other", false)]
    [InlineData("scope", "registry-admins", false)]
    [InlineData("prompt", "consent", false)]
    public async Task Ask_AfterConsent_IsNotAskedAgainForTheSameOnly(string? parameter, string? value, bool isRemembered)
    {
        await using var world = await OAuthWorld.StartAsync();
        var id = await world.RegisterIdAsync(
            new { redirect_uris = new[] { OAuthWorld.Callback, "https://client.example/second" }, token_endpoint_auth_method = "none" });
        var request = world.Request(id);
        await world.CodeAsync(request);
        if (parameter is not null)
        {
            request[parameter] = value!.Replace("ORIGIN", world.Origin, StringComparison.Ordinal);
        }

        using var again = await world.AskAsync(request);
        Assert.Equal(isRemembered ? HttpStatusCode.Found : HttpStatusCode.OK, again.StatusCode);
    }

    [Theory]
    [InlineData("http://127.0.0.1/cb")]
    [InlineData("cursor://anysphere.cursor-mcp/cb")]
    public async Task Ask_AfterConsentToALocalProgram_IsAskedAgain(string redirectUri)
    {
        await using var world = await OAuthWorld.StartAsync();
        var request = world.Request(
            await world.RegisterIdAsync(new { redirect_uris = new[] { redirectUri }, token_endpoint_auth_method = "none" }), redirectUri);
        await world.CodeAsync(request);
        using var again = await world.AskAsync(request);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task Ask_AnotherClientAfterConsent_IsAsked()
    {
        await using var world = await OAuthWorld.StartAsync();
        await world.CodeAsync(world.Request(await world.RegisterIdAsync()));
        using var other = await world.AskAsync(world.Request(await world.RegisterIdAsync()));
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task Connections_TakenBack_EndTokensAndConsentAtOnce()
    {
        await using var world = await OAuthWorld.StartAsync();
        var id = await world.RegisterIdAsync();
        var tokens = await world.TokensAsync(id);
        using var list = await world.Host.GetAsync("/api/auth/connections", world.Cookie);
        Assert.Equal(id, (await AuthHost.JsonAsync(list)).GetProperty("connections")[0].GetProperty("client_id").GetString());

        using var gone = await world.Host.SendAsync(HttpMethod.Delete, "/api/auth/connections?client_id=" + id, headers: [world.Cookie]);

        Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await world.CallAsync(tokens.Access));
        using var refresh = await world.RefreshAsync(id, tokens.Refresh);
        Assert.Equal("invalid_grant", await OAuthWorld.ErrorAsync(refresh));
        using var again = await world.AskAsync(world.Request(id));
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task AuthorizedClients_AreTheCallersOwn_OncePerClient()
    {
        await using var world = await OAuthWorld.StartAsync();
        var id = await world.RegisterIdAsync();
        var tokens = await world.TokensAsync(id);
        await world.TokensAsync(
            id, new Dictionary<string, string?>(world.Request(id), StringComparer.Ordinal) { ["resource"] = world.Origin });
        var clients = world.Host.Services.GetRequiredService<AuthorizedClients>();
        var subject = (await world.Host.Documents.ListAsync(ConsentStore.Kind, Cancel))[0].Value.Subject;
        var (owner, stranger) = (CallerOf(subject), CallerOf("local:somebody-else"));

        var listed = Assert.Single(await clients.ListAsync(owner, Cancel));
        var stolen = await clients.RevokeAsync(stranger, id, Cancel);
        Assert.Equal(HttpStatusCode.OK, await world.CallAsync(tokens.Access));
        var gone = await clients.RevokeAsync(owner, id, Cancel);

        Assert.Equal((id, ClientVerification.Unverified, "client.example"), (listed.Id, listed.Verification, Assert.Single(listed.Places)));
        Assert.Equal(2, listed.Resources.Count);
        Assert.Empty(listed.Scopes);
        Assert.Equal(ErrorKind.NotFound, stolen.Error!.Kind);
        Assert.Empty(await clients.ListAsync(stranger, Cancel));
        Assert.True(gone.IsSuccess);
        Assert.Equal(HttpStatusCode.Unauthorized, await world.CallAsync(tokens.Access));
        Assert.Empty(await clients.ListAsync(owner, Cancel));
    }

    private static Caller CallerOf(string subject) => new()
    {
        UserName = subject,
        Subject = subject,
        Groups = [],
        Scopes = [],
        AuthMethod = "traditional",
        Provider = "local",
        Permissions = CallerPermissions.None,
    };
}
