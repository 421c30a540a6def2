using System.Text;
using McpGateway.Access.Editing;
using McpGateway.Access.Endpoints;
using McpGateway.Access.Files;
using McpGateway.Access.Scopes;

namespace McpGateway.Tests.Access.Files;

public sealed class ScopesFileTests
{
    [Fact]
    public void Parse_ThreeParts_AreJoinedByScope()
    {
        var file = ScopesFile.Parse(
            """
            UI-Scopes:
              team:
                list_service: [all]
                toggle_service: weather
            group_mappings:
              staff: [team, ghost]
            team:
              - server: /weather/
                methods: [tools/list]
                tools: "*"
              - agents:
                  actions:
                    - { action: list_agents, resources: [all] }
              - scope_name: ignored
                access_rules:
                  - server: inner
                    methods: all
                    tools:
            """);

        Assert.Empty(file.Problems);
        Assert.Equal(["ghost"], file.Undefined);
        var team = file.Scopes.Single(scope => scope.Name == "team");
        Assert.Equal(["/weather/", "inner"], team.Rules.Select(rule => rule.Server));
        Assert.Equal((string[])["*"], team.Rules[0].Tools);
        Assert.Equal((string[])["all"], team.Rules[1].Methods);
        Assert.Empty(team.Rules[1].Tools);
        Assert.Equal((string[])["weather"], team.UiPermissions["toggle_service"]);
        Assert.Equal((string[])["staff"], team.GroupMappings);
        Assert.Equal(
            "list_agents",
            Assert.Single(team.OtherEntries).GetProperty("agents").GetProperty("actions")[0].GetProperty("action").GetString());
    }

    [Fact]
    public void Parse_ManyProblems_ReportsAllWithLineAndScope()
    {
        var file = ScopesFile.Parse(
            """
            UI-Scopes: [oops]
            a:
              - methods: [x]
              - server: "/*"
              - server: ok
                tools: { no: yes }
            b: text
            "bad name": []
            """);

        Assert.Empty(file.Scopes);
        Assert.Equal(
            [(1, ""), (3, "a"), (4, "a"), (6, "a"), (7, "b"), (8, "bad name")],
            file.Problems.Select(problem => (problem.Line, problem.Scope)));
    }

    [Theory]
    [InlineData("a: [", "not readable as YAML")]
    [InlineData("a: 1\na: 2", "appears twice")]
    [InlineData("a: *nobody", "has no anchor")]
    [InlineData("a: []\n---\nb: []", "more than one document")]
    [InlineData("- a", "expected a mapping")]
    [InlineData("[a]: b", "not readable as YAML")]
    public void Parse_NotUsable_IsOneClearProblem(string text, string message) =>
        Assert.Contains(message, Assert.Single(ScopesFile.Parse(text).Problems.Take(1)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("# only a comment")]
    [InlineData("~")]
    public void Parse_Empty_HasNothing(string text)
    {
        var file = ScopesFile.Parse(text);

        Assert.Empty(file.Scopes);
        Assert.Empty(file.Problems);
    }

    [Fact]
    public void Parse_DeepNesting_IsRefused()
    {
        var deep = "a: " + new string('[', 100_000);

        Assert.NotEmpty(ScopesFile.Parse(deep).Problems);
    }

    [Fact]
    public void Parse_AliasesOfAliases_AreRefused()
    {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 10; i++)
        {
            bomb.Append($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        }

        Assert.Contains("more than", Assert.Single(ScopesFile.Parse(bomb.ToString()).Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Seed_ReadsBackTheSame() =>
        AssertRoundTrip(ScopeSeeder.BuiltIn().Select(scope => scope with { Description = "" }).ToList());

    [Theory]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("1.0")]
    [InlineData("~")]
    [InlineData("- x")]
    [InlineData("a: b")]
    [InlineData("#no")]
    [InlineData("*")]
    [InlineData("&x")]
    [InlineData("quote\"s'\\")]
    [InlineData("grüße\t\n")]
    [InlineData(" spaced ")]
    public void Write_AnyText_ReadsBackTheSame(string text) => AssertRoundTrip(
        [new ScopeRecord
        {
            Name = "s",
            Rules = [new(text, [text], [text, "plain"])],
            GroupMappings = [text],
            UiPermissions = new Dictionary<string, IReadOnlyList<string>> { [text] = [text] },
        }]);

    private static void AssertRoundTrip(IReadOnlyList<ScopeRecord> scopes)
    {
        var file = ScopesFile.Parse(ScopesYaml.Write(scopes));

        Assert.Empty(file.Problems);
        Assert.Equal(scopes.Select(Shape), file.Scopes.Select(Shape));
    }

    private static string Shape(ScopeRecord scope) => AccessJson.Group(scope with
    {
        GroupMappings = [.. scope.GroupMappings.Order(StringComparer.Ordinal)],
        UiPermissions = scope.UiPermissions
            .OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .ToDictionary(entry => entry.Key, entry => entry.Value),
    }).ToJsonString();
}
