using McpGateway.Access.Editing;

namespace McpGateway.Tests.Access;

/// <summary>What members of the shipped groups may do on a new installation.</summary>
public sealed class SeedTests
{
    [Fact]
    public void BuiltIn_Scopes_AreTheShippedOnes() => Assert.Equal(
        [
            "mcp-registry-admin", "mcp-servers-unrestricted/execute", "mcp-servers-unrestricted/read", "public-mcp-users",
            "registry-admins",
            "registry-users-lob1", "registry-users-lob2",
        ],
        ScopeSeeder.BuiltIn().Select(scope => scope.Name));

    [Theory]
    [InlineData("registry-admins", true, true)]
    [InlineData("mcp-registry-admin", true, true)]
    [InlineData("registry-users-lob1", false, false)]
    [InlineData("registry-users-lob2", false, false)]
    [InlineData("public-mcp-users", false, false)]
    [InlineData("nobody", false, false)]
    public void Permissions_ShippedGroup_AsListed(string group, bool isAdmin, bool modifiesServers)
    {
        var permissions = Callers.Member(Policy.Seed(), group).Permissions;

        Assert.Equal((isAdmin, modifiesServers), (permissions.IsAdmin, permissions.CanModifyServers));
    }

    [Theory]
    [InlineData("mcp-servers-unrestricted/read", false, false)]
    [InlineData("mcp-servers-unrestricted/execute", false, true)]
    [InlineData("registry-admins", true, true)]
    [InlineData("mcp-registry-admin", true, true)]
    [InlineData("mcp-servers-restricted/execute", false, false)]
    public void Permissions_ShippedScopeAlone_AsListed(string scope, bool isAdmin, bool modifiesServers)
    {
        var permissions = Policy.Seed().PermissionsOf([], [scope]);

        Assert.Equal((isAdmin, modifiesServers), (permissions.IsAdmin, permissions.CanModifyServers));
    }

    [Theory]
    [InlineData("registry-admins", "anything", "resources/read", null, true)]
    [InlineData("registry-admins", "anything", "tools/call", "t", true)]
    [InlineData("mcp-registry-admin", "anything", "tools/call", "t", true)]
    [InlineData("mcp-registry-admin", "anything", "made/up", null, false)]
    [InlineData("registry-users-lob1", "currenttime", "tools/call", "current_time_by_timezone", true)]
    [InlineData("registry-users-lob1", "currenttime", "tools/call", "other", false)]
    [InlineData("registry-users-lob1", "currenttime", "notifications/cancelled", null, true)]
    [InlineData("registry-users-lob1", "currenttime", "prompts/get", null, false)]
    [InlineData("registry-users-lob1", "mcpgw", "tools/call", "intelligent_tool_finder", true)]
    [InlineData("registry-users-lob1", "mcpgw", "tools/call", "toggle_service", false)]
    [InlineData("registry-users-lob1", "fininfo", "initialize", null, false)]
    [InlineData("registry-users-lob2", "fininfo", "tools/call", "print_stock_data", true)]
    [InlineData("registry-users-lob2", "realserverfaketools", "tools/call", "quantum_flux_analyzer", true)]
    [InlineData("registry-users-lob2", "realserverfaketools", "tools/call", "user_profile_analyzer", false)]
    [InlineData("registry-users-lob2", "currenttime", "tools/list", null, false)]
    [InlineData("public-mcp-users", "context7", "tools/call", "anything", true)]
    [InlineData("public-mcp-users", "context7", "resources/list", null, false)]
    [InlineData("public-mcp-users", "currenttime", "initialize", null, false)]
    public void Decide_ShippedGroup_AsListed(string group, string server, string method, string? tool, bool allowed)
    {
        var seed = Policy.Seed();

        Assert.Equal(allowed, seed.For(seed.ScopesOf([group])).For(server).Allows(method, tool));
    }

    [Theory]
    [InlineData("registry-admins", "management", true)]
    [InlineData("mcp-registry-admin", "management", true)]
    [InlineData("registry-users-lob1", "servers", true)]
    [InlineData("registry-users-lob1", "management", false)]
    [InlineData("registry-users-lob2", "federation", false)]
    [InlineData("public-mcp-users", "search", true)]
    [InlineData("public-mcp-users", "register", false)]
    [InlineData("nobody", "servers", false)]
    public void AllowsApi_ShippedGroup_AsListed(string group, string segment, bool allowed)
    {
        var seed = Policy.Seed();

        Assert.Equal(allowed, seed.AllowsApi(Callers.Member(seed, group), segment));
    }

    [Fact]
    public void ScopesOf_AdminGroup_OwnScopeFirst() => Assert.Equal(
        ["registry-admins", "mcp-servers-unrestricted/execute", "mcp-servers-unrestricted/read", "registry-users-lob1"],
        Policy.Seed().ScopesOf(["registry-admins", "registry-users-lob1", "registry-admins", "unknown"]));
}
