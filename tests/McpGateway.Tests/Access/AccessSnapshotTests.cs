using FsCheck;
using FsCheck.Fluent;
using McpGateway.Access.Decisions;
using McpGateway.Access.Scopes;

namespace McpGateway.Tests.Access;

public sealed class AccessSnapshotTests
{
    private static readonly string[] Servers = ["*", "a", "/a/", "a/b", "/*", "api", "b"];
    private static readonly string[] Names = [
        "all", "*", "initialize", "tools/list", "tools/call", "resources/read", "notifications/x", "t1", "t2", "servers", "GET"];

    /// <summary>The policy language, said once more in the plainest way: the compiled form must agree with it.</summary>
    [Fact]
    public void Decide_AnyRules_AgreesWithThePlainReading() => Prop.ForAll(Cases().ToArbitrary(), example =>
    {
        var (scopes, server, method, tool) = example;
        var plain = scopes.SelectMany(scope => scope.Rules).Any(rule => Grants(rule, server.Trim('/'), method, tool));

        return plain == Policy.Of(scopes).For([.. scopes.Select(scope => scope.Name)]).For(server).Allows(method, tool);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Explain_AnyRules_AgreesWithTheDecision() => Prop.ForAll(Cases().ToArbitrary(), example =>
    {
        var (scopes, server, method, tool) = example;
        string[] names = [.. scopes.Select(scope => scope.Name), "unknown"];
        var snapshot = Policy.Of(scopes);
        var explained = AccessExplainer.Explain(snapshot, names, server, method, tool);
        var isApi = server == "api" && method is not null;
        var access = snapshot.For(names).For(server);

        return explained.Allowed == (isApi ? access.AllowsApi(method!) : access.Allows(method, tool))
            && explained.Allowed == explained.Matched.Count > 0
            && explained.UnknownScopes.SequenceEqual(["unknown"])
            && explained.Reason.Length > 0;
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("registry-users-lob1", "currenttime")]
    [InlineData("registry-users-lob1", "unknown")]
    [InlineData("registry-admins", "unknown")]
    public void For_KnownScopes_AllocatesNothing(string group, string server)
    {
        var seed = Policy.Seed();
        var scopes = seed.ScopesOf([group]);
        var allowed = 0;
        long Measure()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++)
            {
                allowed += seed.For(scopes).For(server).AllowsTool("t") ? 1 : 0;
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Measure();

        Assert.Equal(0, Measure());
    }

    [Fact]
    public void AllowsApi_Administrator_IsAlwaysTrue() => Assert.True(AccessSnapshot.Empty.AllowsApi(Callers.Admin, "management"));

    [Fact]
    public void AllowsApi_OtherSurface_IsJudgedByItsOwnName()
    {
        var snapshot = Policy.Of(Policy.Scope("s", Policy.Rule("v0.1", ["agents"], [])));

        Assert.True(snapshot.AllowsApi(Callers.With("s"), "agents", "v0.1"));
        Assert.False(snapshot.AllowsApi(Callers.With("s"), "agents"));
    }

    [Fact]
    public void For_MoreSetsThanTheCacheHolds_StaysBounded()
    {
        var snapshot = Policy.Of(Policy.Scope("s", Policy.Rule("a", [], [])));
        for (var i = 0; i < ScopeSets.Capacity * 2; i++)
        {
            Assert.True(snapshot.For(["s", $"made-up-{i}"]).For("a").AllowsServer);
            Assert.InRange(snapshot.CachedSets, 1, ScopeSets.Capacity);
        }
    }

    [Fact]
    public void For_SeveralSets_KeepsEachOfThem()
    {
        var snapshot = Policy.Of(Policy.Scope("s", Policy.Rule("a", [], [])), Policy.Scope("none"));
        var first = snapshot.For(["s"]);
        Assert.NotSame(first, snapshot.For(["none"]));

        Assert.Same(first, snapshot.For(["s"]));
        Assert.Equal(2, snapshot.CachedSets);
    }

    [Fact]
    public void For_ListChangedAfterwards_IsNotConfused()
    {
        var snapshot = Policy.Of(Policy.Scope("s", Policy.Rule("a", [], [])), Policy.Scope("none"));
        var scopes = new List<string> { "s" };
        Assert.True(snapshot.For(scopes).For("a").AllowsServer);

        scopes[0] = "none";

        Assert.False(snapshot.For(scopes).For("a").AllowsServer);
        Assert.True(snapshot.For(["s"]).For("a").AllowsServer);
    }

    [Theory]
    [InlineData("scope named registry-admins", "registry-admins", "all", "", true)]
    [InlineData("own name without every server", "team-admins", "all", "", false)]
    [InlineData("own name with every server", "team-admins", "all", "*", true)]
    [InlineData("every server, one server's permissions", "team-admins", "weather", "*", false)]
    [InlineData("every server, no permissions", "team-admins", "", "*", false)]
    [InlineData("admin name without permissions", "registry-admins", "", "*", false)]
    public void IsAdmin_ByTheRule_AsListed(string why, string name, string resource, string server, bool isAdmin)
    {
        Assert.NotEmpty(why);
        string[] actions = resource.Length == 0 ? [] : ["register_service", "modify_service", "toggle_service"];
        var scope = Policy.Scope(name, server.Length == 0 ? [] : [Policy.Rule(server, ["all"], ["all"])]) with
        {
            UiPermissions = actions.ToDictionary(action => action, IReadOnlyList<string> (_) => [resource], StringComparer.Ordinal),
        };

        Assert.Equal(isAdmin, Policy.Of(scope).PermissionsOf([], [name]).IsAdmin);
    }

    [Theory]
    [InlineData("team/execute", "", true)]
    [InlineData("team/execute", "mcp-registry-user", false)]
    [InlineData("mcp-servers-unrestricted/execute", "mcp-registry-user", true)]
    [InlineData("team/read", "mcp-registry-admin", false)]
    public void CanModifyServers_ByScopeAndGroup_AsListed(string scope, string group, bool expected) =>
        Assert.Equal(expected, Policy.Of(Policy.Scope(scope)).PermissionsOf([group], [scope]).CanModifyServers);

    [Fact]
    public void PermissionsOf_SeveralScopes_AreMerged()
    {
        var one = Policy.Scope("one", Policy.Rule("a", [], []), Policy.Rule("*", [], [])) with { UiPermissions = Permissions("x", "y") };
        var two = Policy.Scope("two", Policy.Rule("/a/", [], []), Policy.Rule("b", [], [])) with { UiPermissions = Permissions("y", "z") };

        var merged = Policy.Of(one, two).PermissionsOf([], ["one", "missing", "two"]);

        Assert.Equal(["x", "y", "z"], merged.UiPermissions["list_service"]);
        Assert.Equal(["a", "*", "b"], merged.AccessibleServers);
    }

    private static Dictionary<string, IReadOnlyList<string>> Permissions(params string[] names) => new() { ["list_service"] = names };

    private static bool Grants(ServerRule rule, string server, string? method, string? tool)
    {
        var named = rule.Server.TrimEnd('/') == "*"
            || (rule.Server.Trim('/') == server && !rule.Server.StartsWith("/*", StringComparison.Ordinal));
        var anyTool = rule.Tools.Contains("all") || rule.Tools.Contains("*");
        var anyMethod = rule.Methods.Contains("all") || rule.Methods.Contains("*");
        return named && method switch
        {
            null or "initialize" or "ping" or "server/discover" or "GET" or "DELETE" => true,
            "tools/call" => !string.IsNullOrEmpty(tool) && (anyTool || rule.Tools.Contains(tool)),
            _ => method.StartsWith("notifications/", StringComparison.Ordinal) || anyMethod || rule.Methods.Contains(method),
        };
    }

    private static Gen<(ScopeRecord[] Scopes, string Server, string? Method, string? Tool)> Cases()
    {
        var names = Gen.Elements(Names).ListOf().Select(list => list.Take(3).ToArray());
        var rule = from server in Gen.Elements(Servers)
                   from methods in names
                   from tools in names
                   select new ServerRule(
            server, methods, tools);
        var rules = rule.ListOf().Select(list => list.Take(4).ToArray());
        return from first in rules
               from second in rules
               from server in Gen.Elements("a", "a/b", "b", "api", "unknown", "/a/")
               from method in Gen.Elements<string?>([null, .. Names])
               from tool in Gen.Elements<string?>(null, "", "t1", "t2", "all", "resources/read")
               select ((ScopeRecord[])[Policy.Scope("one", first), Policy.Scope("two", second)], server, method, tool);
    }
}
