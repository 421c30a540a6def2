using McpGateway.Identity.Cognito;

namespace McpGateway.Tests.Identity.Cognito;

public sealed class CognitoAdminOptionsTests
{
    [Fact]
    public void Validate_Complete_Succeeds()
    {
        Assert.True(Validate(_ => { }).Succeeded);
        Assert.True(Validate(options => (options.AccessKeyId, options.SecretKey) = (null, null)).Succeeded);
        Assert.True(Validate(options => options.UserPoolId = "local_3kFf0s").Succeeded);
        Assert.All(
            (string[])[
                "http://169.254.170.2/v2/credentials/1", "http://169.254.170.23/v1/credentials", "http://[fd00:ec2::23]/v1/credentials",
                "http://localhost:8080/", "https://agent.example/"],
            url => Assert.True(Validate(options => options.ContainerUrl = url).Succeeded, url));
    }

    [Fact]
    public void Validate_NotUsed_AsksForNothing() =>
        Assert.True(new CognitoAdminOptionsValidator().Validate(null, new() { IsUsed = false }).Succeeded);

    [Theory]
    [InlineData("COGNITO_USER_POOL_ID", "pool", "")]
    [InlineData("COGNITO_USER_POOL_ID", "pool", "people")]
    [InlineData("COGNITO_USER_POOL_ID", "pool", "eu-central-1_a/../b")]
    [InlineData("COGNITO_USER_POOL_ID", "pool", "eu-central-1_abc\n")]
    [InlineData("AWS_REGION", "region", "eu central")]
    [InlineData("AWS_REGION", "region", "evil.example/")]
    [InlineData("COGNITO_ENDPOINT_URL", "endpoint", "localhost:9229")]
    [InlineData("COGNITO_ENDPOINT_URL", "endpoint", "http://user:secret@localhost:9229")]
    [InlineData("COGNITO_ENDPOINT_URL", "endpoint", "http://localhost:9229/pool")]
    [InlineData("COGNITO_RESOURCE_SERVER", "server", "my gateway")]
    [InlineData("COGNITO_RESOURCE_SERVER", "server", "")]
    [InlineData("AWS_SECRET_ACCESS_KEY", "secret", null)]
    [InlineData("AWS_ACCESS_KEY_ID", "key", null)]
    [InlineData("AWS_SESSION_TOKEN", "keys", null)]
    [InlineData("AWS_CONTAINER_CREDENTIALS_FULL_URI", "container", "http://169.254.169.254/latest")]
    [InlineData("AWS_CONTAINER_CREDENTIALS_FULL_URI", "container", "http://agent.example/keys")]
    [InlineData("AWS_CONTAINER_CREDENTIALS_FULL_URI", "container", "http://169.254.170.2@evil.example/keys")]
    [InlineData("AWS_CONTAINER_CREDENTIALS_FULL_URI", "container", "keys")]
    public void Validate_Mistake_NamesTheKeyAndNoSecret(string key, string field, string? value)
    {
        var failure = Assert.Single(Validate(options => Set(options, field, value)).Failures!);

        Assert.Contains(key, failure, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure, StringComparison.Ordinal);
    }

    private static void Set(CognitoAdminOptions options, string field, string? value)
    {
        switch (field)
        {
            case "pool": options.UserPoolId = value!; break;
            case "region": options.Region = value!; break;
            case "endpoint": options.EndpointUrl = value!; break;
            case "server": options.ResourceServer = value!; break;
            case "secret": options.SecretKey = value; break;
            case "container": options.ContainerUrl = value; break;
            case "key": options.AccessKeyId = value; break;
            default: (options.AccessKeyId, options.SecretKey, options.SessionToken) = (null, null, "token"); break;
        }
    }

    private static Microsoft.Extensions.Options.ValidateOptionsResult Validate(Action<CognitoAdminOptions> change)
    {
        var options = new CognitoAdminOptions
        {
            IsUsed = true,
            UserPoolId = "eu-central-1_AbCdEfGhI",
            Region = "eu-central-1",
            EndpointUrl = "https://cognito-idp.eu-central-1.amazonaws.com",
            ResourceServer = "mcp-gateway",
            AccessKeyId = "AKIDEXAMPLE",
            SecretKey = "the secret",
        };
        change(options);
        return new CognitoAdminOptionsValidator().Validate(null, options);
    }
}
