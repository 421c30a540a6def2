using McpGateway.Access.Decisions;
using McpGateway.Core.Discovery.Embeddings;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Discovery.Ranking;
using McpGateway.Core.Discovery.Search;
using McpGateway.Core.Discovery.Text;
using McpGateway.Foundation.Documents;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Discovery;

public static class DiscoveryServices
{
    /// <summary>
    /// Adds <see cref="ToolSearch"/> and what keeps its index up to date. Needs the registry's and the access policy's services.
    /// </summary>
    public static IServiceCollection AddDiscovery(this IServiceCollection services)
    {
        services.AddOptions<DiscoveryOptions>().BindConfiguration(DiscoveryOptions.Section).ValidateOnStart();
        services.AddSingleton<IPostConfigureOptions<DiscoveryOptions>, ContractNames>();
        services.AddSingleton<IValidateOptions<DiscoveryOptions>, DiscoveryOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.TryAddSingleton<DiscoveryMetrics>();
        services.TryAddSingleton(RankingParameters.Default);
        services.TryAddSingleton<SearchIndex>();
        services.TryAddSingleton<VectorStore>();
        services.TryAddSingleton<QueryVectors>();
        services.TryAddSingleton(provider => new Ranker(provider.GetRequiredService<RankingParameters>(), Thesaurus.Default));

        // The change handler is the index's only writer: one object, known to the change feed and started with the host.
        services.TryAddSingleton<SearchIndexChangeHandler>();
        services.AddSingleton<IChangeHandler>(provider => provider.GetRequiredService<SearchIndexChangeHandler>());
        services.AddHostedService(provider => provider.GetRequiredService<SearchIndexChangeHandler>());
        services.AddEmbeddingProviders();
        services.AddHostedService<EmbeddingWorker>();
        services.TryAddSingleton(provider => new ToolSearch(
            provider.GetRequiredService<SearchIndex>(),
            provider.GetRequiredService<SearchIndexChangeHandler>(),
            provider.GetRequiredService<Ranker>(),
            provider.GetRequiredService<AccessSnapshotHolder>(),
            provider.GetRequiredService<QueryVectors>(),
            provider.GetRequiredService<DiscoveryMetrics>(),
            provider.GetRequiredService<TimeProvider>()));
        return services;
    }

    /// <summary>Settings under the names that deployments of the reference use.</summary>
    private sealed class ContractNames(IConfiguration configuration) : IPostConfigureOptions<DiscoveryOptions>
    {
        public void PostConfigure(string? name, DiscoveryOptions options)
        {
            options.Provider = configuration["EMBEDDINGS_PROVIDER"] ?? options.Provider;
            options.Model = configuration["EMBEDDINGS_MODEL_NAME"] ?? options.Model;
            options.ApiBase = Text("EMBEDDINGS_API_BASE") ?? options.ApiBase;
            options.AwsRegion = Text("EMBEDDINGS_AWS_REGION") ?? options.AwsRegion;
            options.ApiKey ??= Text("EMBEDDINGS_API_KEY") ?? Text("AWS_ACCESS_KEY_ID");
            options.SecretKey ??= Text("EMBEDDINGS_SECRET_KEY") ?? Text("AWS_SECRET_ACCESS_KEY");
            options.SessionToken ??= Text("AWS_SESSION_TOKEN");
            if (Text("EMBEDDINGS_MODEL_DIMENSIONS") is { } dimensions)
            {
                // What is no number is caught by the validator, which names the key.
                options.Dimensions = int.TryParse(dimensions, out var parsed) ? parsed : -1;
            }

            if (Text("DATA_DIR") is { } data
                && configuration[$"{DiscoveryOptions.Section}:{nameof(DiscoveryOptions.ModelDirectory)}"] is null)
            {
                options.ModelDirectory = Path.Combine(data, "models");
            }
        }

        private string? Text(string key) => string.IsNullOrWhiteSpace(configuration[key]) ? null : configuration[key];
    }
}
