using McpGateway.Core.Auth.AuthorizationServer.Authorize;
using McpGateway.Core.Auth.AuthorizationServer.Clients;
using McpGateway.Core.Auth.AuthorizationServer.Consents;
using McpGateway.Core.Auth.AuthorizationServer.Device;
using McpGateway.Core.Auth.AuthorizationServer.Exchange;
using McpGateway.Core.Auth.AuthorizationServer.Grants;
using McpGateway.Core.Auth.AuthorizationServer.Registration;
using McpGateway.Core.Auth.Credentials;
using McpGateway.Core.Foundation.Documents;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Auth.AuthorizationServer;

/// <summary>The authorization server as a part of <c>AddAuth</c>.</summary>
internal static class AuthorizationServerServices
{
    public static void AddAuthorizationServer(this IServiceCollection services)
    {
        services.AddOptions<OAuthOptions>()
            .BindConfiguration(OAuthOptions.Section)
            .Configure<IConfiguration>((options, configuration) =>
            {
                options.AdvertisedScopes = configuration["MCP_ADVERTISED_SCOPES"] is { Length: > 0 } scopes ? scopes : options.AdvertisedScopes;
                options.ResourceDocumentationUrl =
                    configuration["MCP_RESOURCE_DOCUMENTATION_URL"] is { Length: > 0 } page ? page : options.ResourceDocumentationUrl;
            })
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<OAuthOptions>, OAuthOptionsValidator>();
        services.AddSingleton<IBearerValidator, AccessTokenValidator>();
        services.AddClients();

        services.TryAddSingleton<RefreshTokens>();
        services.TryAddSingleton<AccessTokens>();
        services.TryAddSingleton<GrantStore>();
        services.TryAddSingleton<GrantOpening>();
        services.TryAddSingleton<ConsentStore>();
        services.TryAddSingleton(provider => new LetInClients(
            provider.GetRequiredService<ConsentStore>(), provider.GetRequiredService<GrantStore>(), provider.GetRequiredService<ClientDirectory>()));
        services.TryAddSingleton<ConsentTickets>();
        services.TryAddSingleton<ConsentRights>();
        services.TryAddSingleton<CodeStore>();
        services.TryAddSingleton<BrowserUser>();
        services.TryAddSingleton<AuthorizationRequestReader>();
        services.TryAddSingleton<Authorization>();
        services.TryAddSingleton<DeviceCodes>();
        services.TryAddSingleton<DevicePolls>();
        services.TryAddSingleton<DeviceVerification>();
        services.TryAddSingleton<CodeExchange>();
        services.TryAddSingleton<RefreshExchange>();
        services.TryAddSingleton<ClientCredentialsExchange>();
        services.TryAddSingleton<DeviceExchange>();
        services.TryAddSingleton<TokenState>();
    }

    private static void AddClients(this IServiceCollection services)
    {
        services.TryAddSingleton<RequestLimiter>();
        services.TryAddSingleton<ManagedClients>();
        services.AddSingleton<IChangeFollower>(provider => provider.GetRequiredService<ManagedClients>());
        services.TryAddSingleton<MetadataDocumentClients>();
        services.TryAddSingleton<ClientDirectory>();
        services.TryAddSingleton<ClientAuthentication>();
        services.TryAddSingleton<Registrations>();
    }
}
