using System.Text.RegularExpressions;
using McpGateway.Foundation.Settings;
using McpGateway.Identity.Providers;
using Microsoft.Extensions.Options;

namespace McpGateway.Identity.Cognito;

internal sealed partial class CognitoAdminOptionsValidator : IValidateOptions<CognitoAdminOptions>
{
    public ValidateOptionsResult Validate(string? name, CognitoAdminOptions options)
    {
        if (!options.IsUsed)
        {
            return ValidateOptionsResult.Success;
        }

        var problems = new ValidateOptionsResultBuilder();
        problems.Require(
            PoolId().IsMatch(options.UserPoolId),
            Name("UserPoolId"),
            "must be the id of a user pool, such as eu-central-1_AbCdEfGhI, because AUTH_PROVIDER is cognito.");
        problems.Require(RegionName().IsMatch(options.Region), Name("Region"), "must be the name of a region, such as eu-central-1.");
        problems.Require(
            Uri.TryCreate(options.EndpointUrl, UriKind.Absolute, out var url)
                && url is { Scheme: "http" or "https", UserInfo: "", Query: "", AbsolutePath: "/" },
            Name("EndpointUrl"),
            "must be an http or https address without credentials and path.");
        problems.Require(
            ServerIdentifier().IsMatch(options.ResourceServer),
            Name("ResourceServer"),
            "must be 1 to 256 printable ASCII characters without spaces, quotes and backslashes.");
        problems.Require(
            options.AccessKeyId is null == options.SecretKey is null && (options.SessionToken is null || options.AccessKeyId is not null),
            "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
            "must be set together, and AWS_SESSION_TOKEN only beside them.");
        problems.Require(
            options.ContainerUrl is not { } container || IsAgent(container),
            Name("ContainerFullUri"),
            "must be an https address, or an http address of this machine or of the agent of ECS or EKS.");
        return problems.Build();
    }

    private static string Name(string key) => EnvironmentNames.NameOf(ProviderKeys.Cognito(key));

    // As AWS's own libraries: the answer is a credential, and the question holds one.
    private static bool IsAgent(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.UserInfo.Length == 0
        && (url.Scheme == Uri.UriSchemeHttps || (
            url.Scheme == Uri.UriSchemeHttp && (url.IsLoopback || url.Host is "169.254.170.2" or "169.254.170.23" or "[fd00:ec2::23]")));

    [GeneratedRegex(@"^[0-9A-Za-z_-]{1,45}_[0-9A-Za-z]{1,55}\z", RegexOptions.CultureInvariant)]
    private static partial Regex PoolId();

    [GeneratedRegex(@"^[a-z0-9-]{1,32}\z", RegexOptions.CultureInvariant)]
    private static partial Regex RegionName();

    [GeneratedRegex(@"^[\x21\x23-\x5B\x5D-\x7E]{1,256}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ServerIdentifier();
}
