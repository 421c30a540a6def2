using System.Net;
using McpGateway.Access;
using McpGateway.Foundation;
using McpGateway.Foundation.Auditing;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Secrets;
using McpGateway.Foundation.Settings;
using McpGateway.Identity.Accounts;
using McpGateway.Identity.Administrators;
using McpGateway.Identity.ApiTokens;
using McpGateway.Identity.Authentication;
using McpGateway.Identity.Authentication.Schemes;
using McpGateway.Identity.Clients;
using McpGateway.Identity.Cognito;
using McpGateway.Identity.Credentials;
using McpGateway.Identity.Entra;
using McpGateway.Identity.Keycloak;
using McpGateway.Identity.Providers;
using McpGateway.Identity.Sessions;
using McpGateway.Identity.SignIn;
using McpGateway.Identity.Signing;
using McpGateway.Identity.Startup;
using McpGateway.Identity.Telemetry;
using McpGateway.Identity.Tokens;
using McpGateway.Identity.Users;
using McpGateway.Proxy.Access;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace McpGateway.Identity;

public static class IdentityServices
{
    /// <summary>
    /// Adds sign-in, sessions, tokens, the authentication schemes and <see cref="IProxyAuthenticator"/>. Needs <c>AddAccess</c>. The host
    /// calls <see cref="AuthInitializer.PrepareAsync"/> when the document store has started.
    /// </summary>
    public static IServiceCollection AddIdentity(this IServiceCollection services)
    {
        services.AddGatewaySettings();
        services.AddOptions<AuthOptions>().Configure<GatewaySettings>(IdentityEnvironment.Apply).ValidateOnStart();
        services.AddSingleton<IValidateOptions<AuthOptions>, AuthOptionsValidator>();
        services.AddSingleton<IValidateOptions<AuthOptions>, SignInMethodsValidator>();
        services.AddSingleton<IConfigureOptions<ForwardedHeadersOptions>, TrustedProxies>();
        services.AddUsers();
        services.AddManagedClients();
        services.AddCognitoAdministration();
        services.AddKeycloakAdministration();
        services.AddEntraAdministration();
        services.AddAccounts();
        services.AddProviders();
        services.AddCredentials();
        services.TryAddSingleton<IDetachedSignatures, DetachedSignatures>();
        services.TryAddSingleton<ApiTokenIssuer>();
        services.AddShownSettings<AuthOptions>(AuthOptions.Section);
        services.TryAddSingleton(provider => new ApiTokenOperations(provider.GetRequiredService<ApiTokenIssuer>()));
        services.TryAddSingleton(provider =>
            new AuthInitializer(provider.GetRequiredService<SigningKeyRing>(), provider.GetRequiredService<AdministratorSeed>()));
        return services;
    }

    private static void AddUsers(this IServiceCollection services)
    {
        services.TryAddSingleton<LocalUserDirectory>();
        services.TryAddSingleton<IUserDirectory>(provider => provider.GetRequiredService<LocalUserDirectory>());
        services.AddSingleton<IChangeHandler>(provider => provider.GetRequiredService<LocalUserDirectory>());
        services.TryAddSingleton<PasswordChecker>();
        services.TryAddSingleton<AdministratorNotice>();
        services.TryAddSingleton<AdministratorSeed>();
        services.TryAddSingleton<AdministratorRepair>();
        services.TryAddSingleton<AdministratorCheck>();
        services.TryAddSingleton(static provider => new ProviderPeople(
            provider.GetRequiredService<DocumentStore>().InForce,
            provider.GetRequiredService<IOptions<ConfiguredProviders>>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ICommitGuard>(static provider => new LastAdministratorGuard(
            provider.GetRequiredService<DocumentStore>().InForce,
            provider.GetRequiredService<AdministratorCheck>(),
            provider.GetRequiredService<ProviderPeople>()));
        services.TryAddSingleton<SignInThrottle>();
        services.TryAddSingleton<UnknownNames>();
        services.TryAddSingleton<LocalSignIn>();
        services.AddSingleton<IKnownUsers, KnownLocalUsers>();
    }

    private static void AddCredentials(this IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton<IdentityMeter>();
        services.TryAddSingleton<SigningKeyRing>();
        services.AddHealthChecks().AddCheck<SigningKeysCheck>(SigningKeysCheck.Name);
        services.AddSingleton<IChangeHandler>(provider => provider.GetRequiredService<SigningKeyRing>());
        services.TryAddSingleton(provider => new SigningKeys(
            provider.GetRequiredService<SigningKeyRing>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SigningKeys>>()));
        services.TryAddSingleton<ITokenIssuer, TokenIssuer>();
        services.TryAddSingleton<IIdentityAssertions, IdentityAssertions>();
        services.TryAddSingleton<IStatementSigner, StatementSigner>();
        services.TryAddSingleton<RevokedTokens>();
        services.TryAddSingleton<CallerFactory>();
        services.TryAddSingleton<OwnTokenChecks>();
        services.AddSingleton<IBearerValidator, OwnTokenValidator>();
        services.AddSingleton<IBearerValidator, SharedSecretValidator>();
        services.TryAddSingleton<BearerCredentials>();
        services.TryAddSingleton<SessionStore>();
        services.AddSingleton<IEmbeddedSecrets, SessionSecrets>();
        services.TryAddSingleton<SessionCookie>();
        services.TryAddSingleton<SessionFactory>();
        services.TryAddSingleton<SignedOutNotice>();
        services.TryAddSingleton(provider => new BrowserSessions(
            provider.GetRequiredService<SessionStore>(), provider.GetRequiredService<SessionCookie>()));

        services.AddSingleton<IChangeHandler, CredentialChangeHandler>();
        services.TryAddSingleton<RequestAuthenticator>();
        services.TryAddSingleton<BasicAuthenticator>();
        services.AddSchemes();
        services.AddSingleton<IIssuedTokens, ManagedClientSecrets>();
        services.TryAddSingleton<IngressCredentials>();
        services.TryAddSingleton<IProxyAuthenticator, ProxyAuthenticator>();
    }

    /// <summary>
    /// Whose forwarding headers are believed: those of the configured proxies. Not loopback by itself, as the framework has it: any process
    /// on the machine could then choose the address that failed sign-ins are counted by.
    /// </summary>
    private sealed class TrustedProxies(IOptions<AuthOptions> auth) : IConfigureOptions<ForwardedHeadersOptions>
    {
        public void Configure(ForwardedHeadersOptions options)
        {
            var proxies = AuthOptionsValidator.SplitProxies(auth.Value.TrustedProxies);

            // To the framework two empty lists mean everybody.
            options.ForwardedHeaders = proxies.Length == 0
                ? ForwardedHeaders.None
                : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();

            // Kept under names that the data plane drops, so that no upstream sees who stands behind which proxy.
            options.OriginalForHeaderName = "X-Forwarded-Original-For";
            options.OriginalProtoHeaderName = "X-Forwarded-Original-Proto";
            options.OriginalHostHeaderName = "X-Forwarded-Original-Host";
            foreach (var entry in proxies)
            {
                if (IPAddress.TryParse(entry, out var address))
                {
                    options.KnownProxies.Add(address);
                }
                else if (System.Net.IPNetwork.TryParse(entry, out var network))
                {
                    options.KnownIPNetworks.Add(network);
                }
            }
        }
    }

    private static void AddManagedClients(this IServiceCollection services)
    {
        services.AddOptions<ManagedClientOptions>().BindConfiguration(ManagedClientOptions.Section).ValidateOnStart();
        services.TryAddSingleton<ManagedClients>();
        services.AddSingleton<IChangeHandler>(provider => provider.GetRequiredService<ManagedClients>());
    }
}
