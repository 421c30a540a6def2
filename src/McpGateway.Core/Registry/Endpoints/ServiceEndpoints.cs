using System.Reflection;
using McpGateway.Contracts;
using McpGateway.Contracts.Servers;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Registry.Endpoints;

/// <summary>What monitors and clients ask before anything else.</summary>
internal static class ServiceEndpoints
{
    public static void MapService(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health", Health)
            .AllowAnonymous()
            .WithTags("Service")
            .WithSummary("Whether the process serves")
            .Produces<ServiceHealth>();
        routes.MapGet("/health/ready", ReadyAsync)
            .AllowAnonymous()
            .WithTags("Service")
            .WithSummary("Whether the process can do its work")
            .Produces<ServiceHealth>()
            .Produces<ServiceHealth>(StatusCodes.Status503ServiceUnavailable);
        routes.MapGet("/api/version", Version)
            .AllowAnonymous()
            .WithTags("Service")
            .WithSummary("Version of the product")
            .Produces<ServiceVersion>();
    }

    private static IResult Health() => HealthOf(isHealthy: true);

    /// <summary>Which check failed, and why, is in the log only.</summary>
    private static async Task<IResult> ReadyAsync(HttpContext context, HealthCheckService checks, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        return HealthOf((await checks.CheckHealthAsync(cancellationToken)).Status != HealthStatus.Unhealthy);
    }

    private static IResult HealthOf(bool isHealthy) => Answers.Json(
        new ServiceHealth(isHealthy ? "healthy" : "unhealthy", "mcp-gateway-registry"),
        ContractsJsonContext.Default.ServiceHealth,
        isHealthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);

    private static IResult Version(IOptions<RegistryOptions> options) =>
        Answers.Json(new ServiceVersion(options.Value.BuildVersion ?? AssemblyVersion()), ContractsJsonContext.Default.ServiceVersion);

    /// <summary>Without the commit that the build appends.</summary>
    private static string AssemblyVersion() =>
        typeof(ServiceEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
            ?? "1.0.0";
}
