using McpGateway.Access.Decisions;
using McpGateway.Access.Scopes;

namespace McpGateway.Tests.Access;

/// <summary>The decision table of the gateway contract, row by row, and the quirks of the reference that must not come back.</summary>
public sealed class DecisionVectorTests
{
    private static readonly Dictionary<string, ServerRule> Rules = new(StringComparer.Ordinal)
    {
        ["R1"] = Policy.Rule("*", ["all"], ["all"]),
        ["R2"] = Policy.Rule("currenttime", ["initialize", "tools/list", "tools/call"], ["current_time_by_timezone"]),
        ["R3"] = Policy.Rule("context7", ["initialize"], ["*"]),
        ["R4"] = Policy.Rule("/fininfo/", ["initialize"], []),
        ["R5"] = Policy.Rule("api", ["servers", "GET"], []),
        ["R6"] = Policy.Rule("mcpgw", ["tools/call"], []),
        ["slashes"] = Policy.Rule("/team/github/", ["tools/list"], ["search"]),
        ["star methods"] = Policy.Rule("x", ["*"], []),
        ["empty"] = Policy.Rule("x", [], []),
        ["all tools"] = Policy.Rule("x", [], ["all"]),
        ["method in tools"] = Policy.Rule("x", [], ["resources/read"]),
        ["substring"] = Policy.Rule("x", ["tools/call"], ["tools/call"]),
        ["slash star"] = Policy.Rule("/*", ["all"], ["all"]),
        ["star slash"] = Policy.Rule("*/", ["all"], ["all"]),
        ["only slash"] = Policy.Rule("/", ["all"], ["all"]),
    };

    [Theory]
    [InlineData(1, "R1", "anything", "tools/call", "x", true)]
    [InlineData(1, "R1", "a/b", "resources/read", null, true)]
    [InlineData(1, "R1", "anything", null, null, true)]
    [InlineData(2, "R2", "currenttime", "initialize", null, true)]
    [InlineData(3, "R2", "currenttime", "tools/call", "current_time_by_timezone", true)]
    [InlineData(4, "R2", "currenttime", "tools/call", "other_tool", false)]
    [InlineData(5, "R2", "currenttime", "ping", null, true)]
    [InlineData(6, "R2", "currenttime", "notifications/initialized", null, true)]
    [InlineData(7, "R3", "context7", "resources/read", null, false)]
    [InlineData(8, "R3", "context7", "tools/call", "x", true)]
    [InlineData(9, "R4", "fininfo", "initialize", null, true)]
    [InlineData(13, "R6", "mcpgw", "tools/call", "toggle_service", false)]
    [InlineData(14, "R6", "mcpgw", "tools/call", null, false)]
    [InlineData(14, "R1", "mcpgw", "tools/call", "", false)]
    [InlineData(15, "R2", "currenttime", "GET", null, true)]
    [InlineData(16, "R2", "currenttime", "DELETE", null, true)]
    [InlineData(17, "R2", "currenttime", "tools/list", null, true)]
    [InlineData(18, "R3", "context7", "tools/list", null, false)]
    [InlineData(18, "R3", "context7", "tools/call", "y", true)]
    [InlineData(19, "", "currenttime", "initialize", null, false)]
    [InlineData(19, "", "currenttime", null, null, false)]
    [InlineData(20, "R2", "CurrentTime", "initialize", null, false)]
    [InlineData(21, "R2", "fininfo", "initialize", null, false)]
    [InlineData(22, "R2", "currenttime", null, null, true)]
    public void Decide_ContractVector_AsListed(int vector, string rules, string server, string? method, string? tool, bool allowed)
    {
        Assert.True(vector is >= 1 and <= 22);
        Assert.Equal(allowed, Decide(rules, server, method, tool));
    }

    [Theory]
    [InlineData(10, "R5", "servers", true)]
    [InlineData(11, "R5", "servers", true)]
    [InlineData(12, "R5", "agents", false)]
    [InlineData(1, "R1", "management", true)]
    [InlineData(13, "R6", "servers", false)]
    [InlineData(19, "", "servers", false)]
    public void AllowsApi_ContractVector_AsListed(int vector, string rules, string segment, bool allowed)
    {
        Assert.True(vector is >= 1 and <= 22);
        Assert.Equal(allowed, Snapshot(rules).AllowsApi(Callers.With("s"), segment));
    }

    [Theory]
    [InlineData("slashes", "team/github", "tools/list", null, true)]
    [InlineData("slashes", "team", "tools/list", null, false)]
    [InlineData("slashes", "team/github/sub", "tools/list", null, false)]
    [InlineData("slashes", "TEAM/github", "tools/list", null, false)]
    [InlineData("slashes", "team/github", "tools/call", "search", true)]
    [InlineData("slashes", "team/github", "tools/call", "Search", false)]
    [InlineData("slashes", "team/github", "tools/call", "sear", false)]
    [InlineData("star methods", "x", "resources/read", null, true)]
    [InlineData("star methods", "x", "tools/call", "t", false)]
    [InlineData("empty", "x", "initialize", null, true)]
    [InlineData("empty", "x", "tools/list", null, false)]
    [InlineData("empty", "x", "tools/call", "t", false)]
    [InlineData("all tools", "x", "tools/call", "t", true)]
    [InlineData("all tools", "x", "tools/list", null, false)]
    [InlineData("method in tools", "x", "resources/read", null, false)]
    [InlineData("method in tools", "x", "tools/call", "resources/read", true)]
    [InlineData("substring", "x", "tools/call", "all", false)]
    [InlineData("substring", "x", "tools/call", "anything", false)]
    [InlineData("slash star", "anything", "initialize", null, false)]
    [InlineData("star slash", "anything", "initialize", null, true)]
    [InlineData("only slash", "anything", "initialize", null, false)]
    [InlineData("only slash", "", "initialize", null, false)]
    [InlineData("R2", "currenttime", "notifications/", null, true)]
    [InlineData("R2", "currenttime", "notifications", null, false)]
    [InlineData("R2", "currenttime", "Initialize", null, false)]
    [InlineData("R2", "currenttime", "server/discover", null, true)]
    [InlineData("R2", "currenttime", "POST", null, false)]
    [InlineData("R2", "", "initialize", null, false)]
    [InlineData("R2", "*", "initialize", null, false)]
    [InlineData("R1,R2", "currenttime", "tools/call", "other_tool", true)]
    [InlineData("R2,R3", "context7", "tools/call", "x", true)]
    [InlineData("R2,R3", "currenttime", "tools/call", "x", false)]
    [InlineData("empty,all tools", "x", "tools/call", "t", true)]
    public void Decide_Quirk_AsListed(string rules, string server, string? method, string? tool, bool allowed) =>
        Assert.Equal(allowed, Decide(rules, server, method, tool));

    [Theory]
    [InlineData("R3", "context7", "resources/read", true)]
    [InlineData("all tools", "x", "tools/list", true)]
    [InlineData("method in tools", "x", "resources/read", true)]
    [InlineData("method in tools", "x", "resources/list", false)]
    [InlineData("R2", "currenttime", "resources/read", false)]
    [InlineData("R3", "currenttime", "resources/read", false)]
    public void Decide_ToolsOpenMethods_AsTheReference(string rules, string server, string method, bool allowed)
    {
        var snapshot = Policy.Compatible(Policy.Scope("s", Split(rules)));

        Assert.Equal(allowed, snapshot.For(["s"]).For(server).AllowsMethod(method));
    }

    [Fact]
    public void AllowsMethod_ToolsCall_IsNeverEnough()
    {
        Assert.False(Snapshot("R1").For(["s"]).For("x").AllowsMethod("tools/call"));
        Assert.False(Policy.Compatible(Policy.Scope("s", Rules["R1"])).For(["s"]).For("x").AllowsMethod("tools/call"));
    }

    private static bool Decide(string rules, string server, string? method, string? tool) =>
        Snapshot(rules).For(["s"]).For(server).Allows(method, tool);

    private static AccessSnapshot Snapshot(string rules) => Policy.Of(Policy.Scope("s", Split(rules)));

    private static ServerRule[] Split(string rules) =>
        [.. rules.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(name => Rules[name])];
}
