using McpGateway.Access.Decisions;
using McpGateway.Core.Agents;
using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Discovery.Embeddings;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Discovery.Ranking;
using McpGateway.Core.Discovery.Search;
using McpGateway.Core.Discovery.Text;
using McpGateway.Core.Registry;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Settings;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Discovery;

public static class DiscoveryServices
{
    /// <summary>
    /// Adds <see cref="ToolSearch"/> and what keeps its index up to date. Needs the registry's and the access policy's services, and
    /// the health of servers and agents.
    /// </summary>
    public static IServiceCollection AddDiscovery(this IServiceCollection services)
    {
        services.AddGatewaySettings();
        services.AddOptions<DiscoveryOptions>().Configure<GatewaySettings>(Bind).ValidateOnStart();
        services.AddSingleton<IValidateOptions<DiscoveryOptions>, DiscoveryOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.TryAddSingleton<DiscoveryMetrics>();
        services.TryAddSingleton(RankingParameters.Default);
        services.TryAddSingleton<SearchIndex>();
        services.AddAgentDirectory();
        services.AddPinSettings();
        services.TryAddSingleton<AgentIndex>();
        services.TryAddSingleton<IndexLoading>();
        services.TryAddSingleton<VectorStore>();
        services.TryAddSingleton<QueryVectors>();
        services.TryAddSingleton(provider => new SearchStatus(provider.GetRequiredService<VectorStore>()));
        services.TryAddSingleton(provider => new Ranker(provider.GetRequiredService<RankingParameters>(), Thesaurus.Default));

        // The change handler is the index's only writer: one object, known to the change feed and started with the host.
        services.TryAddSingleton<SearchIndexChangeHandler>();
        services.AddSingleton<IChangeHandler>(provider => provider.GetRequiredService<SearchIndexChangeHandler>());
        services.AddHostedService(provider => provider.GetRequiredService<SearchIndexChangeHandler>());
        services.AddEmbeddingProviders();
        services.AddHostedService<EmbeddingWorker>();
        services.TryAddSingleton(provider => new ToolSearch(
            provider.GetRequiredService<SearchIndex>(),
            provider.GetRequiredService<IndexLoading>(),
            provider.GetRequiredService<Ranker>(),
            provider.GetRequiredService<AccessSnapshotHolder>(),
            provider.GetRequiredService<QueryVectors>(),
            provider.GetRequiredService<DiscoveryMetrics>(),
            provider.GetRequiredService<IServerHealth>(),
            provider.GetRequiredService<IOptions<DiscoveryOptions>>(),
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider => new AgentSearch(
            provider.GetRequiredService<AgentIndex>(),
            provider.GetRequiredService<IndexLoading>(),
            provider.GetRequiredService<Ranker>(),
            provider.GetRequiredService<QueryVectors>(),
            provider.GetRequiredService<AgentCatalog>(),
            provider.GetRequiredService<AccessSnapshotHolder>(),
            provider.GetRequiredService<IAgentHealth>(),
            provider.GetRequiredService<IOptions<DiscoveryOptions>>()));
        return services;
    }

    private static void Bind(DiscoveryOptions options, GatewaySettings settings)
    {
        var section = settings.GetSection(DiscoveryOptions.Section);
        section.Bind(options);
        if (settings.Problems(DiscoveryOptions.Section).Count > 0)
        {
            // Only the dimensions have a form. The validator says what they may be, under the name that was set.
            options.Dimensions = -1;
        }

        if (section[nameof(DiscoveryOptions.ModelDirectory)] is null && settings.Text("Storage:DataDirectory") is { } data)
        {
            options.ModelDirectory = Path.Combine(data, "models");
        }
    }
}
