using McpGateway.Foundation.Http.Outbound;
using McpGateway.Identity.Accounts;
using McpGateway.Identity.Providers;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace McpGateway.Identity.Cognito;

internal static class CognitoServices
{
    private const string Provider = "cognito";

    /// <summary>Makes a Cognito user pool the place where accounts and groups are managed, where the configuration says so.</summary>
    public static IServiceCollection AddCognitoAdministration(this IServiceCollection services)
    {
        services.AddOptions<CognitoAdminOptions>().Configure<IConfiguration>(Read).ValidateOnStart();
        services.AddSingleton<IValidateOptions<CognitoAdminOptions>, CognitoAdminOptionsValidator>();
        services.AddOutboundClient(CognitoKeys.Name, static _ => CognitoKeys.Profile);
        services.TryAddSingleton<CognitoKeys>();
        services.TryAddSingleton<CognitoAdminClient>();
        services.TryAddSingleton<CognitoMemberships>();
        services.TryAddSingleton<CognitoScopes>();
        services.TryAddSingleton<CognitoServiceAccounts>();
        return services.AddManagedDirectory<CognitoAccounts, CognitoGroups>(Provider);
    }

    private static void Read(CognitoAdminOptions options, IConfiguration configuration)
    {
        var pool = new CognitoPool(key => configuration[key]);
        options.IsUsed = AccountServices.IsManaged(configuration, Provider);
        options.UserPoolId = pool.Id ?? "";
        options.Region = pool.Region;
        options.EndpointUrl = pool.Endpoint;
        options.ResourceServer = pool.ResourceServer ?? "";
        options.AccessKeyId = Text("AWS_ACCESS_KEY_ID");
        options.SecretKey = Text("AWS_SECRET_ACCESS_KEY");
        options.SessionToken = Text("AWS_SESSION_TOKEN");
        options.ContainerUrl = Text("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") is { } path
            ? "http://169.254.170.2" + path
            : Text("AWS_CONTAINER_CREDENTIALS_FULL_URI");
        options.ContainerToken = Text("AWS_CONTAINER_AUTHORIZATION_TOKEN");
        options.ContainerTokenFile = Text("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");

        string? Text(string key) => configuration[key] is { } value && value.Trim() is { Length: > 0 } text ? text : null;
    }
}
