using McpGateway.Access;
using McpGateway.Access.Decisions;
using McpGateway.Access.Scopes;
using McpGateway.Core.Registry;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Tests.Foundation;
using McpGateway.Tests.Registry.Servers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.Tests.Registry.Operations;

/// <summary>
/// The registry's operations as the product wires them, on a store in memory. Scopes: <c>admin</c>; <c>owner</c> holds every permission on
/// <c>/weather</c> and may use it; <c>user</c> may use it and call <c>forecast</c>; <c>outsider</c> holds every permission and may use
/// nothing.
/// </summary>
internal sealed class RegistryWorld : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private RegistryWorld(ServiceProvider services) => _services = services;

    public FakeHealth Health => _services.GetRequiredService<FakeHealth>();

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="also">Adds features beside the registry, and may put another store in place.</param>
    public static async Task<RegistryWorld> StartAsync(Action<IServiceCollection>? also = null)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddSingleton<IDocumentStorage>(new MemoryDocumentStorage());
        services.AddSingleton<FakeHealth>();
        services.AddSingleton<IServerHealth>(provider => provider.GetRequiredService<FakeHealth>());
        services.AddFoundation();
        services.AddAccess();
        services.AddRegistry();
        also?.Invoke(services);
        var world = new RegistryWorld(services.BuildServiceProvider());
        await world.Get<DocumentStore>().StartAsync(Cancellation);
        await world.CommitAsync(new DocumentBatch()
            .Put(ScopeRepository.Scopes, "admin", Scope("admin", "*", ["all"], "all") with { GroupMappings = ["admin"] }, null)
            .Put(ScopeRepository.Scopes, "owner", Scope("owner", "weather", ["all"], "/weather"), null)
            .Put(ScopeRepository.Scopes, "user", new() { Name = "user", Rules = [new("weather", ["initialize"], ["forecast"])] }, null)
            .Put(ScopeRepository.Scopes, "outsider",
                new() { Name = "outsider", UiPermissions = Scope("outsider", "*", [], "all").UiPermissions }, null));
        return world;
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public Caller Caller(string scope)
    {
        string[] scopes = [scope];
        var permissions = Get<AccessSnapshotHolder>().Current.PermissionsOf([], scopes);
        return new()
        {
            UserName = scope,
            Subject = "local:" + scope,
            Groups = [],
            Scopes = scopes,
            AuthMethod = "traditional",
            Provider = "local",
            Permissions = scope == "admin" ? permissions with { IsAdmin = true } : permissions,
        };
    }

    public async Task CommitAsync(DocumentBatch batch) =>
        Assert.True((await Get<DocumentStore>().CommitAsync(batch, Cancellation)).IsSuccess);

    public Task PutAsync(ServerRecord server, params ToolRecord[] tools) => CommitAsync(new DocumentBatch()
        .Put(ServerRepository.Servers, server.Key, server, null)
        .Put(ServerRepository.Tools, server.Key, new() { Tools = tools, DiscoveredAt = Records.Then }, null)
        .Put(ServerRepository.Secrets, server.Key, new() { Headers = [new("X-Key", "k1")] }, null));

    public async Task<ServerRecord> StoredAsync(string key) => (await Get<ServerRepository>().FindAsync(key, Cancellation))!.Value;

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static ScopeRecord Scope(string name, string server, string[] tools, string resource) => new()
    {
        Name = name,
        Rules = [new(server, ["all"], tools)],
        UiPermissions = new[]
        {
            ServerPermissions.List, ServerPermissions.Register, ServerPermissions.Modify, ServerPermissions.Toggle,
                ServerPermissions.Check,
        }.ToDictionary(action => action, IReadOnlyList<string> (_) => [resource], StringComparer.Ordinal),
    };
}

/// <summary>Health that the test states.</summary>
internal sealed class FakeHealth : IServerHealth
{
    public ServerToolsRecord? Live { get; set; }

    public List<string> Checked { get; } = [];

    public string? FinalAddress { get; set; }

    public HealthView Get(string key) => new("healthy", Records.Then) { Finding = new() { FinalAddress = FinalAddress } };

    public Task<HealthView> CheckNowAsync(string key, CancellationToken cancellationToken)
    {
        Checked.Add(key);
        return Task.FromResult(new HealthView("healthy", Records.Then));
    }

    public Task<ServerToolsRecord?> FetchToolsAsync(string key, CancellationToken cancellationToken) => Task.FromResult(Live);

    public Task<bool> DiscoverAsync(string key, IReadOnlyList<ServerHeader> credentials, CancellationToken cancellationToken) =>
        Task.FromResult(false);
}
