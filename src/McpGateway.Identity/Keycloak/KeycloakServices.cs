using McpGateway.Foundation.Settings;
using McpGateway.Identity.Accounts;
using McpGateway.Identity.Providers;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace McpGateway.Identity.Keycloak;

internal static class KeycloakServices
{
    private const string Provider = "keycloak";

    /// <summary>Makes Keycloak the place where accounts and groups are managed, where the configuration says so.</summary>
    public static IServiceCollection AddKeycloakAdministration(this IServiceCollection services)
    {
        services.AddOptions<KeycloakAdminOptions>().Configure<GatewaySettings>(Read).ValidateOnStart();
        services.AddSingleton<IValidateOptions<KeycloakAdminOptions>, KeycloakAdminOptionsValidator>();
        services.TryAddSingleton<KeycloakAdminClient>();
        services.TryAddSingleton<KeycloakServiceAccounts>();
        return services.AddManagedDirectory<KeycloakAccounts, KeycloakGroups>(Provider);
    }

    private static void Read(KeycloakAdminOptions options, GatewaySettings settings)
    {
        options.IsUsed = AccountServices.IsManaged(settings, Provider);
        options.Url = Text("AdminUrl") ?? Text("Url") ?? options.Url;
        options.UrlKey = settings.NameOf(ProviderKeys.Keycloak(Text("AdminUrl") is null && Text("Url") is not null ? "Url" : "AdminUrl"));
        options.Realm = Text("Realm") ?? options.Realm;
        options.User = Text("AdminUser") ?? options.User;
        options.Password = Text("AdminPassword");
        options.ClientId = Text("AdminClientId");
        options.ClientSecret = Text("AdminClientSecret");

        string? Text(string name) => settings.Text(ProviderKeys.Keycloak(name));
    }
}
