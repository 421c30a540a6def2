using System.Net;
using static McpGateway.IntegrationTests.AuthorizationServer.TokenSteps;

namespace McpGateway.IntegrationTests.AuthorizationServer;

/// <summary>Refresh tokens: rotation, replays, and the families that these end.</summary>
public sealed class RefreshTests
{
    [Fact]
    public async Task Refresh_Rotates_AndTheNewOneWorks()
    {
        await using var world = await OAuthWorld.StartAsync();
        var id = await world.RegisterIdAsync();
        var first = await world.TokensAsync(id);
        world.Host.Clock.Advance(TimeSpan.FromMinutes(16));
        Assert.Equal(HttpStatusCode.Unauthorized, await world.CallAsync(first.Access));

        using var refreshed = await world.RefreshAsync(id, first.Refresh);
        var second = await OAuthWorld.TokensOfAsync(refreshed);

        Assert.NotEqual(first.Refresh, second.Refresh);
        Assert.Equal(HttpStatusCode.OK, await world.CallAsync(second.Access));
        Assert.Equal(ClaimsOf(first.Access).GetProperty("sub").GetString(), ClaimsOf(second.Access).GetProperty("sub").GetString());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task Refresh_Replay_EndsTheFamily(int generationsLater)
    {
        await using var world = await OAuthWorld.StartAsync();
        var id = await world.RegisterIdAsync();
        var stolen = await world.TokensAsync(id);
        var current = stolen;
        for (var generation = 0; generation <= generationsLater; generation++)
        {
            using var refreshed = await world.RefreshAsync(id, current.Refresh);
            current = await OAuthWorld.TokensOfAsync(refreshed);
        }

        world.Host.Clock.Advance(TimeSpan.FromSeconds(generationsLater == 0 ? 10 : 0));
        using var replay = await world.RefreshAsync(id, stolen.Refresh);

        Assert.Equal("invalid_grant", await OAuthWorld.ErrorAsync(replay));
        Assert.Equal(HttpStatusCode.Unauthorized, await world.CallAsync(current.Access));
        using var owner = await world.RefreshAsync(id, current.Refresh);
        Assert.Equal("invalid_grant", await OAuthWorld.ErrorAsync(owner));
    }

    [Fact]
    public async Task Refresh_TwiceAtOnceFromOnePlace_GivesBothTheSameSuccessor()
    {
        await using var world = await OAuthWorld.StartAsync();
        var id = await world.RegisterIdAsync();
        var first = await world.TokensAsync(id);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => world.RefreshAsync(id, first.Refresh)));

        var all = await Task.WhenAll(answers.Select(OAuthWorld.TokensOfAsync));
        var successor = Assert.Single(all.Select(tokens => tokens.Refresh).Distinct());
        Assert.NotEqual(first.Refresh, successor);
        using var next = await world.RefreshAsync(id, successor);
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);

        // The successor is used now: the first one is two behind, and no haste excuses that.
        using var replay = await world.RefreshAsync(id, first.Refresh);
        Assert.Equal("invalid_grant", await OAuthWorld.ErrorAsync(replay));
        Assert.Equal(HttpStatusCode.Unauthorized, await world.CallAsync(all[0].Access));
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.9", "00:00:10")]
    [InlineData("X-Nothing", "", "00:00:00")]
    public async Task Refresh_TwiceFromAnotherPlaceOrWithoutWindow_EndsTheFamily(string header, string value, string window)
    {
        await using var world = await OAuthWorld.StartAsync(("OAuth:RefreshRepeatWindow", window));
        var id = await world.RegisterIdAsync();
        var first = await world.TokensAsync(id);
        using var rotated = await world.RefreshAsync(id, first.Refresh);
        var owner = await OAuthWorld.TokensOfAsync(rotated);

        using var thief = await world.PostFormAsync(
            "/oauth2/token", [(header, value)], ("grant_type", "refresh_token"), ("client_id", id), ("refresh_token", first.Refresh));

        Assert.Equal("invalid_grant", await OAuthWorld.ErrorAsync(thief));
        Assert.Equal(HttpStatusCode.Unauthorized, await world.CallAsync(owner.Access));
    }

    [Fact]
    public async Task Refresh_InventedToken_EndsNothing()
    {
        await using var world = await OAuthWorld.StartAsync();
        var id = await world.RegisterIdAsync();
        var tokens = await world.TokensAsync(id);
        var forged = tokens.Refresh[..^4] + (tokens.Refresh.EndsWith("AAAA", StringComparison.Ordinal) ? "BBBA" : "AAAA");

        using var refused = await world.RefreshAsync(id, forged);

        Assert.Equal("invalid_grant", await OAuthWorld.ErrorAsync(refused));
        Assert.Equal(HttpStatusCode.OK, await world.CallAsync(tokens.Access));
    }

    [Fact]
    public async Task Refresh_ByAnotherClient_EndsTheFamily()
    {
        await using var world = await OAuthWorld.StartAsync();
        var tokens = await world.TokensAsync(await world.RegisterIdAsync());
        using var refused = await world.RefreshAsync(await world.RegisterIdAsync(), tokens.Refresh);
        Assert.Equal("invalid_grant", await OAuthWorld.ErrorAsync(refused));
        Assert.Equal(HttpStatusCode.Unauthorized, await world.CallAsync(tokens.Access));
    }

    [Fact]
    public async Task Refresh_Unused_EndsAfterItsLifetime()
    {
        await using var world = await OAuthWorld.StartAsync();
        var id = await world.RegisterIdAsync();
        var tokens = await world.TokensAsync(id);
        world.Host.Clock.Advance(TimeSpan.FromDays(31));
        using var refused = await world.RefreshAsync(id, tokens.Refresh);
        Assert.Equal("invalid_grant", await OAuthWorld.ErrorAsync(refused));
    }

    [Fact]
    public async Task Refresh_WiderScopeOrResource_IsRefused()
    {
        await using var world = await OAuthWorld.StartAsync();
        var id = await world.RegisterIdAsync();
        var request = world.Request(id);
        request["scope"] = "registry-admins";
        var tokens = await world.TokensAsync(id, request);
        using var scope = await world.RefreshAsync(id, tokens.Refresh, ("scope", "mcp"));
        using var resource = await world.RefreshAsync(id, tokens.Refresh, ("resource", world.Origin + "/other"));
        Assert.Equal("invalid_scope", await OAuthWorld.ErrorAsync(scope));
        Assert.Equal("invalid_target", await OAuthWorld.ErrorAsync(resource));
    }
}
