using System.Net;
using McpGateway.Access.Decisions;
using McpGateway.Access.Scopes;
using McpGateway.Core.BuiltIn;
using McpGateway.Core.Health;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Tests.Foundation;
using McpGateway.Tests.Logs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace McpGateway.IntegrationTests.Health;

/// <summary>The health feature in a real host, on a store in memory.</summary>
internal sealed class HealthWorld : IAsyncDisposable
{
    public static readonly TimeSpan Patience = Eventually.Patience;

    /// <summary>A scope that opens every server; what a caller sees is then its UI permissions' business.</summary>
    public const string AnyServer = "any-server";

    private readonly WebApplication _app;

    private HealthWorld(WebApplication app) => _app = app;

    public HealthStateStore Board => _app.Services.GetRequiredService<HealthStateStore>();

    public DocumentStore Documents => _app.Services.GetRequiredService<DocumentStore>();

    public ServerRepository Servers => _app.Services.GetRequiredService<ServerRepository>();

    public HealthRepository Health => _app.Services.GetRequiredService<HealthRepository>();

    public IServerHealth Port => _app.Services.GetRequiredService<IServerHealth>();

    public IServiceProvider Services => _app.Services;

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <param name="store">Shared by worlds that stand for replicas.</param>
    /// <param name="caller">Who every request comes from; null for nobody.</param>
    public static async Task<HealthWorld> StartAsync(
        MemoryDocumentStorage? store = null, Func<Caller?>? caller = null, Action<IServiceCollection>? configure = null, params (
            string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddTestLog("health");
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Configuration.AddInMemoryCollection(
            settings.Prepend(("Health:HandshakeTimeout", "00:00:02"))
                .Prepend(("Health:ToolsTimeout", "00:00:02"))
                .Prepend(("Health:PingTimeout", "00:00:01"))
                .Prepend(("Ledger:PollInterval", "00:00:00.050"))
                .DistinctBy(setting => setting.Item1, StringComparer.Ordinal)
                .Select(setting => KeyValuePair.Create(setting.Item1, (string?)setting.Item2)));
        foreach (var (key, value) in settings)
        {
            builder.Configuration[key] = value;
        }

        builder.Services.AddFoundation();
        builder.Services.AddSingleton<IDocumentStorage>(store ?? new MemoryDocumentStorage());
        builder.Services.AddSingleton<ServerCatalog>();
        builder.Services.AddSingleton<IChangeHandler>(provider => provider.GetRequiredService<ServerCatalog>());
        builder.Services.TryAddSingleton<AccessSnapshotHolder>();
        builder.Services.TryAddSingleton<ScopeRepository>();
        builder.Services.AddSingleton<ServerAuthorization>();
        builder.Services.AddSingleton<ServerRemoval>();
        builder.Services.AddSingleton<RemoveServer>();
        builder.Services.AddHealth();
        builder.Services.AddBuiltInServers();
        builder.Services.AddStatedCaller(_ => caller?.Invoke());
        configure?.Invoke(builder.Services);
        var app = builder.Build();
        app.UseWebSockets();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapHealth();
        app.Services.GetRequiredService<AccessSnapshotHolder>().Publish(
            new([new(new ScopeRecord { Name = AnyServer, Rules = [new("*", ["all"], ["all"])] })], toolsOpenMethods: false, version: 1));
        await app.Services.GetRequiredService<DocumentStore>().StartAsync(TestContext.Current.CancellationToken);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new(app);
    }

    public static ServerRecord Server(string path, string? url, params string[] transports) => new()
    {
        ServerName = path.Trim('/'),
        Description = "A server of a test.",
        Path = path,
        ProxyPassUrl = url,
        SupportedTransports = transports,
        IsEnabled = true,
        RegisteredBy = "test",
        RegisteredAt = DateTimeOffset.UnixEpoch,
        UpdatedAt = DateTimeOffset.UnixEpoch,
    };

    public async Task PutAsync(ServerRecord server, params ServerHeader[] headers)
    {
        var batch = new DocumentBatch().Put(ServerRepository.Servers, server.Key, server, null);
        if (headers.Length > 0)
        {
            batch.Put(ServerRepository.Secrets, server.Key, new() { Headers = headers }, null);
        }

        Assert.True((await Documents.CommitAsync(batch, TestContext.Current.CancellationToken)).IsSuccess);
    }

    /// <summary>Waits until the board shows the server as the test wants it.</summary>
    public async Task<ServerHealthState> WaitAsync(string key, Func<ServerHealthState, bool> isAsWanted)
    {
        var seen = new TaskCompletionSource<ServerHealthState>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var following = Board.Follow(changed => Look());
        Look();
        try
        {
            return await seen.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"{key} is {Board.Find(key)?.Status ?? "not there"}.");
        }

        void Look()
        {
            if (Board.Find(key) is { } state && isAsWanted(state))
            {
                seen.TrySetResult(state);
            }
        }
    }

    public Task<ServerHealthState> WaitForCheckAsync(string key) =>
        WaitAsync(key, state => state.LastChecked is not null && state.Status is not (HealthStatus.Checking or HealthStatus.Unknown));

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
