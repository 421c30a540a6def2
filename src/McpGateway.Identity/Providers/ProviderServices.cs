using McpGateway.Access.Outbound;
using McpGateway.Foundation.Http.Outbound;
using McpGateway.Foundation.OAuth;
using McpGateway.Identity.Credentials;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace McpGateway.Identity.Providers;

internal static class ProviderServices
{
    /// <summary>The kind of outgoing calls: sign-in, keys, groups and management at identity providers.</summary>
    public const string HttpName = "identity-providers";

    private const int MaxAnswerBytes = 2 * 1024 * 1024;
    private const string FileKey = "OAUTH2_PROVIDERS_PATH";

    public static IServiceCollection AddProviders(this IServiceCollection services)
    {
        services.AddOptions<ProviderOptions>().BindConfiguration(ProviderOptions.Section).ValidateOnStart();
        services.AddOptions<ConfiguredProviders>().Configure<IConfiguration>(Read).ValidateOnStart();
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
        return services;
    }

    private static void Read(ConfiguredProviders options, IConfiguration configuration)
    {
        var problems = new List<string>();
        Func<string, string?> read = key => configuration[key];
        var settings = new ProviderEnvironment(read, problems).Read().ToList();
        if (configuration[FileKey] is { Length: > 0 } path)
        {
            try
            {
                ProviderFile.Apply(File.ReadAllText(path), read, settings, problems);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
            {
                problems.Add($"{FileKey}: there is no file {path} that can be read. Correct the path, or remove the setting.");
            }
        }

        var builder = new ProviderBuilder(problems);
        options.Definitions = [.. settings.Where(provider => provider.IsEnabled).Select(builder.Build).OfType<ProviderDefinition>()];
        options.Problems = problems;
    }
}
