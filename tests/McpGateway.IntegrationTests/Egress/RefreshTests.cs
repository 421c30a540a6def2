using System.Net;

namespace McpGateway.IntegrationTests.Egress;

public sealed class RefreshTests
{
    [Fact]
    public async Task Call_FiftyInParallelAfterExpiry_RefreshOnce()
    {
        await using var world = await EgressWorld.StartAsync();
        await world.ConfigureAsync();
        await world.ConnectAsync("alice");
        Assert.Equal("alice@provider", (await world.CallAsync("alice")).Account);
        world.Clock.Advance(TimeSpan.FromHours(2));

        var calls = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => world.CallAsync("alice")));

        Assert.All(calls, call => Assert.Equal("alice@provider", call.Account));
        Assert.Equal(1, world.Provider.Refreshes);
        Assert.Empty(world.Provider.Problems);
    }

    [Fact]
    public async Task Call_FiftyInParallelOnTwoReplicas_RefreshOnce()
    {
        await using var world = await EgressWorld.StartAsync();
        await world.ConfigureAsync();
        await world.ConnectAsync("alice");
        await using var replica = await world.ReplicaAsync();
        Assert.Equal("alice@provider", (await world.CallAsync("alice")).Account);
        Assert.Equal("alice@provider", (await replica.CallAsync("alice")).Account);
        world.Clock.Advance(TimeSpan.FromHours(2));

        var calls = await Task.WhenAll(Enumerable.Range(0, 50).Select(number => (number % 2 == 0 ? world : replica).CallAsync("alice")));

        Assert.All(calls, call => Assert.Equal("alice@provider", call.Account));
        Assert.Equal(1, world.Provider.Refreshes);
        Assert.Empty(world.Provider.Problems);
    }

    [Fact]
    public async Task Call_ShortlyBeforeExpiry_DoesNotWaitForTheRefresh()
    {
        await using var world = await EgressWorld.StartAsync();
        await world.ConfigureAsync();
        await world.ConnectAsync("alice");
        await world.CallAsync("alice");
        world.Provider.Gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Clock.Advance(TimeSpan.FromSeconds(3600 - 30));

        Assert.Equal("alice@provider", (await world.CallAsync("alice")).Account);
        await world.Provider.RefreshArrived.Task.WaitAsync(Eventually.Patience, TestContext.Current.CancellationToken);
        Assert.Equal("alice@provider", (await world.CallAsync("alice")).Account);
        world.Provider.Gate.SetResult();

        world.Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal("alice@provider", (await world.CallAsync("alice")).Account);
        Assert.Equal(1, world.Provider.Refreshes);
    }

    [Fact]
    public async Task Disconnect_DuringARefresh_TakesTheNewTokensBack()
    {
        await using var world = await EgressWorld.StartAsync();
        await world.ConfigureAsync();
        await world.ConnectAsync("alice");
        await world.CallAsync("alice");
        world.Provider.Gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Clock.Advance(TimeSpan.FromHours(2));
        var pending = world.CallAsync("alice");
        await world.Provider.RefreshArrived.Task.WaitAsync(Eventually.Patience, TestContext.Current.CancellationToken);

        using var answer = await world.SendAsync(HttpMethod.Delete, "/api/egress/connections/team/jira", "alice");
        world.Provider.Gate.SetResult();

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(-32042, (await pending).Code);
        Assert.Equal(-32042, (await world.CallAsync("alice")).Code);
        Assert.Single(world.Upstream.Authorizations);

        // The stored refresh token, and the one that came too late.
        Assert.Equal(2, world.Provider.Revoked.Distinct().Count());
    }

    [Fact]
    public async Task Upstream401_RefreshesOnceAndTriesAgain()
    {
        await using var world = await EgressWorld.StartAsync();
        await world.ConfigureAsync();
        await world.ConnectAsync("alice");
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        world.Provider.EndAccessTokens();

        var calls = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => world.CallAsync("alice")));

        Assert.All(calls, call => Assert.Equal("alice@provider", call.Account));
        Assert.Equal(1, world.Provider.Refreshes);
    }

    [Fact]
    public async Task Upstream401_AgainAndAgain_IsAClearErrorWithoutARefreshStorm()
    {
        await using var world = await EgressWorld.StartAsync();
        await world.ConfigureAsync();
        await world.ConnectAsync("alice");
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        world.Upstream.RefusesAll = true;

        for (var attempt = 0; attempt < 10; attempt++)
        {
            var call = await world.CallAsync("alice");
            Assert.Equal((200, -32042, false), (call.Status, call.Code, call.HasChallenge));
        }

        Assert.Equal(1, world.Provider.Refreshes);
    }

    [Fact]
    public async Task Refresh_ConsentWithdrawn_AsksToConnectAgain()
    {
        await using var world = await EgressWorld.StartAsync();
        await world.ConfigureAsync();
        await world.ConnectAsync("alice");
        world.Provider.EndGrants();
        world.Clock.Advance(TimeSpan.FromHours(2));

        Assert.Equal(-32042, (await world.CallAsync("alice")).Code);
        Assert.Equal(-32042, (await world.CallAsync("alice")).Code);

        Assert.Equal(1, world.Provider.Refreshes);
        await world.ConnectAsync("alice");
        Assert.Equal("alice@provider", (await world.CallAsync("alice")).Account);
    }

    [Fact]
    public async Task Refresh_ProviderDown_IsUnavailableThenRecovers()
    {
        await using var world = await EgressWorld.StartAsync();
        await world.ConfigureAsync();
        await world.ConnectAsync("alice");
        world.Provider.IsDown = true;
        world.Clock.Advance(TimeSpan.FromHours(2));

        Assert.Equal(503, (await world.CallAsync("alice")).Status);
        Assert.Equal(503, (await world.CallAsync("alice")).Status);
        world.Provider.IsDown = false;
        world.Clock.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal("alice@provider", (await world.CallAsync("alice")).Account);
        Assert.Equal(1, world.Provider.Refreshes);
    }

    [Fact]
    public async Task Call_ExpiredWithoutRefreshToken_AsksToConnectAgain()
    {
        await using var world = await EgressWorld.StartAsync();
        world.Provider.GivesRefreshTokens = false;
        await world.ConfigureAsync();
        await world.ConnectAsync("alice");
        Assert.Equal("alice@provider", (await world.CallAsync("alice")).Account);
        world.Clock.Advance(TimeSpan.FromHours(2));

        Assert.Equal(-32042, (await world.CallAsync("alice")).Code);
        Assert.Equal(0, world.Provider.Refreshes);
    }
}
