using McpGateway.Access;
using McpGateway.Access.Decisions;
using McpGateway.Access.Editing;
using McpGateway.Access.Scopes;
using McpGateway.Foundation;
using McpGateway.Proxy.Routing;
using Route = McpGateway.Proxy.Routing.Route;

namespace McpGateway.Tests.Access.Editing;

/// <summary>Who may use what, and what two people may do that the other may not: as the data plane decides.</summary>
public sealed class AccessReviewsTests
{
    [Theory]
    [InlineData("weather", null, "all:2 team:1", "ann bob cid*")]
    [InlineData("/weather/", "forecast", "all:2 team:1", "ann bob cid*")]
    [InlineData("weather", "alerts", "all:2", "bob")]
    [InlineData("team/github", null, "all:1", "bob")]
    [InlineData("weather", "no_such_tool", "all:2", "bob")]
    public async Task Who_ServerOrTool_ThroughWhichScopes(string server, string? tool, string scopes, string people)
    {
        using var world = await StartAsync();

        var found = (await Reviews(world).WhoMayUseAsync(AccessWorld.Admin, server, tool, AccessWorld.Cancellation)).Value!;

        Assert.Equal(scopes, string.Join(' ', found.Scopes.Select(static scope => $"{scope.Name}:{scope.Tools.Count}")));
        Assert.Equal(people, string.Join(' ', found.People.Select(static person => person.Name + (person.IsEnabled ? "" : "*"))));
        Assert.All(found.People, static person => Assert.NotEmpty(person.Scopes));
    }

    [Fact]
    public async Task Who_ServerThatIsNotThere_IsNotFound()
    {
        using var world = await StartAsync();

        Assert.Equal(
            ErrorKind.NotFound,
            (await Reviews(world).WhoMayUseAsync(AccessWorld.Admin, "nowhere", null, AccessWorld.Cancellation)).Error?.Kind);
    }

    [Theory]
    [InlineData("ann", "bob", "team/github:|search:0 weather:|alerts:1", 1)]
    [InlineData("bob", "ann", "team/github:search|:0 weather:alerts|:1", 1)]
    [InlineData("ann", "cid", "", 1)]
    [InlineData("ann", "dan", "weather:forecast|:0", 0)]
    public async Task Compare_TwoUsers_SaysWhatOneAloneMay(string first, string second, string expected, int common)
    {
        using var world = await StartAsync();

        var found = (await Reviews(world).CompareAsync(AccessWorld.Admin, first, second, AccessWorld.Cancellation)).Value!;

        var differences = found.Differences.OrderBy(static difference => difference.Server, StringComparer.Ordinal);
        Assert.Equal(expected, string.Join(' ', differences.Select(
            static difference => $"{difference.Server}:{string.Join(',', difference.OnlyFirst)}|{string.Join(',', difference.OnlySecond)}"
                + $":{difference.Both}")));
        Assert.Equal(common, found.Common);
    }

    [Theory]
    [InlineData("eve", "ann", "eve")]
    [InlineData("ann", "eve", "eve")]
    [InlineData("", "ann", "two users")]
    public async Task Compare_SomebodyUnknown_IsNamed(string first, string second, string named)
    {
        using var world = await StartAsync();

        var found = await Reviews(world).CompareAsync(AccessWorld.Admin, first, second, AccessWorld.Cancellation);

        Assert.Equal(ErrorKind.NotFound, found.Error?.Kind);
        Assert.Contains(named, found.Error!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OrdinaryCaller_LearnsNothing()
    {
        using var world = await StartAsync();
        var caller = Callers.With("all");

        var who = await Reviews(world).WhoMayUseAsync(caller, "weather", null, AccessWorld.Cancellation);
        var compared = await Reviews(world).CompareAsync(caller, "ann", "bob", AccessWorld.Cancellation);

        Assert.Equal((ErrorKind.Forbidden, ErrorKind.Forbidden), (who.Error?.Kind, compared.Error?.Kind));
    }

    private static async Task<AccessWorld> StartAsync()
    {
        var world = await AccessWorld.StartAsync(seeded: false);
        await world.CommitAsync(batch => Task.FromResult(batch
            .Put(ScopeRepository.Scopes, "team", Policy.Scope("team", Policy.Rule("weather", ["tools/call"], ["forecast"])) with
            { GroupMappings = ["staff"] }, null)
            .Put(ScopeRepository.Scopes, "all", Policy.Scope("all", Policy.Rule("*", ["all"], ["all"])) with
            { GroupMappings = ["chiefs"] }, null)));
        return world;
    }

    /// <summary>One server is hidden from those who are not chiefs, whatever their rules.</summary>
    [Fact]
    public async Task Hidden_Server_IsNobodysWhoDoesNotSeeIt()
    {
        using var world = await StartAsync();
        var routes = new RouteTableHolder();
        routes.Publish(new([new() { Path = "/weather", Upstream = new("http://10.1.2.3/"), State = RouteState.Ready }], revision: 1));
        var reviews = Reviews(world, new(routes, [new ForChiefs()]));

        var who = (await reviews.WhoMayUseAsync(AccessWorld.Admin, "weather", null, AccessWorld.Cancellation)).Value!;
        var compared = (await reviews.CompareAsync(AccessWorld.Admin, "ann", "bob", AccessWorld.Cancellation)).Value!;

        Assert.Equal(["bob"], who.People.Select(static person => person.Name));
        var weather = compared.Differences.Single(static difference => difference.Server == "weather");
        Assert.Equal((false, true, 0, 2), (weather.FirstMayUse, weather.SecondMayUse, weather.Both, weather.OnlySecond.Count));
    }

    private static AccessReviews Reviews(AccessWorld world, AccessVisibility? visibility = null) =>
        new(world.Holder, world.Catalog, visibility ?? new(new(), []), [new People()], [new People()]);

    private sealed class ForChiefs : IServerSight
    {
        public bool Sees(Caller caller, Route route) => caller.Groups.Contains("chiefs");

        public Hiding? HidingOf(Caller caller, Route route) => Sees(caller, route) ? null : new("group-restricted", "it is for chiefs.");
    }

    /// <summary>Ann and the disabled Cid are in the team, Bob is a chief, Dan is in no group.</summary>
    private sealed class People : IKnownUsers, IKnownAccounts
    {
        public IReadOnlyList<KnownUser> List() =>
        [
            Of("ann", ["staff"]), Of("bob", ["chiefs"]), Of("cid", ["staff"]) with { IsEnabled = false }, Of("dan", []),
        ];

        private static KnownUser Of(string name, string[] groups) => new(name, groups, IsEnabled: true, "local:" + name);

        public Task<KnownUser?> FindAsync(string name, CancellationToken cancellationToken) =>
            Task.FromResult(List().FirstOrDefault(user => user.Name == name));
    }
}
