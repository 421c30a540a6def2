using McpGateway.Host.Decoration;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.Options;

namespace McpGateway.Host.Draining;

/// <summary>Registration of the orderly stop.</summary>
internal static class DrainServices
{
    /// <summary>For what stops after the server: health checks and replicas' business end, and the last records are written.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(8);

    /// <summary>Puts the drain before the server that is registered. Needs <c>AddProxy</c>.</summary>
    public static void AddDraining(this IServiceCollection services)
    {
        services.AddDrainOptions();
        services.AddSingleton<StopCheck>();
        services.AddHealthChecks().AddCheck<StopCheck>(StopCheck.Name);
        services.AddOptions<HostOptions>().Configure<IOptions<DrainOptions>>(
            static (host, drain) => host.ShutdownTimeout = drain.Value.Notice + drain.Value.Calls + Rest);
        services.Decorate<IServer>(
            static (provider, server) => ActivatorUtilities.CreateInstance<DrainingServer>(provider, server));
    }

    /// <summary>What is configured, without what follows from it.</summary>
    public static void AddDrainOptions(this IServiceCollection services)
    {
        services.AddOptions<DrainOptions>().BindConfiguration(DrainOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<DrainOptions>, DrainOptionsValidator>();
    }
}
