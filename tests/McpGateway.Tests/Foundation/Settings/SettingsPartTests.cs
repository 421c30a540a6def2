using McpGateway.Access;
using McpGateway.Core.Audit;
using McpGateway.Core.Health;
using McpGateway.Core.Registry;
using McpGateway.Core.Registry.Servers;
using McpGateway.Core.Routing;
using McpGateway.Foundation;
using McpGateway.Foundation.Settings;
using McpGateway.Host;
using McpGateway.Identity;
using McpGateway.Proxy;
using McpGateway.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Foundation.Settings;

/// <summary>What administrators see of the configuration, and what nobody does.</summary>
public sealed class SettingsPartTests
{
    private static readonly string[] SecretWords = ["Password", "Secret", "Key", "Token", "ConnectionString", "Credential"];

    /// <summary>Named like secrets, and none.</summary>
    private static readonly string[] Open =
    [
        "Auth:AcceptSharedSecretTokens", "Auth:KeycloakRealm", "Auth:KeycloakUrl", "Auth:MaxTokensPerUserPerHour",
        "Auth:TokenLeewaySeconds",
        "Health:Push:KeepAliveInterval", "Proxy:KeepAliveInterval",
    ];

    [Theory]
    [InlineData("Auth:KeycloakUrl", "http://keycloak:8080", false)]
    [InlineData("Auth:KeycloakRealm", "mcp-gateway", false)]
    [InlineData("Auth:AdminPassword", "set, not shown", true)]
    [InlineData("Auth:SecretKey", "not set", true)]
    [InlineData("Auth:AuthServerExternalUrl", "https://sign-in.test/", false)]
    [InlineData("Storage:PostgresConnectionString", "set, not shown", true)]
    [InlineData("Proxy:Validate:TrustBodyHeader", "true", false)]
    public void Setting_InForce_IsShownOrMasked(string key, string value, bool isSecret)
    {
        var settings = Parts(
            ("ADMIN_PASSWORD", "very secret"), (
                "AUTH_SERVER_EXTERNAL_URL", "https://me:very%20secret@sign-in.test/"), ("Proxy:Validate:TrustBodyHeader", "true"),
            ("POSTGRES_CONNECTION_STRING", "Host=db;Password=very secret")).SelectMany(part => part.Read()).ToList();

        var setting = Assert.Single(settings, setting => setting.Key == key);
        Assert.Equal((value, isSecret), (setting.Value, setting.IsSecret));
        Assert.DoesNotContain(settings, setting => setting.Value.Contains("very", StringComparison.Ordinal));
        Assert.DoesNotContain(settings, setting => setting.Value.Contains("Options", StringComparison.Ordinal));
    }

    /// <summary>A new option whose name sounds like a secret is either marked as one or listed here as none.</summary>
    [Fact]
    public void Options_NamedLikeSecrets_AreDecidedOn()
    {
        var undecided =
            from setting in Parts().SelectMany(part => part.Read())
            where !setting.IsSecret
                && SecretWords.Any(word => setting.Key[(setting.Key.LastIndexOf(':') + 1)..].Contains(word, StringComparison.Ordinal))
            where !Open.Contains(setting.Key)
            select setting.Key;

        Assert.Empty(undecided);
    }

    /// <summary>Identity providers have no options class: their settings are shown by the names of the environment.</summary>
    [Theory]
    [InlineData("IdentityProviders:Keycloak:ClientId", "mcp-gateway-web", false)]
    [InlineData("IdentityProviders:Keycloak:ClientSecret", "set, not shown", true)]
    [InlineData("IdentityProviders:Oidc:ClientSecret", "not set", true)]
    [InlineData("IdentityProviders:Oidc:Name", "oidc", false)]
    public void Setting_OfTheEnvironmentAlone_IsShownOrMasked(string key, string value, bool isSecret)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
        [
            KeyValuePair.Create("KEYCLOAK_CLIENT_ID", (string?)"mcp-gateway-web"),
            KeyValuePair.Create("KEYCLOAK_CLIENT_SECRET", (string?)"very secret"),
        ]).Build();
        var administrator = new Caller
        {
            UserName = "admin",
            Subject = "admin",
            Groups = [],
            Scopes = [],
            AuthMethod = "session",
            Provider = "local",
            Permissions = CallerPermissions.None with { IsAdmin = true },
        };

        var settings = new SettingsQueries(Parts(), new(configuration)).List(administrator).Value!;

        var setting = Assert.Single(settings, setting => setting.Key == key);
        Assert.Equal((value, isSecret), (setting.Value, setting.IsSecret));
    }

    /// <summary>Parts that need the same options add them, and administrators see them once.</summary>
    [Fact]
    public void Settings_OfSharedOptions_AreBoundAndShownOnce()
    {
        var services = new ServiceCollection();
        GatewayApplication.AddAllOptions(services);

        Assert.Single(services, static service => service.ServiceType == typeof(IConfigureOptions<PinOptions>));
        Assert.Single(services, static service => service.ServiceType == typeof(IValidateOptions<PinOptions>));
        Assert.Single(services, static service => service.ServiceType == typeof(PinSettings));
    }

    private static List<SettingsPart> Parts(params (string Key, string Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)))
            .Build());
        services.AddFoundation().AddStorage().AddAccess().AddIdentity().AddRegistry().AddHealth().AddRouteTable().AddAudit().AddProxy();
        return [.. services.BuildServiceProvider().GetServices<SettingsPart>()];
    }
}
