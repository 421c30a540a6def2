using System.Text.Json;
using McpGateway.Access.Files;
using McpGateway.Access.Scopes;

namespace McpGateway.Tests.Access.Files;

public sealed class GroupFileTests
{
    [Fact]
    public void Read_Smallest_MapsItselfAndGrantsNothing()
    {
        var file = Read("""{"scope_name":" g "}""");

        Assert.Empty(file.Problems);
        Assert.Equal(("g", "", true), (file.Scope.Name, file.Scope.Description, file.CreateInDirectory));
        Assert.Equal(["g"], file.Scope.GroupMappings);
        Assert.Empty(file.Scope.Rules);
        Assert.Empty(file.Scope.UiPermissions["list_service"]);
    }

    [Fact]
    public void Read_Everything_IsKept()
    {
        var file = Read(
            """
            {"scope_name":"g","description":"d","group_mappings":["a","b","a"],
             "server_access":[{"server":"/w/","methods":"all","tools":["t","t"]},
               {"access_rules":[{"server":"x"}]},{"agents":{"actions":[1,null,"é"]}}],
             "ui_permissions":{"list_service":"all","modify_service":["w"]}}
            """);

        Assert.Empty(file.Problems);
        Assert.Equal(["a", "b"], file.Scope.GroupMappings);
        Assert.Equal(["/w/", "x"], file.Scope.Rules.Select(rule => rule.Server));
        Assert.Equal(["all"], file.Scope.Rules[0].Methods);
        Assert.Equal(["t"], file.Scope.Rules[0].Tools);
        Assert.Equal("""{"actions":["1",null,"\u00E9"]}""", Assert.Single(file.Scope.OtherEntries).GetProperty("agents").GetRawText());
        Assert.Equal(["all"], file.Scope.UiPermissions["list_service"]);
    }

    [Theory]
    [InlineData("{}", "scope_name is required")]
    [InlineData("""{"scope_name":"  "}""", "scope_name is required")]
    [InlineData("""{"scope_name":["g"]}""", "scope_name is required")]
    [InlineData(
        """{"scope_name":"a b"}""",
        "A group or scope name has ASCII letters, digits and signs, without spaces, commas, quotes and backslashes.")]
    [InlineData("""{"scope_name":"group_mappings"}""", "'group_mappings' is a section of scopes.yml and cannot name a group or scope.")]
    [InlineData("""{"scope_name":"g","server_access":{}}""", "the rules must be a list")]
    [InlineData(
        """{"scope_name":"g","server_access":[7]}""", "an entry needs 'server' (with 'methods' and 'tools'), 'access_rules' or 'agents'")]
    [InlineData(
        """{"scope_name":"g","server_access":[{"server":"//"}]}""", "a rule needs 'server': the path of a server without slashes, or '*'")]
    [InlineData(
        """{"scope_name":"g","server_access":[{"server":["a"]}]}""", "a rule needs 'server': the path of a server without slashes, or '*'")]
    [InlineData("""{"scope_name":"g","server_access":[{"server":"/*/"}]}""", "'server: /*/' matches nothing; write '*' for every server")]
    [InlineData("""{"scope_name":"g","server_access":[{"access_rules":"x"}]}""", "'access_rules' must be a list")]
    [InlineData("""{"scope_name":"g","server_access":[{"server":"a","tools":[""]}]}""", "'tools' holds something that is not a name")]
    [InlineData("""{"scope_name":"g","server_access":[{"server":"a","methods":{}}]}""", "'methods' must be a name or a list of names")]
    [InlineData("""{"scope_name":"g","group_mappings":[["a"]]}""", "'group_mappings' holds something that is not a name")]
    [InlineData("""{"scope_name":"g","ui_permissions":["a"]}""", "registry permissions must be a mapping from action to names")]
    public void Read_Wrong_SaysWhat(string json, string message) => Assert.Equal(message, Assert.Single(Read(json).Problems).Message);

    [Fact]
    public void Read_SeveralProblems_AreAllReported() => Assert.Equal(
        4, Read("""{"server_access":[{"server":""},{"x":1}],"ui_permissions":7}""").Problems.Count);

    [Theory]
    [InlineData("""{"scope_name":"g","create_in_idp":false}""", false)]
    [InlineData("""{"scope_name":"g","create_in_idp":"no"}""", false)]
    [InlineData("""{"scope_name":"g","create_in_keycloak":false}""", false)]
    [InlineData("""{"scope_name":"g","create_in_idp":true,"create_in_keycloak":false}""", true)]
    [InlineData("""{"scope_name":"g","create_in_idp":"maybe"}""", true)]
    [InlineData("""{"scope_name":"g","create_in_idp":null}""", true)]
    public void Read_CreateInDirectory_AsListed(string json, bool expected) => Assert.Equal(expected, Read(json).CreateInDirectory);

    [Theory]
    [InlineData(0, "", "m", "m")]
    [InlineData(3, "", "m", "line 3: m")]
    [InlineData(0, "s", "m", "scope 's': m")]
    [InlineData(3, "s", "m", "line 3: scope 's': m")]
    public void Problem_AsText_NamesWhatItKnows(int line, string scope, string message, string expected) =>
        Assert.Equal(expected, new ImportProblem(line, scope, message).ToString());

    [Theory]
    [InlineData("g", true)]
    [InlineData("mcp-servers-unrestricted/read", true)]
    [InlineData("a:b@c#d", true)]
    [InlineData("", false)]
    [InlineData("a b", false)]
    [InlineData("a,b", false)]
    [InlineData("a\"b", false)]
    [InlineData("a'b", false)]
    [InlineData("a\\b", false)]
    [InlineData("a\tb", false)]
    [InlineData("a\u007f", false)]
    [InlineData("UI-Scopes", false)]
    [InlineData("group_mappings", false)]
    public void ScopeName_AsListed(string name, bool isAccepted) => Assert.Equal(isAccepted, ScopeNames.ProblemOf(name) is null);

    [Fact]
    public void ScopeName_Length_IsBounded()
    {
        Assert.Null(ScopeNames.ProblemOf(new string('n', 200)));
        Assert.NotNull(ScopeNames.ProblemOf(new string('n', 201)));
        Assert.True(ScopeNames.IsSystem("mcp-registry-developer"));
        Assert.False(ScopeNames.IsSystem("registry-admins"));
    }

    private static GroupFile Read(string json) => GroupFile.Read(JsonDocument.Parse(json).RootElement);
}
