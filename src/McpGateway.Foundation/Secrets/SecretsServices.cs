using McpGateway.Foundation.Settings;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace McpGateway.Foundation.Secrets;

public static class SecretsServices
{
    /// <summary>Adds <see cref="ISecretProtector"/>. The key is read, or made, when the protector is first asked for.</summary>
    public static IServiceCollection AddSecrets(this IServiceCollection services)
    {
        services.AddGatewaySettings();
        services.AddOptions<SecretsOptions>()
            .Configure<GatewaySettings>(static (options, settings) => settings.GetSection(SecretsOptions.Section).Bind(options))
            .ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SecretsOptions>, SecretsOptionsValidator>());
        services.TryAddSingleton<ISecretProtector>(provider =>
        {
            var options = provider.GetRequiredService<IOptions<SecretsOptions>>().Value;
            return Protector(options, new(options.DataDirectory, provider.GetRequiredService<ILogger<MasterKeyFile>>()));
        });
        return services;
    }

    private static SecretProtector Protector(SecretsOptions options, MasterKeyFile file)
    {
        var accepted = new List<MasterKey>();
        if (!string.IsNullOrEmpty(options.PreviousSecretKey))
        {
            accepted.Add(MasterKey.FromText(options.PreviousSecretKey));
        }

        if (file.LoadFormer() is { } former)
        {
            accepted.Add(former);
        }

        return new(string.IsNullOrEmpty(options.SecretKey) ? file.LoadOrCreate() : MasterKey.FromText(options.SecretKey), accepted);
    }
}
