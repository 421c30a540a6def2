using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Access.Files;
using McpGateway.Access.Scopes;

namespace McpGateway.Tests.Access.Files;

/// <summary>
/// Files come from people and over HTTP: whatever they hold is read or refused with a problem, and an export can be imported again.
/// </summary>
public sealed class ScopesFilePropertyTests
{
    private static readonly string[] Pieces =
    [
        "UI-Scopes", "group_mappings", "team", "server", "methods", "tools", "agents", "access_rules", ": ", ":", "- ", "\n", "\n  ",
            "\n    ", "[", "]", "{", "}",
        "&a ", "*a", "'", "\"", "\\u0041", "\\ud83d\\ude00", "\\UFFFFFFFF", "\\x", "|", ">", "#", "%YAML 9.9\n", "---\n", "...\n",
            "!!str ", "!!binary ", "? ",
        "all", "*", "/*", "~", "null", "\t", "\u0000", "😀", "é", ",", "<<: ",
    ];

    [Fact]
    public void Parse_AnyText_IsReadOrRefused() => Prop.ForAll(Gen.Elements(Pieces).ListOf().ToArbitrary(), pieces =>
    {
        var file = ScopesFile.Parse(string.Concat(pieces));
        return file.Problems.Count == 0
            ? file.Scopes.All(scope => ScopeNames.ProblemOf(scope.Name) is null)
            : file.Scopes.Count == 0 && file.Problems.All(problem => problem.Message.Length > 0);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000).WithEndSize(60));

    [Fact]
    public void Write_AnyScopes_ReadBackTheSame() => Prop.ForAll(Scopes().ToArbitrary(), scopes =>
    {
        var file = ScopesFile.Parse(ScopesYaml.Write(scopes));
        return file.Problems.Count == 0
            && scopes.OrderBy(scope => scope.Name, StringComparer.Ordinal).Select(Shape).SequenceEqual(file.Scopes.Select(Shape));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Theory]
    [InlineData("😀")]
    [InlineData("\\ud83d\\ude00")]
    [InlineData("\\uD83D😀")]
    [InlineData("a\\😀")]
    public void Write_TextBeyondTheBasicPlane_ReadsBackTheSame(string text)
    {
        var scope = Policy.Scope("s", Policy.Rule("w", [text], [text])) with
        {
            GroupMappings = [text],
            OtherEntries = [JsonSerializer.SerializeToElement(new { agents = new { text } })],
        };

        var read = Assert.Single(ScopesFile.Parse(ScopesYaml.Write([scope])).Scopes);

        Assert.Equal([text], read.GroupMappings);
        Assert.Equal([text], read.Rules[0].Tools);
        Assert.Equal(text, Assert.Single(read.OtherEntries).GetProperty("agents").GetProperty("text").GetString());
    }

    [Theory]
    [InlineData(8, true)]
    [InlineData(40, false)]
    [InlineData(5000, false)]
    public void Parse_AliasesThatNestEachOther_CountAsDeepAsTheyAre(int links, bool isRead)
    {
        var text = new StringBuilder("l0: &l0 [{ server: x }]\n");
        for (var link = 1; link <= links; link++)
        {
            text.Append($"l{link}: &l{link} [{{ agents: *l{link - 1} }}]\n");
        }

        var problems = ScopesFile.Parse(text.ToString()).Problems;

        Assert.Equal(isRead ? 0 : 1, problems.Count);
        Assert.All(problems, problem => Assert.Contains("nests deeper than 32 levels", problem.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void GroupFile_AnyJson_IsReadOrRefused()
    {
        string[] values =
        [
            "\"name\"", "\"\"", "\"a b\"", "null", "7", "true", "[]", "{}", "[{\"server\":\"a\"}]", "[{\"server\":7}]",
                "[{\"server\":\"/*\"}]", "[7]",
            "[{\"access_rules\":[{\"server\":\"b\",\"methods\":\"all\"}]}]", "[{\"access_rules\":7}]", "{\"list_service\":[\"all\"]}",
                "{\"x\":{}}", "[\"g\"]", "[[]]",
        ];
        var members = from name in Gen.Elements(
            "scope_name", "description", "server_access", "group_mappings", "ui_permissions", "create_in_idp")
                      from value in Gen.Elements(values)
                      select (name, value);
        Prop.ForAll(members.ListOf().ToArbitrary(), drawn =>
        {
            var json = "{" + string.Join(
                ',', drawn.DistinctBy(member => member.name).Select(member => $"\"{member.name}\":{member.value}")) + "}";
            var file = GroupFile.Read(JsonDocument.Parse(json).RootElement);
            return file.Problems.Count > 0 || (
                ScopeNames.ProblemOf(file.Scope.Name) is null && file.Scope.Rules.All(rule => rule.Server.Trim('/').Length > 0));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    private static string Shape(ScopeRecord scope) => JsonSerializer.Serialize(new
    {
        scope.Name,
        scope.Rules,
        Groups = scope.GroupMappings.Order(StringComparer.Ordinal),
        Permissions = scope.UiPermissions.OrderBy(entry => entry.Key, StringComparer.Ordinal),
    });

    private static Gen<ScopeRecord[]> Scopes()
    {
        var text = Gen.OneOf(
            Gen.Elements(
                "all", "*", "a", "tools/list", "null", "~", "yes", "1.5", " x ", "a: b", "- a", "#a", "'", "\"", "\\", "😀",
                "é\u2028\u0085", "a\t\n\r", "%", "@", "`"),
            ArbMap.Default.GeneratorFor<NonEmptyString>().Select(
                drawn => "t" + new string([.. drawn.Get.Where(letter => !char.IsSurrogate(letter))])));
        var names = text.ListOf().Select(list => list.Take(4).Distinct(StringComparer.Ordinal).ToArray());
        var rule = from server in text.Where(name => name.Trim('/').Length > 0)
                   from methods in names
                   from tools in names
                   select new ServerRule(server, methods, tools);
        var scope = from name in Gen.Elements("a", "b/execute", "C", "true", "null", "1")
                    from rules in rule.ListOf()
                    from groups in names
                    from actions in names
                    select new ScopeRecord
                    {
                        Name = name,
                        Rules = [.. rules.Take(3)],
                        GroupMappings = groups,
                        UiPermissions = actions.ToDictionary(action => action, IReadOnlyList<string> (_) => groups, StringComparer.Ordinal),
                    };
        return scope.ListOf().Select(list => list.DistinctBy(one => one.Name).Take(3).ToArray());
    }
}
