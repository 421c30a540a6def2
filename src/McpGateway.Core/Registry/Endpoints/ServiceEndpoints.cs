using System.Reflection;
using McpGateway.Contracts;
using McpGateway.Contracts.Servers;
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
        routes.MapGet("/api/version", Version)
            .AllowAnonymous()
            .WithTags("Service")
            .WithSummary("Version of the product")
            .Produces<ServiceVersion>();
    }

    private static IResult Health() =>
        Answers.Json(new ServiceHealth("healthy", "mcp-gateway-registry"), ContractsJsonContext.Default.ServiceHealth);

    private static IResult Version(IOptions<RegistryOptions> options) =>
        Answers.Json(new ServiceVersion(options.Value.BuildVersion ?? AssemblyVersion()), ContractsJsonContext.Default.ServiceVersion);

    /// <summary>Without the commit that the build appends.</summary>
    private static string AssemblyVersion() =>
        typeof(ServiceEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
            ?? "1.0.0";
}
