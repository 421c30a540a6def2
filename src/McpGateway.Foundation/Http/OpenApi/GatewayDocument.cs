using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace McpGateway.Foundation.Http.OpenApi;

/// <summary>What the document says of the product as a whole, and which credential each operation needs.</summary>
internal static class GatewayDocument
{
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
            [CredentialSchemes.Bearer] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "JWT",
                Description = "A token of the gateway or of its identity provider, in Authorization or X-Authorization. "
                    + "Browsers use the session cookie.",
            },
            [CredentialSchemes.Basic] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "basic",
                Description = "The local administrator, for /api/internal only.",
            },
        };
        return Task.CompletedTask;
    }

    public static async Task SecureAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<IAllowAnonymous>().Any())
        {
            return;
        }

        // As the framework decides on a request: by what the endpoint's policies name.
        var policy = await AuthorizationPolicy.CombineAsync(
            context.ApplicationServices.GetRequiredService<IAuthorizationPolicyProvider>(),
            metadata.OfType<IAuthorizeData>(),
            metadata.OfType<AuthorizationPolicy>());
        var scheme = policy?.AuthenticationSchemes.Contains(CredentialSchemes.Basic, StringComparer.Ordinal) is true
            ? CredentialSchemes.Basic
            : CredentialSchemes.Bearer;
        operation.Security = [new() { [new OpenApiSecuritySchemeReference(scheme, context.Document)] = [] }];
    }
}
