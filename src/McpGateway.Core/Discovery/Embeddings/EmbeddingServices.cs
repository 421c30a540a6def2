using McpGateway.Core.Discovery.Embeddings.Bert;
using McpGateway.Foundation.Http.Outbound;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Discovery.Embeddings;

internal static class EmbeddingServices
{
    public const string HttpClientName = "embeddings";

    /// <summary>Adds the provider that the options choose; none for <c>builtin</c>.</summary>
    public static IServiceCollection AddEmbeddingProviders(this IServiceCollection services)
    {
        // The address is the operator's own setting, and the service may lie behind the proxy of the operator's network.
        services.AddOutboundClient(
            HttpClientName,
            static _ => new() { Reach = OutboundReach.Stated, UsesSystemProxy = true, Timeout = TimeSpan.FromSeconds(60) });
        return services.AddSingleton(provider => new EmbeddingProviderChoice(Choose(provider)));
    }

    private static IEmbeddingProvider? Choose(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<DiscoveryOptions>>().Value;
        var http = provider.GetRequiredService<IHttpClientFactory>();
        return options.Service switch
        {
            EmbeddingService.BuiltIn => null,
            EmbeddingService.Local => new LocalModelProvider(Path.Combine(options.ModelDirectory, DiscoveryProviders.ModelOf(options))),
            EmbeddingService.OpenAi => new OpenAiProvider(http, OpenAiEndpoint.OpenAi(options)),
            EmbeddingService.Azure => new OpenAiProvider(http, OpenAiEndpoint.Azure(options)),
            EmbeddingService.Bedrock => new BedrockProvider(http, options, provider.GetRequiredService<TimeProvider>()),
        };
    }
}

/// <summary>The provider in use.</summary>
/// <param name="Provider">Null when search goes by words alone.</param>
internal sealed record EmbeddingProviderChoice(IEmbeddingProvider? Provider);
