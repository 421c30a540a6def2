using FsCheck;
using FsCheck.Fluent;
using McpGateway.Access.Decisions;
using McpGateway.Access.Scopes;

namespace McpGateway.Tests.Access.Decisions;

/// <summary>Who is an administrator, and that rights only ever grow when scopes and rules are added.</summary>
public sealed class PermissionRulesTests
{
    private static readonly string[] Actions = ["register_service", "modify_service", "toggle_service"];
    private static readonly string[] Names = ["all", "*", "tools/list", "tools/call", "t1", "servers", "initialize"];

    [Theory]
    [InlineData("registry-admins", "register_service,modify_service,toggle_service", true)]
    [InlineData("mcp-registry-admin", "register_service,modify_service,toggle_service", true)]
    [InlineData("Registry-Admins", "register_service,modify_service,toggle_service", false)]
    [InlineData("registry-admins", "register_service,modify_service", false)]
    [InlineData("registry-admins", "register_service,toggle_service", false)]
    [InlineData("registry-admins", "modify_service,toggle_service", false)]
    [InlineData("registry-admins", "", false)]
    public void IsAdmin_NamedScope_NeedsAllThreeActions(string name, string actions, bool expected) =>
        Assert.Equal(expected, PermissionsOf(Granting(name, "all", actions.Split(',', StringSplitOptions.RemoveEmptyEntries))).IsAdmin);

    [Theory]
    [InlineData("*", "all", true)]
    [InlineData("*", "*", true)]
    [InlineData("*", "tools/list", false)]
    [InlineData("*/", "all", true)]
    [InlineData("/*", "all", false)]
    [InlineData("weather", "all", false)]
    public void IsAdmin_OtherScope_NeedsEveryServerAndMethod(string server, string methods, bool expected) =>
        Assert.Equal(
            expected, PermissionsOf(Granting("team", "all", Actions) with { Rules = [Policy.Rule(server, [methods], [])] }).IsAdmin);

    [Fact]
    public void IsAdmin_WildcardOfAnotherScope_Counts_ButActionsAreNotAddedUp()
    {
        var reach = Policy.Scope("reach", Policy.Rule("*", ["all"], []));

        Assert.True(PermissionsOf(Granting("team", "all", Actions), reach).IsAdmin);
        Assert.False(
            PermissionsOf(
            Granting("one", "all", "register_service", "modify_service"), Granting("two", "all", "toggle_service"), reach).IsAdmin);
        Assert.False(PermissionsOf(Granting("registry-admins", "*", Actions)).IsAdmin);
    }

    [Theory]
    [InlineData("registry-admins", "mcp-registry-user", true)]
    [InlineData("x/execute", "other", true)]
    [InlineData("x/execute", "mcp-registry-user", false)]
    [InlineData("x/execute,mcp-servers-unrestricted/execute", "mcp-registry-user", true)]
    [InlineData("x/execute,mcp-servers-unrestricted/read", "mcp-registry-user", false)]
    [InlineData("execute", "", false)]
    [InlineData("x/EXECUTE", "", false)]
    public void CanModifyServers_ScopesAndGroup_AsListed(string scopes, string group, bool expected)
    {
        ScopeRecord[] held =
            [.. scopes.Split(',').Select(name => name == "registry-admins" ? Granting(name, "all", Actions) : Policy.Scope(name))];

        Assert.Equal(expected, Policy.Of(held).PermissionsOf([group], scopes.Split(',')).CanModifyServers);
    }

    [Fact]
    public void PermissionsOf_NothingHeld_DeniesEverything()
    {
        var permissions = Policy.Seed().PermissionsOf(["nobody"], ["made-up"]);

        Assert.False(permissions.IsAdmin);
        Assert.False(permissions.CanModifyServers);
        Assert.Empty(permissions.UiPermissions);
        Assert.Empty(permissions.AccessibleServers);
    }

    [Fact]
    public void AddingARule_NeverTakesARightAway() => Prop.ForAll(Cases().ToArbitrary(), example =>
    {
        var (rules, added, server, method, tool) = example;
        var before = Policy.Of(Policy.Scope("s", rules)).For(["s"]).For(server);
        var after = Policy.Of(Policy.Scope("s", [.. rules, added])).For(["s"]).For(server);
        return (!before.Allows(method, tool) || after.Allows(method, tool))
            && (method is null || !before.AllowsApi(method) || after.AllowsApi(method))
            && (!before.AllowsServer || after.AllowsServer);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void AddingAScope_NeverTakesARightAway_AndNeverReachesLess() => Prop.ForAll(Cases().ToArbitrary(), example =>
    {
        var (rules, added, server, method, tool) = example;
        var snapshot = Policy.Of(Policy.Scope("one", rules), Policy.Scope("two", added));
        var before = snapshot.For(["one"]);
        var after = snapshot.For(["one", "two"]);
        return (!before.For(server).Allows(method, tool) || after.For(server).Allows(method, tool)) && !before.ReachesMoreThan(after);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void WithoutARuleForTheServer_EverythingIsDenied() => Prop.ForAll(Cases().ToArbitrary(), example =>
    {
        var (rules, _, server, method, tool) = example;
        var foreign = rules.Where(rule => CompiledScope.NameOf(rule) is var name && name != server && name != "*").ToArray();
        var access = Policy.Compatible(Policy.Scope("s", foreign)).For(["s"]).For(server);
        return !access.AllowsServer && !access.Allows(method, tool) && !access.AllowsApi(method ?? "servers");
    }).QuickCheckThrowOnFailure();

    private static ScopeRecord Granting(string name, string resource, params string[] actions) => Policy.Scope(name) with
    {
        UiPermissions = actions.ToDictionary(action => action, IReadOnlyList<string> (_) => [resource], StringComparer.Ordinal),
    };

    private static McpGateway.Foundation.CallerPermissions PermissionsOf(params ScopeRecord[] scopes) =>
        Policy.Of(scopes).PermissionsOf([], [.. scopes.Select(scope => scope.Name)]);

    private static Gen<(ServerRule[] Rules, ServerRule Added, string Server, string? Method, string? Tool)> Cases()
    {
        var names = Gen.Elements(Names).ListOf().Select(list => list.Take(3).ToArray());
        var rule = from server in Gen.Elements("*", "a", "/a/", "b", "/*", "api")
                   from methods in names
                   from tools in names
                   select new ServerRule(server, methods, tools);
        return from rules in rule.ListOf()
               from added in rule
               from server in Gen.Elements("a", "b", "api", "unknown")
               from method in Gen.Elements<string?>([null, .. Names])
               from tool in Gen.Elements<string?>(null, "", "t1", "all")
               select (rules.Take(4).ToArray(), added, server, method, tool);
    }
}
