using McpGateway.Contracts;
using McpGateway.Contracts.Servers;
using McpGateway.Foundation;
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
        routes.MapGet("/health/live", Live)
            .AllowAnonymous()
            .WithTags("Service")
            .WithSummary("Whether the process lives: if not, it is to be started anew")
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

    private static IResult Health() => HealthOf(HealthStatus.Healthy);

    /// <summary>Nothing outside the process counts: a store that is away does not come back because the gateway is started anew.</summary>
    private static IResult Live(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        return HealthOf(HealthStatus.Healthy);
    }

    /// <summary>
    /// Which check failed, and why, is in the log only. Degraded (revocations that could not be stored are in force here only) is ready:
    /// to take the process out would be to leave them to those that do not know of them.
    /// </summary>
    private static async Task<IResult> ReadyAsync(HttpContext context, HealthCheckService checks, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        return HealthOf((await checks.CheckHealthAsync(cancellationToken)).Status);
    }

    private static IResult HealthOf(HealthStatus status) => Answers.Json(
        new ServiceHealth(
            status switch
            {
                HealthStatus.Healthy => "healthy",
                HealthStatus.Degraded => "degraded",
                _ => "unhealthy",
            },
            "mcp-gateway-registry"),
        ContractsJsonContext.Default.ServiceHealth,
        status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);

    private static IResult Version(IOptions<RegistryOptions> options) =>
        Answers.Json(new ServiceVersion(options.Value.BuildVersion ?? ProductVersion.OfBuild), ContractsJsonContext.Default.ServiceVersion);
}
