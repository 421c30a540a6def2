using McpGateway.Access.Outbound;
using McpGateway.AuthorizationServer.Authorize;
using McpGateway.AuthorizationServer.Clients;
using McpGateway.AuthorizationServer.Consents;
using McpGateway.AuthorizationServer.Device;
using McpGateway.AuthorizationServer.Exchange;
using McpGateway.AuthorizationServer.Grants;
using McpGateway.AuthorizationServer.Metadata;
using McpGateway.AuthorizationServer.Registration;
using McpGateway.AuthorizationServer.Requests;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Http.Outbound;
using McpGateway.Foundation.Settings;
using McpGateway.Identity.Clients;
using McpGateway.Identity.Credentials;
using McpGateway.Proxy.A2a;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace McpGateway.AuthorizationServer;

public static class AuthorizationServerServices
{
    /// <summary>Adds the OAuth 2.1 authorization server. Call after <c>AddIdentity</c>: it issues what Identity validates.</summary>
    public static IServiceCollection AddAuthorizationServer(this IServiceCollection services)
    {
        services.AddGatewaySettings();
        services.AddOptions<OAuthOptions>()
            .Configure<GatewaySettings>(static (options, settings) => settings.GetSection(OAuthOptions.Section).Bind(options))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<OAuthOptions>, OAuthOptionsValidator>();
        services.AddSingleton<IBearerValidator, AccessTokenValidator>();
        services.AddRateLimiter(static options => options
            .AddPolicy<int, StrangerLimit>(StrangerLimit.Registrations)
            .AddPolicy<int, StrangerLimit>(StrangerLimit.DeviceCodes));
        services.AddSingleton<ICardSecurity, GatewayCardSecurity>();
        services.AddClients();

        services.TryAddSingleton<RefreshTokens>();
        services.AddSingleton<IIssuedTokens>(provider => provider.GetRequiredService<RefreshTokens>());
        services.TryAddSingleton<AccessTokens>();
        services.TryAddSingleton<GrantStore>();
        services.TryAddSingleton<GrantIssuer>();
        services.TryAddSingleton<ConsentStore>();
        services.TryAddSingleton(provider => new AuthorizedClients(
            provider.GetRequiredService<ConsentStore>(), provider
                .GetRequiredService<GrantStore>(), provider
                .GetRequiredService<ClientDirectory>()));
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
        return services;
    }

    private static void AddClients(this IServiceCollection services)
    {
        services.TryAddSingleton<StrangerLimit>();
        services.AddSingleton<IValidateOptions<ManagedClientOptions>, ManagedClientOptionsValidator>();
        services.AddGuardedDialer();
        services.AddOutboundClient(
            MetadataDocumentClients.Name,
            static provider => MetadataDocumentClients.Profile(provider.GetRequiredService<IOptions<OAuthOptions>>().Value));
        services.TryAddSingleton<MetadataDocumentClients>();
        services.TryAddSingleton<ClientDirectory>();
        services.TryAddSingleton<ClientAuthentication>();
        services.TryAddSingleton<Registrations>();
        services.TryAddSingleton<RegistrationCredentials>();
        services.AddSingleton<IIssuedTokens>(provider => provider.GetRequiredService<RegistrationCredentials>());
        services.AddSingleton<IChangeHandler>(provider => provider.GetRequiredService<RegistrationCredentials>());
    }
}
