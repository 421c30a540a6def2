using McpGateway.Access;
using McpGateway.Access.Scopes;
using McpGateway.Core.Discovery;
using McpGateway.Core.Discovery.Embeddings;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Discovery.Search;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Tests.Foundation;
using McpGateway.Tests.Registry.Operations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace McpGateway.Tests.Discovery.Search;

/// <summary>Discovery as the product wires it, on a store in memory.</summary>
internal sealed class DiscoveryHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly List<IHostedService> _running = [];

    private DiscoveryHost(ServiceProvider services) => _services = services;

    public ToolSearch Search => _services.GetRequiredService<ToolSearch>();

    public DocumentStore Documents => _services.GetRequiredService<DocumentStore>();

    public VectorStore Vectors => _services.GetRequiredService<VectorStore>();

    public SearchIndexChangeHandler Follower => _services.GetRequiredService<SearchIndexChangeHandler>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static Task<DiscoveryHost> StartAsync(
        IEmbeddingProvider? provider = null, MemoryDocumentStorage? store = null, params (string Key, string Value)[] settings) =>
        StartAsync(provider is null ? null : new EmbeddingProviderChoice(provider), store, settings);

    public static async Task<DiscoveryHost> StartAsync(
        EmbeddingProviderChoice? choice, MemoryDocumentStorage? store, params (string Key, string Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value)).Build());
        services.AddSingleton<IDocumentStorage>(store ?? new MemoryDocumentStorage());
        services.AddFoundation();
        services.AddAccess();
        services.AddSingleton<ServerRepository>();
        services.AddSingleton<IServerHealth, FakeHealth>();
        services.AddDiscovery();
        if (choice is not null)
        {
            services.AddSingleton(choice);
        }

        var host = new DiscoveryHost(services.BuildServiceProvider());
        await host.Documents.StartAsync(Cancellation);
        foreach (var service in host._services.GetServices<IHostedService>().Where(
            service => service is SearchIndexChangeHandler or EmbeddingWorker))
        {
            await service.StartAsync(Cancellation);
            host._running.Add(service);
        }

        return host;
    }

    public async Task PutAsync(ServerRecord server, params ToolRecord[] tools)
    {
        var batch = new DocumentBatch();
        batch.Put(ServerRepository.Servers, server.Key, server, null);
        batch.Put(ServerRepository.Tools, server.Key, Catalogue.Tools(tools), null);
        Assert.True((await Documents.CommitAsync(batch, Cancellation)).IsSuccess);
        await Follower.FlushAsync(Cancellation);
    }

    public async Task PutScopeAsync(string name, params ServerRule[] rules)
    {
        var scope = new ScopeRecord { Name = name, Rules = rules };
        Assert.True((await Documents.CommitAsync(new DocumentBatch().Put(ScopeRepository.Scopes, name, scope, null), Cancellation))
            .IsSuccess);
    }

    public async Task<SearchAnswer> FindAsync(string query, params string[] scopes)
    {
        var answer = await Search.SearchAsync(Caller(scopes), new() { Query = query }, Cancellation);
        Assert.True(answer.IsSuccess, answer.Error?.Detail);
        return answer.Value;
    }

    public static Caller Caller(params string[] scopes) => new()
    {
        UserName = "ann",
        Subject = "local:ann",
        Groups = [],
        Scopes = scopes,
        AuthMethod = "traditional",
        Provider = "local",
        Permissions = CallerPermissions.None,
    };

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _running)
        {
            await service.StopAsync(CancellationToken.None);
        }

        await _services.DisposeAsync();
    }
}
