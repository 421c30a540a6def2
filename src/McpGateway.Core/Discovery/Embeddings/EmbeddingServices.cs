using McpGateway.Core.Discovery.Embeddings.Bert;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Discovery.Embeddings;

internal static class EmbeddingServices
{
    public const string HttpClientName = "embeddings";

    /// <summary>Adds the provider that the options choose; none for <c>builtin</c>.</summary>
    public static IServiceCollection AddEmbeddingProviders(this IServiceCollection services)
    {
        // The address is the operator's own setting, so private addresses are fine; a redirect could carry the key elsewhere.
        services.AddHttpClient(HttpClientName, client => client.Timeout = TimeSpan.FromSeconds(60))
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false });
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
