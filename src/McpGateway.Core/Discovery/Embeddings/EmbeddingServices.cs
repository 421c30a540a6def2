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
        return services.AddSingleton(provider =>
        {
            var options = provider.GetRequiredService<IOptions<DiscoveryOptions>>().Value;
            return new EmbeddingProviderChoice(Open(provider, options))
            {
                Stated = new(options.Provider, options.Model, options.Dimensions),
                Reopen = stated => Reopen(provider, options, stated),
            };
        });
    }

    /// <summary>
    /// A model in this process needs nothing but its files. A service is reached with the address and the key of the present settings, so
    /// it must be the same one.
    /// </summary>
    private static IEmbeddingProvider? Reopen(IServiceProvider provider, DiscoveryOptions options, StatedModel stated)
    {
        var former = options.With(stated);
        return former.Service == EmbeddingService.Local || stated.Provider == options.Provider ? Open(provider, former) : null;
    }

    private static IEmbeddingProvider? Open(IServiceProvider provider, DiscoveryOptions options)
    {
        var http = provider.GetRequiredService<IHttpClientFactory>();
        return options.Service switch
        {
            EmbeddingService.BuiltIn => null,
            EmbeddingService.Local => provider.GetService<ILocalModels>()?.Open(Local(options)),
            EmbeddingService.OpenAi => new OpenAiProvider(http, OpenAiEndpoint.OpenAi(options)),
            EmbeddingService.Azure => new OpenAiProvider(http, OpenAiEndpoint.Azure(options)),
            EmbeddingService.Bedrock => new BedrockProvider(http, options, provider.GetRequiredService<TimeProvider>()),
        };
    }

    /// <summary>The operator's own models come before those that the product brings.</summary>
    private static LocalModel Local(DiscoveryOptions options)
    {
        var model = DiscoveryProviders.ModelOf(options);
        var name = model[(model.LastIndexOf('/') + 1)..];
        return new(
            name,
            [
                Path.Combine(options.ModelDirectory, model),
                Path.Combine(options.ModelDirectory, name),
                Path.Combine(AppContext.BaseDirectory, "models", name),
            ],
            options.Dimensions);
    }
}
