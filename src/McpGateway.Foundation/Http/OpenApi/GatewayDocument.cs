using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace McpGateway.Foundation.Http.OpenApi;

/// <summary>What the document says of the product as a whole, and which credential each operation needs.</summary>
internal static class GatewayDocument
{
    private const string Bearer = "Bearer";
    private const string Basic = "Basic";

    public static Task DescribeAsync(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info.Title = "MCP Gateway & Registry";
        document.Info.Description = "Registry, access control and discovery for MCP servers.";
        if (context.ApplicationServices.GetRequiredService<PublicOrigin>().Configured is { } address)
        {
            document.Servers = [new() { Url = address }];
        }

        document.Components ??= new();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
        {
            [Bearer] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "JWT",
                Description = "A token of the gateway or of its identity provider, in Authorization or X-Authorization. "
                    + "Browsers use the session cookie.",
            },
            [Basic] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "basic",
                Description = "The local administrator, for /api/internal only.",
            },
        };
        return Task.CompletedTask;
    }

    public static Task SecureAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (!context.Description.ActionDescriptor.EndpointMetadata.OfType<IAllowAnonymous>().Any())
        {
            var isInternal = context.Description.RelativePath?.StartsWith("api/internal", StringComparison.OrdinalIgnoreCase) ?? false;
            operation.Security = [new() { [new OpenApiSecuritySchemeReference(isInternal ? Basic : Bearer, context.Document)] = [] }];
        }

        return Task.CompletedTask;
    }
}
