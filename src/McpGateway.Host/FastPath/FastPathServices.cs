using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace McpGateway.Host.FastPath;

/// <summary>Registration of the fast path, on every endpoint.</summary>
internal static class FastPathServices
{
    public static void AddFastPath(this IServiceCollection services)
    {
        services.AddSingleton<HostWatch>();
        services.AddSingleton<FastPathServer>();
        services.AddOptions<KestrelServerOptions>().Configure<IServiceProvider>(static (kestrel, provider) =>
            kestrel.ConfigureEndpointDefaults(
                listen => listen.Use(next => provider.GetRequiredService<FastPathServer>().Before(next, listen))));
    }
}
