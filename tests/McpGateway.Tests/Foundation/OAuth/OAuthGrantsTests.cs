using McpGateway.Foundation.OAuth;

namespace McpGateway.Tests.Foundation.OAuth;

public sealed class OAuthGrantsTests
{
    [Fact]
    public void AuthorizationCode_Fields_AreThoseOfTheStandards()
    {
        Assert.Equal(
            "grant_type=authorization_code code=c redirect_uri=https://gateway.example/cb code_verifier=v",
            Text(OAuthGrants.AuthorizationCode("c", "https://gateway.example/cb", "v")));
        Assert.EndsWith(
            " resource=https://mcp.example", Text(OAuthGrants.AuthorizationCode("c", "u", "v", "https://mcp.example")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Refresh_Resource_OnlyWhereThereIsOne()
    {
        Assert.Equal("grant_type=refresh_token refresh_token=rt", Text(OAuthGrants.Refresh("rt", null)));
        Assert.Equal(
            "grant_type=refresh_token refresh_token=rt resource=https://mcp.example",
            Text(OAuthGrants.Refresh("rt", "https://mcp.example")));
    }

    [Theory]
    [InlineData("", null, null, "grant_type=client_credentials")]
    [InlineData("a b", null, null, "grant_type=client_credentials scope=a b")]
    [InlineData("a offline_access", null, null, "grant_type=client_credentials scope=a")]
    [InlineData("offline_access", "https://r.example", null, "grant_type=client_credentials resource=https://r.example")]
    [InlineData("", null, "api", "grant_type=client_credentials audience=api")]
    public void ClientCredentials_Scopes_NoRefreshTokenIsAskedFor(string scopes, string? resource, string? audience, string expected) =>
        Assert.Equal(
            expected,
            Text(OAuthGrants.ClientCredentials(scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries), resource, audience)));

    [Fact]
    public void Password_Fields_AreThoseOfTheStandard() =>
        Assert.Equal("grant_type=password username=u password=p", Text(OAuthGrants.Password("u", "p")));

    [Theory]
    [InlineData("", null, null, "")]
    [InlineData("a b", "https://r.example", "api", " audience=api resource=https://r.example scope=a b")]
    public void Exchange_Fields_AreThoseOfTheStandard(string scopes, string? resource, string? audience, string further) => Assert.Equal(
        "grant_type=urn:ietf:params:oauth:grant-type:token-exchange subject_token=jwt "
        + "subject_token_type=urn:ietf:params:oauth:token-type:jwt "
        + "requested_token_type=urn:ietf:params:oauth:token-type:access_token" + further,
        Text(OAuthGrants.Exchange("jwt", scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries), resource, audience)));

    private static string Text(IEnumerable<KeyValuePair<string, string>> fields) =>
        string.Join(' ', fields.Select(field => $"{field.Key}={field.Value}"));
}
