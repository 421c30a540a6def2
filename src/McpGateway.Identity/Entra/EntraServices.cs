using McpGateway.Foundation.Http.Outbound;
using McpGateway.Foundation.OAuth;
using McpGateway.Identity.Accounts;
using McpGateway.Identity.Entra.Graph;
using McpGateway.Identity.Providers;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace McpGateway.Identity.Entra;

internal static class EntraServices
{
    private const string Name = "entra";

    /// <summary>
    /// Long enough for the directory to spread what was made just now, short enough for somebody who waits for the answer.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Makes Entra ID the place where accounts and groups are managed, where the configuration says so, and answers for groups that did not
    /// fit a token.
    /// </summary>
    public static IServiceCollection AddEntraAdministration(this IServiceCollection services)
    {
        services.AddOptions<EntraAdminOptions>().Configure<IConfiguration>(Read).ValidateOnStart();
        services.AddSingleton<IValidateOptions<EntraAdminOptions>, EntraAdminOptionsValidator>();
        services.TryAddSingleton(provider => new GraphClient(
            provider.GetRequiredKeyedService<OutboundHttp>(ProviderServices.HttpName),
            provider.GetRequiredKeyedService<OAuthClient>(ProviderServices.HttpName),
            SettingsOf(provider.GetRequiredService<IOptions<EntraAdminOptions>>().Value),
            Patience,
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<EntraMemberships>();
        services.TryAddSingleton<EntraServiceAccounts>();
        services.TryAddSingleton<IGroupOverage, EntraOverage>();
        return services.AddManagedDirectory<EntraAccounts, EntraGroups>(Name);
    }

    private static void Read(EntraAdminOptions options, IConfiguration configuration)
    {
        options.IsUsed = AccountServices.IsManaged(configuration, Name);
        var (adminId, adminSecret) = (Text("ENTRA_ADMIN_CLIENT_ID"), Text("ENTRA_ADMIN_CLIENT_SECRET"));
        options.TenantId = Text("ENTRA_TENANT_ID");
        options.IsHalfAdministrator = adminId is null != adminSecret is null;
        options.ClientId = adminId ?? Text("ENTRA_CLIENT_ID");
        options.ClientSecret = adminSecret ?? Text("ENTRA_CLIENT_SECRET");
        options.LoginUrl = Text("ENTRA_LOGIN_BASE_URL") ?? options.LoginUrl;
        options.GraphUrl = Text("ENTRA_GRAPH_URL") ?? options.GraphUrl;
        options.UserDomain = Text("ENTRA_USER_DOMAIN");

        string? Text(string key) => configuration[key] is { } value && value.Trim() is { Length: > 0 } text ? text : null;
    }

    private static GraphSettings SettingsOf(EntraAdminOptions options) => new(
        new Uri($"{options.LoginUrl.TrimEnd('/')}/{options.TenantId}/oauth2/v2.0/token"), new Uri(options.GraphUrl), options.ClientId!,
        options.ClientSecret!);
}
