using McpGateway.Access.Outbound;
using McpGateway.Foundation;
using McpGateway.Foundation.Diagnostics;
using McpGateway.Foundation.Http.Outbound;
using McpGateway.Foundation.OAuth;
using McpGateway.Foundation.Settings;
using McpGateway.Identity.Credentials;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace McpGateway.Identity.Providers;

internal static class ProviderServices
{
    /// <summary>The kind of outgoing calls: sign-in, keys, groups and management at identity providers.</summary>
    public const string HttpName = "identity-providers";

    private const int MaxAnswerBytes = 2 * 1024 * 1024;

    public static IServiceCollection AddProviders(this IServiceCollection services)
    {
        services.AddGatewaySettings();
        services.AddOptions<ProviderOptions>().BindConfiguration(ProviderOptions.Section).ValidateOnStart();
        services.AddOptions<ConfiguredProviders>().Configure<GatewaySettings, IConfiguration>(Read).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ProviderOptions>, ProviderOptionsValidator>();
        services.AddSingleton<IValidateOptions<ConfiguredProviders>, ConfiguredProvidersValidator>();
        services.TryAddSingleton<ProviderCatalog>();
        services.AddGuardedDialer();
        services.AddOAuthClient(HttpName, static provider => new()
        {
            Reach = provider.GetRequiredService<IOptions<ProviderOptions>>().Value.AllowPrivateAddresses
                ? OutboundReach.Private
                : OutboundReach.Public,
            MaxResponseBytes = MaxAnswerBytes,
        });
        services.TryAddSingleton<ProviderConnections>();
        services.TryAddSingleton<IdTokenVerifier>();
        services.TryAddSingleton<ProviderGroups>();
        services.TryAddSingleton<ProviderSignIn>();
        services.TryAddSingleton<ProviderSignOut>();
        services.TryAddSingleton<SignInAttempts>();
        services.TryAddSingleton<ProviderEndpoints>();
        services.AddSingleton<IBearerValidator, ProviderTokenValidator>();
        services.AddSingleton<IDiagnosticCheck, ProviderSecretCheck>();
        return services;
    }

    private static void Read(ConfiguredProviders options, GatewaySettings settings, IConfiguration configuration)
    {
        var problems = new List<string>();
        var providers = new ProviderEnvironment(settings, problems).Read().ToList();
        if (settings[ProviderKeys.File] is { Length: > 0 } path)
        {
            try
            {
                ProviderFile.Apply(File.ReadAllText(path), name => configuration[name], providers, problems);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
            {
                var key = settings.NameOf(ProviderKeys.File);
                problems.Add($"{key}: there is no file {path} that can be read. Correct the path, or remove the setting.");
            }
        }

        if (settings.Text(ProviderKeys.Managed) is { } chosen
            && !providers.Exists(provider => provider.Name.Equals(chosen, StringComparison.OrdinalIgnoreCase)))
        {
            problems.Add(
                $"{settings.NameOf(ProviderKeys.Managed)} is '{LogText.Clean(chosen)}', which is no identity provider: it must be one of "
                    + $"{string.Join(", ", providers.Select(static provider => provider.Name))}. Leave it out for local accounts.");
        }

        var builder = new ProviderBuilder(problems);
        options.Definitions = [.. providers.Where(provider => provider.IsEnabled).Select(builder.Build).OfType<ProviderDefinition>()];
        options.Problems = problems;
    }
}
