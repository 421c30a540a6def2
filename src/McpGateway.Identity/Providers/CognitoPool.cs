using System.Text.RegularExpressions;
using McpGateway.Foundation.Settings;

namespace McpGateway.Identity.Providers;

/// <summary>A Cognito user pool as the settings name it, for sign-in and for management.</summary>
internal sealed partial class CognitoPool(GatewaySettings settings)
{
    private const string DefaultRegion = "us-east-1";
    private const string DefaultResourceServer = "mcp-gateway";

    public string? Id => Text("UserPoolId");

    /// <summary>
    /// A pool's id begins with its region, which therefore wins over <c>AWS_REGION</c>: that may be where this process runs.
    /// </summary>
    public string Region => Id is { } id && IdWithRegion().Match(id) is { Success: true } match
        ? match.Groups["region"].Value
        : Text("Region") ?? DefaultRegion;

    /// <summary>What tokens name, wherever the pool is reached.</summary>
    public string Issuer => $"{PublicEndpoint}/{Id}";

    /// <summary>Where the pool's API and its keys are.</summary>
    public string Endpoint => Text("EndpointUrl")?.TrimEnd('/') ?? PublicEndpoint;

    /// <summary>Where people sign in: a whole address, or the prefix of Cognito's own domain.</summary>
    public string Front
    {
        get
        {
            var domain = Text("Domain") ?? Id!.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
            return domain.Contains("://", StringComparison.Ordinal)
                ? domain.TrimEnd('/')
                : $"https://{domain}.auth.{Region}.amazoncognito.com";
        }
    }

    /// <summary>
    /// The resource server that stands for this gateway. There is one without being asked for where service accounts are managed.
    /// </summary>
    public string? ResourceServer => Text("ResourceServer")
        ?? (string.Equals(settings.Text(ProviderKeys.Managed), "cognito", StringComparison.OrdinalIgnoreCase)
            ? DefaultResourceServer
            : null);

    private string PublicEndpoint =>
        $"https://cognito-idp.{Region}.amazonaws.com{(Region.StartsWith("cn-", StringComparison.Ordinal) ? ".cn" : "")}";

    private string? Text(string name) => settings.Text(ProviderKeys.Cognito(name));

    [GeneratedRegex(@"^(?<region>[a-z]{2}(-[a-z]+)+-[0-9]+)_", RegexOptions.CultureInvariant)]
    private static partial Regex IdWithRegion();
}
