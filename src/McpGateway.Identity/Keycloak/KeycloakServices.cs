using McpGateway.Identity.Accounts;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace McpGateway.Identity.Keycloak;

internal static class KeycloakServices
{
    private const string Provider = "keycloak";

    /// <summary>Makes Keycloak the place where accounts and groups are managed, where the configuration says so.</summary>
    public static IServiceCollection AddKeycloakAdministration(this IServiceCollection services)
    {
        services.AddOptions<KeycloakAdminOptions>().Configure<IConfiguration>(Read).ValidateOnStart();
        services.AddSingleton<IValidateOptions<KeycloakAdminOptions>, KeycloakAdminOptionsValidator>();
        services.TryAddSingleton<KeycloakAdminClient>();
        services.TryAddSingleton<KeycloakServiceAccounts>();
        return services.AddManagedDirectory<KeycloakAccounts, KeycloakGroups>(Provider);
    }

    private static void Read(KeycloakAdminOptions options, IConfiguration configuration)
    {
        options.IsUsed = AccountServices.IsManaged(configuration, Provider);
        options.Url = Text("KEYCLOAK_ADMIN_URL") ?? Text("KEYCLOAK_URL") ?? options.Url;
        options.Realm = Text("KEYCLOAK_REALM") ?? options.Realm;
        options.User = Text("KEYCLOAK_ADMIN") ?? options.User;
        options.Password = Text("KEYCLOAK_ADMIN_PASSWORD");
        options.ClientId = Text("KEYCLOAK_ADMIN_CLIENT_ID");
        options.ClientSecret = Text("KEYCLOAK_ADMIN_CLIENT_SECRET");

        string? Text(string key) => configuration[key] is { } value && value.Trim() is { Length: > 0 } text ? text : null;
    }
}
