using McpGateway.Proxy;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Proxy.CrossOrigin;

/// <summary>The policy as the data plane registers it, and as the framework judges by it.</summary>
internal static class CrossOriginServices
{
    /// <param name="setting">Origins, with spaces between.</param>
    public static ServiceProvider Build(string setting) => new ServiceCollection()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(setting
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(static (origin, index) => KeyValuePair.Create($"Cors:AllowedOrigins:{index}", (string?)origin))).Build())
        .AddLogging()
        .AddProxy()
        .BuildServiceProvider();

    public static CorsResult Evaluate(this IServiceProvider services, HttpContext context)
    {
        var options = services.GetRequiredService<IOptions<CorsOptions>>().Value;
        return services.GetRequiredService<ICorsService>().EvaluatePolicy(context, options.GetPolicy(options.DefaultPolicyName)!);
    }
}
