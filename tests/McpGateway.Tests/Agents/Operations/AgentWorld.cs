using McpGateway.Access;
using McpGateway.Core.Agents;
using McpGateway.Core.Agents.Operations;
using McpGateway.Core.Discovery;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Registry;
using McpGateway.Core.Registry.Servers;
using McpGateway.Core.Routing;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Tests.Agents.Cards;
using McpGateway.Tests.Foundation;
using McpGateway.Tests.Registry.Operations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace McpGateway.Tests.Agents.Operations;

/// <summary>
/// The registry of agents as the product wires it, on a store in memory. Callers: <c>admin</c>; <c>owner</c> may publish at any path;
/// <c>publisher</c> may publish below its own paths only; <c>lister</c> and <c>getter</c> hold one permission on all; <c>named</c> lists
/// <c>/named</c>; <c>manager</c> modifies, deletes and toggles all; <c>outsider</c> holds nothing. All but <c>outsider</c> and <c>named</c>
/// are members of <c>crew</c>.
/// </summary>
internal sealed class AgentWorld : IAsyncDisposable
{
    private static readonly Dictionary<string, Dictionary<string, IReadOnlyList<string>>> Permissions = new(StringComparer.Ordinal)
    {
        ["admin"] = [],
        ["owner"] = new() { [AgentPermissions.Publish] = ["all"] },
        ["publisher"] = new() { [AgentPermissions.Publish] = ["/mine", "/other"] },
        ["lister"] = new() { [AgentPermissions.List] = ["all"] },
        ["getter"] = new() { [AgentPermissions.Get] = ["all"] },
        ["named"] = new() { [AgentPermissions.List] = ["/named"] },
        ["manager"] = new()
        {
            [AgentPermissions.List] = ["all"],
            [AgentPermissions.Modify] = ["all"],
            [AgentPermissions.Delete] = ["all"],
            [ServerPermissions.Modify] = ["all"],
            [ServerPermissions.Toggle] = ["all"],
        },
        ["outsider"] = [],
    };

    private readonly ServiceProvider _services;
    private readonly List<IHostedService> _running = [];

    private AgentWorld(ServiceProvider services) => _services = services;

    public static IEnumerable<string> Callers => Permissions.Keys;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<AgentWorld> StartAsync()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddSingleton<IDocumentStorage>(new MemoryDocumentStorage());
        services.AddSingleton<FakeHealth>();
        services.AddSingleton<IServerHealth>(static provider => provider.GetRequiredService<FakeHealth>());
        services.AddSingleton<IAgentHealth, NoHealth>();
        services.AddFoundation();
        services.AddAccess();
        services.AddRegistry();
        services.AddRouteTable();
        services.AddAgents();
        services.AddDiscovery();
        var world = new AgentWorld(services.BuildServiceProvider());
        await world.Get<DocumentStore>().StartAsync(Cancellation);
        foreach (var service in world._services.GetServices<IHostedService>().OfType<SearchIndexChangeHandler>())
        {
            await service.StartAsync(Cancellation);
            world._running.Add(service);
        }

        return world;
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public static Caller Caller(string name)
    {
        var permissions = new CallerPermissions { UiPermissions = Permissions[name], AccessibleServers = [], IsAdmin = name == "admin" };
        return new()
        {
            UserName = name,
            Subject = "local:" + name,
            Groups = name is "outsider" or "named" ? [] : ["crew"],
            Scopes = [],
            AuthMethod = "traditional",
            Provider = "local",
            Permissions = permissions,
        };
    }

    public Task<Result<RegisteredAgent>> RegisterAsync(
        string caller, string path, Func<AgentRegistration, AgentRegistration>? change = null)
    {
        var draft = new AgentRegistration { Path = path, Card = TestCards.Version03().With("name", path.Trim('/')).Element() };
        return Get<RegisterAgent>().ExecuteAsync(Caller(caller), change is null ? draft : change(draft), Cancellation);
    }

    public async Task<AgentDocument?> StoredAsync(string key) => (await Get<AgentRepository>().FindAsync(key, Cancellation))?.Value;

    public async Task CommitAsync(DocumentBatch batch) =>
        Assert.True((await Get<DocumentStore>().CommitAsync(batch, Cancellation)).IsSuccess);

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _running)
        {
            await service.StopAsync(CancellationToken.None);
        }

        await _services.DisposeAsync();
    }

    private sealed class NoHealth : IAgentHealth
    {
        public HealthView Get(string key) => HealthView.Unknown;

        public Task<AgentCheck> CheckNowAsync(string key, CancellationToken cancellationToken) =>
            Task.FromResult(new AgentCheck("healthy", key, DateTimeOffset.UnixEpoch));
    }
}
