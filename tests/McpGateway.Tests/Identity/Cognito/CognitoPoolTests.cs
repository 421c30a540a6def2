using McpGateway.Identity.Providers;
using McpGateway.Tests.Foundation.Settings;

namespace McpGateway.Tests.Identity.Cognito;

public sealed class CognitoPoolTests
{
    /// <summary>A pool's id says where it is; what AWS_REGION says of this process does not count then.</summary>
    [Theory]
    [InlineData("eu-central-1_AbCdEfGhI", null, "eu-central-1")]
    [InlineData("eu-central-1_AbCdEfGhI", "us-west-2", "eu-central-1")]
    [InlineData("us-gov-west-1_AbCdEfGhI", "us-west-2", "us-gov-west-1")]
    [InlineData("local_3kFf0s", "us-west-2", "us-west-2")]
    [InlineData("local_3kFf0s", null, "us-east-1")]
    [InlineData("eu-central-1", null, "us-east-1")]
    [InlineData(null, "eu-west-1", "eu-west-1")]
    public void Region_IsThePools(string? id, string? region, string expected) =>
        Assert.Equal(expected, Pool(("COGNITO_USER_POOL_ID", id), ("AWS_REGION", region)).Region);

    [Fact]
    public void Addresses_AreThoseOfAws()
    {
        var pool = Pool(("COGNITO_USER_POOL_ID", "eu-central-1_AbCdEfGhI"));
        var named = Pool(("COGNITO_USER_POOL_ID", "cn-north-1_AbCdEfGhI"), ("COGNITO_DOMAIN", "people"));

        Assert.Equal("https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEfGhI", pool.Issuer);
        Assert.Equal("https://cognito-idp.eu-central-1.amazonaws.com", pool.Endpoint);
        Assert.Equal("https://eu-central-1abcdefghi.auth.eu-central-1.amazoncognito.com", pool.Front);
        Assert.Equal("https://cognito-idp.cn-north-1.amazonaws.com.cn", named.Endpoint);
        Assert.Equal("https://people.auth.cn-north-1.amazoncognito.com", named.Front);
    }

    [Fact]
    public void Endpoint_Elsewhere_ChangesNeitherIssuerNorDomain()
    {
        var pool = Pool(
            ("COGNITO_USER_POOL_ID", "eu-central-1_AbCdEfGhI"), ("COGNITO_ENDPOINT_URL", "https://inside.example/"),
            ("COGNITO_DOMAIN", "https://login.example.org/"));

        Assert.Equal("https://inside.example", pool.Endpoint);
        Assert.Equal("https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEfGhI", pool.Issuer);
        Assert.Equal("https://login.example.org", pool.Front);
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("keycloak", null, null)]
    [InlineData("Cognito", null, "mcp-gateway")]
    [InlineData("cognito", "https://gateway.example.org", "https://gateway.example.org")]
    [InlineData(null, "gateway", "gateway")]
    public void ResourceServer_WithoutBeingAsked_OnlyWhereServiceAccountsAreManaged(
        string? authProvider, string? stated, string? expected) =>
        Assert.Equal(expected, Pool(("AUTH_PROVIDER", authProvider), ("COGNITO_RESOURCE_SERVER", stated)).ResourceServer);

    private static CognitoPool Pool(params (string Key, string? Value)[] settings) =>
        new(TestSettings.Of(settings));
}
