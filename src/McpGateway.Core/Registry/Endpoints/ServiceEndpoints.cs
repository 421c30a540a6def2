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
        routes.MapHealthChecks("/health/ready", new() { ResponseWriter = WriteReadiness })
            .AllowAnonymous()
            .WithTags("Service")
            .WithSummary("Whether the process can do its work: 503 while the store does not answer");
        routes.MapGet("/api/version", Version)
            .AllowAnonymous()
            .WithTags("Service")
            .WithSummary("Version of the product")
            .Produces<ServiceVersion>();
    }

    private static IResult Health() => HealthOf(HealthStatus.Healthy);

    private static Task WriteReadiness(HttpContext context, HealthReport report)
    {
        // The framework has decided the status by then.
        var status = context.Response.StatusCode;
        return HealthOf(report.Status, status).ExecuteAsync(context);
    }

    private static IResult HealthOf(HealthStatus status, int code = StatusCodes.Status200OK) => Answers.Json(
        new ServiceHealth(status == HealthStatus.Healthy ? "healthy" : "unhealthy", "mcp-gateway-registry"),
        ContractsJsonContext.Default.ServiceHealth,
        code);

    private static IResult Version(IOptions<RegistryOptions> options) =>
        Answers.Json(new ServiceVersion(options.Value.BuildVersion ?? AssemblyVersion()), ContractsJsonContext.Default.ServiceVersion);

    /// <summary>Without the commit that the build appends.</summary>
    private static string AssemblyVersion() =>
        typeof(ServiceEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
            ?? "1.0.0";
}
