using System.Text;
using McpGateway.Identity.Providers;
using McpGateway.Identity.Tokens;

namespace McpGateway.Tests.Identity.Cognito;

/// <summary>Whose tokens are for this gateway by their scopes alone, and which groups they have.</summary>
public sealed class CognitoMachineTests
{
    [Theory]
    [InlineData("a machine with groups", """{"sub":"m1","client_id":"m1","token_use":"access","scope":"mcp-gateway/.account """
        + """mcp-gateway/team-a mcp-gateway/team-b"}""", true, "team-a team-b")]
    [InlineData("a machine without a group", """{"sub":"m1","client_id":"m1","token_use":"access","scope":"mcp-gateway/.account"}""", true,
        "")]
    [InlineData("a mapped group", """{"sub":"m1","client_id":"m1","token_use":"access","scope":"mcp-gateway/robots"}""", true,
        "robots team-r")]
    [InlineData("a machine for something else", """{"sub":"m1","client_id":"m1","token_use":"access","scope":"elsewhere/team-a"}""", false,
        "")]
    [InlineData("a longer identifier", """{"sub":"m1","client_id":"m1","token_use":"access","scope":"mcp-gateway-test/team-a"}""", false,
        "")]
    [InlineData("a scope without a server", """{"sub":"m1","client_id":"m1","token_use":"access","scope":"mcp-gateway team-a"}""", false,
        "")]
    [InlineData("other case", """{"sub":"m1","client_id":"m1","token_use":"access","scope":"MCP-GATEWAY/team-a"}""", false, "")]
    [InlineData("no scope", """{"sub":"m1","client_id":"m1","token_use":"access"}""", false, "")]
    [InlineData("scopes that are a list", """{"sub":"m1","client_id":"m1","token_use":"access","scope":["mcp-gateway/team-a"]}""", false,
        "")]
    [InlineData("a person", """{"sub":"u1","client_id":"m1","username":"carol","token_use":"access","scope":"openid mcp-gateway/team-a"}""",
        false, "")]
    [InlineData("a person without a name", """{"sub":"u1","client_id":"m1","token_use":"access","scope":"mcp-gateway/team-a"}""", false,
        "")]
    [InlineData("a person who is called as a machine",
        """{"sub":"m1","client_id":"m1","username":"m1","token_use":"access","scope":"mcp-gateway/team-a"}""", false, "")]
    [InlineData("no client", """{"sub":"m1","token_use":"access","scope":"mcp-gateway/team-a"}""", false, "")]
    [InlineData("an empty client", """{"sub":"","client_id":"","token_use":"access","scope":"mcp-gateway/team-a"}""", false, "")]
    [InlineData("another use", """{"sub":"m1","client_id":"m1","token_use":"id","scope":"mcp-gateway/team-a"}""", false, "")]
    public void Token_IsJudged(string token, string claims, bool isForUs, string groups)
    {
        var parsed = TokenClaims.Parse(Encoding.UTF8.GetBytes(claims))!;

        Assert.True(isForUs == CognitoMachine.IsForUs(Provider(ProviderKind.Cognito), parsed), token);
        Assert.Equal(groups, string.Join(' ', CognitoMachine.GroupsOf(Provider(ProviderKind.Cognito), parsed)));
    }

    [Fact]
    public void Token_OfAnotherProviderOrWithoutResourceServer_IsNotForUs()
    {
        var claims = TokenClaims.Parse(
            """{"sub":"m1","client_id":"m1","token_use":"access","scope":"mcp-gateway/team-a /team-a"}"""u8.ToArray())!;

        Assert.False(CognitoMachine.IsForUs(Provider(ProviderKind.OpenIdConnect), claims));
        Assert.False(CognitoMachine.IsForUs(Provider(ProviderKind.Cognito) with { ResourceServer = null }, claims));
        Assert.Empty(CognitoMachine.GroupsOf(Provider(ProviderKind.Cognito) with { ResourceServer = null }, claims));
    }

    private static ProviderDefinition Provider(ProviderKind kind) => new()
    {
        Name = "cognito",
        DisplayName = "Amazon Cognito",
        Kind = kind,
        ClientId = "web",
        Scopes = [],
        UserNameClaims = [],
        GroupsClaims = [],
        ResourceServer = "mcp-gateway",
        GroupMappings = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["robots"] = ["team-r"] },
    };
}
