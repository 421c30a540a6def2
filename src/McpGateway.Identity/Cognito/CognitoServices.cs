using McpGateway.Foundation.Http.Outbound;
using McpGateway.Foundation.Settings;
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
        services.AddOptions<CognitoAdminOptions>().Configure<GatewaySettings>(Read).ValidateOnStart();
        services.AddSingleton<IValidateOptions<CognitoAdminOptions>, CognitoAdminOptionsValidator>();
        services.AddOutboundClient(CognitoKeys.Name, static _ => CognitoKeys.Profile);
        services.TryAddSingleton<CognitoKeys>();
        services.TryAddSingleton<CognitoAdminClient>();
        services.TryAddSingleton<CognitoMemberships>();
        services.TryAddSingleton<CognitoScopes>();
        services.TryAddSingleton<CognitoServiceAccounts>();
        return services.AddManagedDirectory<CognitoAccounts, CognitoGroups>(Provider);
    }

    private static void Read(CognitoAdminOptions options, GatewaySettings settings)
    {
        var pool = new CognitoPool(settings);
        options.IsUsed = AccountServices.IsManaged(settings, Provider);
        options.UserPoolId = pool.Id ?? "";
        options.Region = pool.Region;
        options.EndpointUrl = pool.Endpoint;
        options.ResourceServer = pool.ResourceServer ?? "";
        options.AccessKeyId = Text("AccessKeyId");
        options.SecretKey = Text("SecretKey");
        options.SessionToken = Text("SessionToken");
        options.ContainerUrl = Text("ContainerRelativeUri") is { } path
            ? "http://169.254.170.2" + path
            : Text("ContainerFullUri");
        options.ContainerToken = Text("ContainerToken");
        options.ContainerTokenFile = Text("ContainerTokenFile");

        string? Text(string name) => settings.Text(ProviderKeys.Cognito(name));
    }
}
