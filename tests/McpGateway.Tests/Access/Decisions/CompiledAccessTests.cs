using McpGateway.Access.Decisions;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.Routing;

namespace McpGateway.Tests.Access.Decisions;

/// <summary>What is compiled once and shared: the comparison of two rights, the lookups, and the identity of what is cached.</summary>
public sealed class CompiledAccessTests
{
    // One per test: what one test caches must not answer for another.
    private AccessSnapshot Snapshot { get; } = Policy.Of(
        Policy.Scope("a", Policy.Rule("a", ["tools/list"], [])),
        Policy.Scope("slash-a", Policy.Rule("/a/", [], ["t"])),
        Policy.Scope("b", Policy.Rule("b", [], [])),
        Policy.Scope("every", Policy.Rule("*", [], [])),
        Policy.Scope("every-and-a", Policy.Rule("*", ["resources/read"], []), Policy.Rule("a", ["tools/list"], ["t"])),
        Policy.Scope("slip", Policy.Rule("/*", ["all"], ["all"])),
        Policy.Scope("none"));

    [Theory]
    [InlineData("a", "a", false)]
    [InlineData("a", "slash-a", false)]
    [InlineData("a", "b", true)]
    [InlineData("a,b", "a", true)]
    [InlineData("a", "a,b", false)]
    [InlineData("a", "none", true)]
    [InlineData("none", "a", false)]
    [InlineData("every", "a,b", true)]
    [InlineData("a", "every", false)]
    [InlineData("every", "every-and-a", false)]
    [InlineData("every-and-a", "every", false)]
    [InlineData("every-and-a", "a", true)]
    [InlineData("slip", "none", false)]
    public void ReachesMoreThan_TwoSets_AsListed(string one, string other, bool expected) =>
        Assert.Equal(expected, Snapshot.For(one.Split(',')).ReachesMoreThan(Snapshot.For(other.Split(','))));

    [Fact]
    public void For_SameNames_GivesTheSameCompiledRights()
    {
        Assert.Same(Snapshot.For(["a", "b"]), Snapshot.For(["a", "b"]));
        Assert.NotSame(Snapshot.For(["a", "b"]), Snapshot.For(["a", "none"]));
        Assert.NotSame(Snapshot.For(["a", "b"]), Snapshot.For(["a"]));
        Assert.Same(Snapshot.For(["a", "b"]).For("a"), Snapshot.For(["a", "b"]).For("/a/"));
    }

    [Fact]
    public void For_ServerThatNoRuleNames_SharesTheWildcardsRights()
    {
        var access = Snapshot.For(["every-and-a"]);

        Assert.Same(access.For("x"), access.For("y"));
        Assert.NotSame(access.For("x"), access.For("a"));
        Assert.Same(ServerAccess.None, Snapshot.For(["a"]).For("x"));
        Assert.Same(ServerAccess.None, Snapshot.For(["none"]).For("x"));
    }

    [Fact]
    public void For_WildcardBesideANamedServer_BothCount()
    {
        var named = Snapshot.For(["every-and-a"]).For("a");

        Assert.True(named.AllowsMethod("resources/read"));
        Assert.True(named.AllowsMethod("tools/list"));
        Assert.True(named.AllowsTool("t"));
        Assert.False(Snapshot.For(["every-and-a"]).For("b").AllowsTool("t"));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("tools/call", false)]
    [InlineData("tools/list", true)]
    [InlineData("resources/read", false)]
    public void Allows_WithoutATool_AsListed(string? method, bool expected) =>
        Assert.Equal(expected, Snapshot.For(["a"]).For("a").Allows(method, null));

    [Fact]
    public void None_AllowsNothing()
    {
        Assert.False(ServerAccess.None.AllowsServer);
        Assert.False(ServerAccess.None.AllowsMethod("initialize"));
        Assert.False(ServerAccess.None.AllowsTool("t"));
        Assert.False(ServerAccess.None.AllowsApi("servers"));
        Assert.False(ServerAccess.None.Allows(null, null));
        Assert.False(new ServerAccess([], toolsOpenMethods: true).Allows(null, null));
        Assert.False(new ServerAccess([], toolsOpenMethods: true).AllowsMethod("initialize"));
    }

    [Fact]
    public void ScopesOf_SeveralGroups_PutsAGroupsOwnScopeFirst_ThenByName_WithoutRepetition()
    {
        var snapshot = Policy.Of(
            Policy.Scope("zeta") with { GroupMappings = ["zeta", "alpha"] },
            Policy.Scope("beta") with { GroupMappings = ["zeta", "zeta"] },
            Policy.Scope("Alpha") with { GroupMappings = ["alpha"] },
            Policy.Scope("alpha") with { GroupMappings = ["zeta", "alpha"] });

        Assert.Equal(["zeta", "alpha", "beta"], snapshot.ScopesOf(["zeta"]));
        Assert.Equal(["alpha", "Alpha", "zeta", "beta"], snapshot.ScopesOf(["alpha", "nobody", "zeta"]));
        Assert.Equal(["alpha", "zeta"], snapshot.Groups.Order(StringComparer.Ordinal));
        Assert.Equal(4, snapshot.Scopes.Count());
        Assert.Equal("beta", snapshot.FindScope("beta")?.Name);
        Assert.Null(snapshot.FindScope("BETA"));
        Assert.Equal(1, snapshot.Version);
    }

    [Fact]
    public void AllowsApi_ScopeOfTheCaller_AsItsRulesSay()
    {
        var snapshot = Policy.Of(Policy.Scope("s", Policy.Rule("api", ["servers"], ["search"])));

        Assert.True(snapshot.AllowsApi(Callers.With("s"), "servers"));
        Assert.True(snapshot.AllowsApi(Callers.With("s"), "search"));
        Assert.False(snapshot.AllowsApi(Callers.With("s"), "agents"));
        Assert.False(snapshot.AllowsApi(Callers.With(), "servers"));
        Assert.False(snapshot.AllowsApi(Callers.With("s"), "servers", "v0.1"));
    }

    [Fact]
    public void Decider_ForeignPrincipal_ReachesNothing()
    {
        var holder = new AccessSnapshotHolder();
        holder.Publish(Snapshot);
        var decider = new AccessDecider(holder, []);
        var route = new Route { Path = "/a", Upstream = new("https://upstream.example"), State = RouteState.Ready };

        Assert.True(decider.For(Proxied(Callers.With("a")), route).AllowsServer);
        Assert.False(decider.For(Proxied(Callers.With("b")), route).AllowsServer);
        Assert.Same(ServerAccess.None, decider.For(Proxied(new object()), route));
    }

    [Fact]
    public void Arguments_Missing_AreNamed()
    {
        Assert.Throws<ArgumentNullException>("groups", () => Snapshot.ScopesOf(null!));
        Assert.Throws<ArgumentNullException>("groups", () => Snapshot.PermissionsOf(null!, []));
        Assert.Throws<ArgumentNullException>("scopes", () => Snapshot.For(null!));
        Assert.Throws<ArgumentNullException>("caller", () => Snapshot.AllowsApi(null!, "x"));
        Assert.Throws<ArgumentNullException>("segment", () => Snapshot.AllowsApi(Callers.Admin, null!));
        Assert.Throws<ArgumentNullException>("server", () => Snapshot.For(["none"]).For(null!));
        Assert.Throws<ArgumentNullException>("method", () => ServerAccess.None.AllowsMethod(null!));
    }

    [Theory]
    [InlineData("initialize", true)]
    [InlineData("ping", true)]
    [InlineData("server/discover", true)]
    [InlineData("GET", true)]
    [InlineData("DELETE", true)]
    [InlineData("notifications/x", true)]
    [InlineData("notifications", false)]
    [InlineData("POST", false)]
    [InlineData("get", false)]
    [InlineData("tools/list", false)]
    [InlineData("Initialize", false)]
    public void NeedsServerOnly_Method_AsListed(string method, bool expected)
    {
        Assert.Equal(expected, ServerAccess.NeedsServerOnly(method));
        Assert.Equal(expected, Snapshot.For(["b"]).For("b").AllowsMethod(method));
    }

    private static ProxyCaller Proxied(object principal) =>
        new() { Subject = "s", UserName = "u", ClientId = "", Scopes = "", AuthMethod = "m", Principal = principal };
}
