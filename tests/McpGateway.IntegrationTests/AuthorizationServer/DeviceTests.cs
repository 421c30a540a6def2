using System.Net;
using System.Text.Json;
using McpGateway.IntegrationTests.Identity;

namespace McpGateway.IntegrationTests.AuthorizationServer;

public sealed class DeviceTests
{
    private const string GrantType = "urn:ietf:params:oauth:grant-type:device_code";

    [Theory]
    [InlineData("allow", null)]
    [InlineData("deny", "access_denied")]
    public async Task Flow_UserDecides_DeviceHears(string decision, string? error)
    {
        await using var world = await OAuthWorld.StartAsync();
        var (id, device) = await StartAsync(world);
        using var pending = await PollAsync(world, id, device);
        using var tooEarly = await PollAsync(world, id, device);
        Assert.Equal("authorization_pending", await OAuthWorld.ErrorAsync(pending));
        Assert.Equal("slow_down", await OAuthWorld.ErrorAsync(tooEarly));

        using var page = await EnterAsync(world, device.GetProperty("user_code").GetString()!.ToLowerInvariant().Replace('-', ' '));
        using var decided = await world.DecideAsync(page, decision);
        Assert.Equal(HttpStatusCode.OK, decided.StatusCode);
        var shown = await decided.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(error is null, shown.Contains("class=\"notice good\"", StringComparison.Ordinal));

        using var answer = await PollAsync(world, id, device);
        if (error is not null)
        {
            Assert.Equal(error, await OAuthWorld.ErrorAsync(answer));
            return;
        }

        var tokens = await OAuthWorld.TokensOfAsync(answer);
        Assert.Equal(HttpStatusCode.OK, await world.CallAsync(tokens.Access));
        using var second = await PollAsync(world, id, device);
        Assert.Equal("invalid_grant", await OAuthWorld.ErrorAsync(second));
    }

    [Fact]
    public async Task Poll_AfterItsTime_HearsExpired_AndTheCodeIsDead()
    {
        await using var world = await OAuthWorld.StartAsync();
        var (id, device) = await StartAsync(world);
        world.Host.Clock.Advance(TimeSpan.FromMinutes(11));
        using var answer = await PollAsync(world, id, device);
        using var page = await EnterAsync(world, device.GetProperty("user_code").GetString()!);
        Assert.Equal("expired_token", await OAuthWorld.ErrorAsync(answer));
        Assert.Equal(HttpStatusCode.BadRequest, page.StatusCode);
    }

    [Fact]
    public async Task Poll_ByAnotherClient_IsRefused()
    {
        await using var world = await OAuthWorld.StartAsync();
        var (_, device) = await StartAsync(world);
        using var answer = await PollAsync(world, (await StartAsync(world)).Id, device);
        Assert.Equal("invalid_grant", await OAuthWorld.ErrorAsync(answer));
    }

    [Fact]
    public async Task Enter_GuessingCodes_IsSlowedDown()
    {
        await using var world = await OAuthWorld.StartAsync();
        var (_, device) = await StartAsync(world);
        var statuses = new List<HttpStatusCode>();
        for (var attempt = 0; attempt < 8; attempt++)
        {
            using var guess = await EnterAsync(world, "BBBB-BBBB");
            statuses.Add(guess.StatusCode);
        }

        Assert.Equal(HttpStatusCode.BadRequest, statuses[0]);
        Assert.Equal(HttpStatusCode.TooManyRequests, statuses[^1]);

        // The right code does not get through either, until the wait is over.
        using var right = await EnterAsync(world, device.GetProperty("user_code").GetString()!);
        Assert.Equal(HttpStatusCode.TooManyRequests, right.StatusCode);
    }

    [Theory]
    [InlineData("/device")]
    [InlineData("/device/decision")]
    public async Task Post_FromAnotherSiteOrWithoutSession_IsRefused(string path)
    {
        await using var world = await OAuthWorld.StartAsync();
        using var crossSite = await world.PostFormAsync(
            path, [world.Cookie, ("Origin", "https://evil.example")], ("user_code", "BBBB-BBBB"));
        using var anonymous = await world.PostFormAsync(path, [], ("user_code", "BBBB-BBBB"));
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (crossSite.StatusCode, anonymous.StatusCode));
    }

    [Fact]
    public async Task Page_CompleteAddress_FillsTheCodeIn_AndDecidesNothing()
    {
        await using var world = await OAuthWorld.StartAsync();
        var (id, device) = await StartAsync(world);
        var address = new Uri(device.GetProperty("verification_uri_complete").GetString()!).PathAndQuery;
        using var signIn = await world.Host.GetAsync(address);
        using var page = await world.Host.GetAsync(address, world.Cookie);

        Assert.StartsWith("/login?next=%2Fdevice", signIn.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Contains(
            $"value=\"{device.GetProperty("user_code").GetString()}\"",
            await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        using var answer = await PollAsync(world, id, device);
        Assert.Equal("authorization_pending", await OAuthWorld.ErrorAsync(answer));
    }

    private static async Task<(string Id, JsonElement Device)> StartAsync(OAuthWorld world)
    {
        var id = await world.RegisterIdAsync(
            new { client_name = "Television", grant_types = new[] { GrantType, "refresh_token" }, token_endpoint_auth_method = "none" });
        using var answer = await world.PostFormAsync(
            "/oauth2/device_authorization", [], ("client_id", id), ("resource", world.Origin + "/currenttime/mcp"));
        var json = await AuthHost.JsonAsync(answer);
        Assert.True(answer.IsSuccessStatusCode, json.ToString());
        return (id, json);
    }

    private static Task<HttpResponseMessage> EnterAsync(OAuthWorld world, string code) =>
        world.PostFormAsync("/device", [world.Cookie], ("user_code", code));

    private static Task<HttpResponseMessage> PollAsync(OAuthWorld world, string id, JsonElement device) => world.PostFormAsync(
        "/oauth2/token", [], ("grant_type", GrantType), ("client_id", id), ("device_code", device.GetProperty("device_code").GetString()!));
}
