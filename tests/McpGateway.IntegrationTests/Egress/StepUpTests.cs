namespace McpGateway.IntegrationTests.Egress;

public sealed class StepUpTests
{
    private const int UrlElicitationRequired = -32042;
    private const int UpstreamInvalid = 50200;

    private static readonly string[] Stated = ["read", "list"];
    private static readonly object Upstream = new { mode = "user_oauth" };

    [Fact]
    public async Task Upstream403_ForWantOfAScope_HasTheUserConnectAgainForBoth()
    {
        await using var world = await ConnectedAsync(Upstream);
        world.Upstream.NeededScope = "write";

        var refused = await world.CallAsync("alice");
        var (_, scope) = await BeginAsync(world);
        await world.ConnectAsync("alice");

        Assert.Equal((200, UrlElicitationRequired, false), (refused.Status, refused.Code, refused.HasChallenge));
        Assert.Equal("read write", scope);
        world.Upstream.NeededScope = "read";
        Assert.Equal("alice@provider", (await world.CallAsync("alice")).Account);
    }

    [Fact]
    public async Task Reconnected_HasBothScopes_AndKeepsThemWhenItConnectsOnceMore()
    {
        await using var world = await ConnectedAsync(Upstream);
        world.Upstream.NeededScope = "write";
        await world.CallAsync("alice");
        await world.ConnectAsync("alice");

        Assert.Equal("alice@provider", (await world.CallAsync("alice")).Account);
        Assert.Equal("read write", (await BeginAsync(world)).Scope);
    }

    [Fact]
    public async Task ServerThatIsNeverContent_DoesNotSendUsersRoundInCircles()
    {
        await using var world = await ConnectedAsync(Upstream);
        (world.Upstream.NeededScope, world.Upstream.IsInsatiable) = ("write", true);
        await world.CallAsync("alice");
        await world.ConnectAsync("alice");

        var call = await world.CallAsync("alice");

        Assert.Equal((502, UpstreamInvalid, false), (call.Status, call.Code, call.HasChallenge));
    }

    [Fact]
    public async Task ScopesThatAnOperatorStated_AreNotExceeded()
    {
        await using var world = await ConnectedAsync(new { mode = "user_oauth", scopes = Stated });
        world.Upstream.NeededScope = "read write";

        var call = await world.CallAsync("alice");

        Assert.Equal((502, UpstreamInvalid), (call.Status, call.Code));
        Assert.Equal("read list", (await BeginAsync(world)).Scope);
    }

    [Fact]
    public async Task ScopeThatTheProviderMayNotKnow_IsAskedForOnce()
    {
        await using var world = await ConnectedAsync(Upstream);
        world.Upstream.NeededScope = "unheard-of";
        await world.CallAsync("alice");

        Assert.Equal("read unheard-of", (await BeginAsync(world)).Scope);
        Assert.Equal("read", (await BeginAsync(world)).Scope);
    }

    [Fact]
    public async Task ManyRequestsAtOnce_AreAllAnsweredTheSame()
    {
        await using var world = await ConnectedAsync(Upstream);
        world.Upstream.NeededScope = "write";

        var calls = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => world.CallAsync("alice")));

        Assert.All(calls, call => Assert.Equal(UrlElicitationRequired, call.Code));
        Assert.Equal("read write", (await BeginAsync(world)).Scope);
    }

    [Fact]
    public async Task ChallengeDuringARefresh_LosesNoToken()
    {
        await using var world = await ConnectedAsync(Upstream);
        world.Clock.Advance(TimeSpan.FromSeconds(3600 - 30));
        world.Upstream.NeededScope = "write";
        world.Provider.Gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

        var call = world.CallAsync("alice");
        await world.Provider.RefreshArrived.Task;
        world.Provider.Gate.SetResult();
        while (!call.IsCompleted)
        {
            world.Clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.WhenAny(call, Task.Delay(TimeSpan.FromMilliseconds(10), TestContext.Current.CancellationToken));
        }

        Assert.Equal(UrlElicitationRequired, (await call).Code);
        Assert.Empty(world.Provider.Revoked);
        world.Upstream.NeededScope = "read";
        Assert.Equal("alice@provider", (await world.CallAsync("alice")).Account);
    }

    [Fact]
    public async Task Upstream403_ThatIsNotAboutScopes_IsTheServersOwnAnswer()
    {
        await using var world = await ConnectedAsync(Upstream);
        world.Upstream.ForbidsAll = true;

        using var answer = await world.SendAsync(
            HttpMethod.Post, EgressWorld.Server + "/mcp", "alice",
            new { jsonrpc = "2.0", id = 1, method = "tools/call", @params = new { name = "whoami" } },
            ("Accept", "application/json, text/event-stream"));

        Assert.Equal(403, (int)answer.StatusCode);
    }

    private static async Task<EgressWorld> ConnectedAsync(object settings)
    {
        var world = await EgressWorld.StartAsync();
        await world.ConfigureAsync(settings);
        await world.ConnectAsync("alice");
        return world;
    }

    private static async Task<(Uri Authorize, string? Scope)> BeginAsync(EgressWorld world)
    {
        var round = await world.BeginAsync(await world.SessionAsync("alice"));
        return (round.Authorize, System.Web.HttpUtility.ParseQueryString(round.Authorize.Query)["scope"]);
    }
}
