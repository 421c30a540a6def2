using FsCheck;
using FsCheck.Fluent;
using McpGateway.Access.Groups;
using McpGateway.Access.Scopes;

namespace McpGateway.Tests.Access.Groups;

public sealed class ScopeEditsTests
{
    private static readonly string[] Standard =
        ["initialize", "notifications/initialized", "ping", "tools/list", "tools/call", "resources/list", "resources/templates/list"];

    [Theory]
    [InlineData("*", "all", "all", true)]
    [InlineData("*", "*", "*", true)]
    [InlineData("*", "standard", "all", true)]
    [InlineData("*", "tools/list", "all", false)]
    [InlineData("*", "all", "t", false)]
    [InlineData("w", "all", "all", false)]
    [InlineData("/*", "all", "all", false)]
    public void CoversEveryServer_Rule_AsListed(string server, string methods, string tools, bool expected) => Assert.Equal(
        expected, ScopeEdits.CoversEveryServer(
            Policy.Scope("s", Policy.Rule(server, methods == "standard" ? Standard : [methods], [tools]))));

    [Fact]
    public void AddServer_NoRuleForIt_GetsOneWithTheStandardMethodsAndPlainToolNames()
    {
        var rule = Assert.Single(ScopeEdits.AddServer(Policy.Scope("s"), "w", ["t", "all", "*", "", "t", "u"]).Rules);

        Assert.Equal("w", rule.Server);
        Assert.Equal(Standard, rule.Methods);
        Assert.Equal(["t", "u"], rule.Tools);
    }

    [Theory]
    [InlineData("w")]
    [InlineData("/w/")]
    public void AddServer_RuleForIt_IsWidenedInPlace(string server)
    {
        var scope = Policy.Scope("s", Policy.Rule("a", [], []), Policy.Rule(server, ["custom", "ping"], ["t"]), Policy.Rule("b", [], []));

        var edited = ScopeEdits.AddServer(scope, "w", ["t", "u"]);

        Assert.Equal(["a", server, "b"], edited.Rules.Select(rule => rule.Server));
        Assert.Equal(["custom", "ping", .. Standard.Where(method => method != "ping")], edited.Rules[1].Methods);
        Assert.Equal(["t", "u"], edited.Rules[1].Tools);
        Assert.Same(edited, ScopeEdits.AddServer(edited, "w", ["u"]));
    }

    [Fact]
    public void AddServer_RuleWithWildcards_IsLeftAsItIs()
    {
        var scope = Policy.Scope("s", Policy.Rule("w", ["all"], ["*"]));

        Assert.Same(scope, ScopeEdits.AddServer(scope, "w", ["t"]));
    }

    [Fact]
    public void List_Names_AreAddedOnce_AndNotBesideAll()
    {
        var listed = ScopeEdits.AddListing(Policy.Scope("s"), "w", "Weather", "all", "*", "");

        Assert.Equal(["w", "Weather"], listed.UiPermissions["list_service"]);
        Assert.Same(listed, ScopeEdits.AddListing(listed, "Weather"));
        var all = Policy.Scope(
            "s") with
        { UiPermissions = new Dictionary<string, IReadOnlyList<string>> { ["list_service"] = ["all"], ["x"] = ["y"] } };
        Assert.Same(all, ScopeEdits.AddListing(all, "w"));
    }

    [Fact]
    public void RemoveServer_RulesAndNames_GoInEverySpelling_WildcardsAndOthersStay()
    {
        var scope = Policy.Scope(
            "s", Policy.Rule("/w/", [], []), Policy.Rule("w", [], []), Policy.Rule("*", [], []), Policy.Rule("x", [], [])) with
        {
            UiPermissions = new Dictionary<string,
                IReadOnlyList<string>>
            { ["list_service"] = ["all", "w", "/w", "Weather", "x"], ["toggle_service"] = ["w"] },
        };

        var edited = ScopeEdits.RemoveServer(scope, "w", "Weather");

        Assert.Equal(["*", "x"], edited.Rules.Select(rule => rule.Server));
        Assert.Equal(["all", "x"], edited.UiPermissions["list_service"]);
        Assert.Equal(["w"], edited.UiPermissions["toggle_service"]);
        Assert.Same(edited, ScopeEdits.RemoveServer(edited, "w", null));
    }

    [Fact]
    public void AddServer_AnyScope_NeverTakesARightAway_AndGrantsNothingOfOtherServers()
    {
        var names = Gen.Elements("all", "*", "t1", "t2", "ping", "tools/list").ListOf().Select(list => list.Take(3).ToArray());
        var rules = (from server in Gen.Elements("w", "/w/", "a", "*", "/*")
                     from methods in names
                     from tools in names
                     select new ServerRule(server, methods, tools)).ListOf();
        var cases = from drawn in rules from tools in names from tool in Gen.Elements("t1", "t2", "t3", "all") select (drawn, tools, tool);
        Prop.ForAll(cases.ToArbitrary(), example =>
        {
            var scope = Policy.Scope("s", [.. example.drawn]);
            var (before, after) = (Policy.Of(scope).For(["s"]), Policy.Of(ScopeEdits.AddServer(scope, "w", example.tools)).For(["s"]));
            return (!before.For("w").AllowsTool(example.tool) || after.For("w").AllowsTool(example.tool))
                && after.For("w").AllowsTool(example.tool)
                    == (before.For("w").AllowsTool(example.tool) || (example.tools.Contains(example.tool) && example.tool != "all"))
                && before.For("a").AllowsTool(example.tool) == after.For("a").AllowsTool(example.tool);
        }).QuickCheckThrowOnFailure();
    }
}
