using McpGateway.Access.Decisions;
using McpGateway.Access.Scopes;

namespace McpGateway.Tests.Access.Decisions;

public sealed class AccessExplainerTests
{
    private static readonly ServerRule List = Policy.Rule("/weather/", ["tools/list"], []);
    private static readonly ServerRule Call = Policy.Rule("weather", ["tools/call"], ["forecast"]);
    private static readonly ServerRule Every = Policy.Rule("*", ["all"], ["all"]);
    private static readonly ServerRule Api = Policy.Rule("api", ["servers"], ["search"]);
    private static readonly ServerRule Versioned = Policy.Rule("v0.1", ["agents"], []);

    private AccessSnapshot Snapshot { get; } = Policy.Of(
        Policy.Scope("lists", List), Policy.Scope("calls", Call), Policy.Scope("every", Every), Policy.Scope("rest", Api, Versioned),
            Policy.Scope("empty"));

    [Theory]
    [InlineData("lists", "weather", null, null, true, "Scope 'lists' allows it with its rule for server '/weather/'.")]
    [InlineData("lists", "/weather/", "tools/list", null, true, "Scope 'lists' allows it with its rule for server '/weather/'.")]
    [InlineData("lists", "weather", "resources/read", null, false,
        "Rules name the server 'weather', but none of them lists the method 'resources/read'.")]
    [InlineData(
        "lists", "weather", "tools/call", "forecast", false,
        "Rules name the server 'weather', but none of them lists the tool 'forecast'.")]
    [InlineData("calls", "weather", "tools/call", "forecast", true, "Scope 'calls' allows it with its rule for server 'weather'.")]
    [InlineData("calls", "weather", "tools/call", null, false, "A tools/call must name its tool.")]
    [InlineData("calls", "weather", "tools/call", "", false, "A tools/call must name its tool.")]
    [InlineData("every", "anything", "tools/call", null, false, "A tools/call must name its tool.")]
    [InlineData("calls", "other", "tools/list", null, false, "No rule of these scopes names the server 'other'.")]
    [InlineData("empty", "weather", null, null, false, "No rule of these scopes names the server 'weather'.")]
    [InlineData("unknown", "weather", null, null, false, "No rule of these scopes names the server 'weather'.")]
    [InlineData("", "weather", "tools/list", null, false, "No scopes are configured for the caller.")]
    [InlineData("every", "anything", "resources/read", null, true, "Scope 'every' allows it with its rule for server '*'.")]
    [InlineData("rest", "api", "servers", null, true, "Scope 'rest' allows it with its rule for server 'api'.")]
    [InlineData("rest", "api", "search", null, true, "Scope 'rest' allows it with its rule for server 'api'.")]
    [InlineData("rest", "api", "initialize", null, false, "Rules name the server 'api', but none of them lists the method 'initialize'.")]
    [InlineData("rest", "api", null, null, true, "Scope 'rest' allows it with its rule for server 'api'.")]
    [InlineData("rest", "v0.1", "agents", null, true, "Scope 'rest' allows it with its rule for server 'v0.1'.")]
    [InlineData("rest", "v0.1", "ping", null, false, "Rules name the server 'v0.1', but none of them lists the method 'ping'.")]
    public void Explain_Question_GivesTheVerdictAndItsReason(
        string scopes, string server, string? method, string? tool, bool allowed, string reason)
    {
        var explained = AccessExplainer.Explain(Snapshot, scopes.Length == 0 ? [] : [scopes], server, method, tool);

        Assert.Equal((allowed, reason), (explained.Allowed, explained.Reason));
        Assert.Equal((server.Trim('/'), method, tool), (explained.Server, explained.Method, explained.Tool));
    }

    [Fact]
    public void Explain_SeveralScopes_SortsTheirRulesByWhetherEachAloneAllows()
    {
        var explained = AccessExplainer.Explain(
            Snapshot, ["lists", "nobody", "calls", "every", "rest", "nothing"], "weather", "tools/list", null);

        Assert.True(explained.Allowed);
        Assert.Equal([new ExplainedRule("lists", List), new ExplainedRule("every", Every)], explained.Matched);
        Assert.Equal([new ExplainedRule("calls", Call)], explained.Considered);
        Assert.Equal(["nobody", "nothing"], explained.UnknownScopes);
        Assert.Equal(["lists", "nobody", "calls", "every", "rest", "nothing"], explained.Scopes);
    }

    [Fact]
    public void Explain_ScopeNamedTwice_ListsItsRulesOnce() =>
        Assert.Single(AccessExplainer.Explain(Snapshot, ["lists", "lists"], "weather", null, null).Matched);

    [Fact]
    public void Explain_ToolsThatOpenMethods_AreExplainedAsTheyDecide()
    {
        var rule = Policy.Rule("a", [], ["resources/read"]);

        Assert.True(AccessExplainer.Explain(Policy.Compatible(Policy.Scope("s", rule)), ["s"], "a", "resources/read", null).Allowed);
        Assert.False(AccessExplainer.Explain(Policy.Of(Policy.Scope("s", rule)), ["s"], "a", "resources/read", null).Allowed);
    }

    [Fact]
    public void Explain_MissingArguments_AreNamed()
    {
        Assert.Equal("snapshot", Assert.Throws<ArgumentNullException>(() => AccessExplainer.Explain(null!, [], "a", null, null)).ParamName);
        Assert.Equal(
            "server", Assert.Throws<ArgumentNullException>(() => AccessExplainer.Explain(Snapshot, [], null!, null, null)).ParamName);
    }
}
