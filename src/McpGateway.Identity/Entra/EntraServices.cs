using McpGateway.Foundation.Http.Outbound;
using McpGateway.Foundation.OAuth;
using McpGateway.Foundation.Settings;
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
        services.AddOptions<EntraAdminOptions>().Configure<GatewaySettings>(Read).ValidateOnStart();
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

    private static void Read(EntraAdminOptions options, GatewaySettings settings)
    {
        options.IsUsed = AccountServices.IsManaged(settings, Name);
        var (adminId, adminSecret) = (Text("AdminClientId"), Text("AdminClientSecret"));
        options.TenantId = Text("TenantId");
        options.IsHalfAdministrator = adminId is null != adminSecret is null;
        options.ClientId = adminId ?? Text("ClientId");
        options.ClientSecret = adminSecret ?? Text("ClientSecret");
        options.LoginUrl = Text("LoginUrl") ?? options.LoginUrl;
        options.GraphUrl = Text("GraphUrl") ?? options.GraphUrl;
        options.UserDomain = Text("UserDomain");

        string? Text(string name) => settings.Text(ProviderKeys.Entra(name));
    }

    private static GraphSettings SettingsOf(EntraAdminOptions options) => new(
        new Uri($"{options.LoginUrl.TrimEnd('/')}/{options.TenantId}/oauth2/v2.0/token"), new Uri(options.GraphUrl), options.ClientId!,
        options.ClientSecret!);
}
