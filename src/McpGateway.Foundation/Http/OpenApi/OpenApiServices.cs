using System.Text.Json;
using McpGateway.Contracts;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace McpGateway.Foundation.Http.OpenApi;

public static class OpenApiServices
{
    /// <summary>
    /// Adds the description of the REST surface. The document is generated at its first request, so that starting takes no longer.
    /// </summary>
    public static IServiceCollection AddGatewayOpenApi(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(options =>
        {
            // The document's schemas take member names from these options, and not from the context that writes the answers.
            options.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            options.SerializerOptions.AllowDuplicateProperties = false;
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, ContractsJsonContext.Default);
        });
        services.TryAddSingleton<DocumentText>();
        services.AddOpenApi(options =>
        {
            options.AddDocumentTransformer(GatewayDocument.DescribeAsync);
            options.AddOperationTransformer(GatewayDocument.SecureAsync);
            options.AddOperationTransformer(FormDescription.DescribeAsync);
        });
        return services;
    }

    /// <summary>Maps <c>GET /openapi.json</c>, for anybody: it describes the product, not what is registered.</summary>
    public static IEndpointConventionBuilder MapGatewayOpenApi(this IEndpointRouteBuilder routes) =>
        routes.MapGet(
                "/openapi.json", static (DocumentText text, CancellationToken cancellationToken) => text.AnswerAsync(cancellationToken))
            .ExcludeFromDescription().AllowAnonymous();
}
