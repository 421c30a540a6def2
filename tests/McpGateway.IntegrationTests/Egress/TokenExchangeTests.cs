namespace McpGateway.IntegrationTests.Egress;

public sealed class TokenExchangeTests
{
    [Fact]
    public async Task Call_ExchangesTheCallersIdentityOnce()
    {
        await using var world = await EgressWorld.StartAsync();
        await world.ConfigureAsync(world.Settings("token_exchange"));

        var calls = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => world.CallAsync("alice")));

        Assert.All(calls, call => Assert.Equal("local:alice", call.Account));
        Assert.Equal(1, world.Provider.Exchanges);
        Assert.Equal("local:bob", (await world.CallAsync("bob")).Account);
        Assert.Equal(2, world.Provider.Exchanges);
        Assert.Empty(world.Provider.Problems);
    }

    [Fact]
    public async Task Call_ShortlyBeforeExpiry_ExchangesAgain()
    {
        await using var world = await EgressWorld.StartAsync();
        await world.ConfigureAsync(world.Settings("token_exchange"));
        await world.CallAsync("alice");
        world.Clock.Advance(TimeSpan.FromSeconds(3600 - 30));

        Assert.Equal("local:alice", (await world.CallAsync("alice")).Account);
        Assert.Equal(2, world.Provider.Exchanges);
    }

    [Fact]
    public async Task Upstream401_ExchangesAgainOnce()
    {
        await using var world = await EgressWorld.StartAsync();
        await world.ConfigureAsync(world.Settings("token_exchange"));
        await world.CallAsync("alice");
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        world.Provider.EndAccessTokens();

        Assert.Equal("local:alice", (await world.CallAsync("alice")).Account);
        world.Upstream.RefusesAll = true;
        Assert.Equal(502, (await world.CallAsync("alice")).Status);
        Assert.Equal(2, world.Provider.Exchanges);
    }

    [Fact]
    public async Task Assertion_IsNoAccessTokenOfTheGateway()
    {
        await using var world = await EgressWorld.StartAsync();
        var assertions = world.Get<Foundation.IIdentityAssertions>();
        var caller = new Foundation.Caller
        {
            UserName = "root",
            Subject = "local:root",
            Groups = ["admins"],
            Scopes = [],
            AuthMethod = "traditional",
            Provider = "local",
            Permissions = Foundation.CallerPermissions.None,
        };

        using var answer = await world.SendAsync(
            HttpMethod.Get, "/api/egress/connections", null, null, (
                "Authorization", "Bearer " + assertions.Sign(caller, "mcp-registry", TimeSpan.FromMinutes(1))));

        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Call_ServiceDown_IsUnavailable()
    {
        await using var world = await EgressWorld.StartAsync();
        await world.ConfigureAsync(world.Settings("token_exchange"));
        world.Provider.IsDown = true;

        Assert.Equal(503, (await world.CallAsync("alice")).Status);
        world.Provider.IsDown = false;
        Assert.Equal("local:alice", (await world.CallAsync("alice")).Account);
    }
}
