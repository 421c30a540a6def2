using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Leadership;
using McpGateway.Storage;
using McpGateway.Tests.Storage.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace McpGateway.IntegrationTests.Storage;

/// <summary>Two replicas on one PostgreSQL.</summary>
public sealed class PostgresReplicaTests(PostgresServer server)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_ManyReplicasAtOnceOnAnEmptyDatabase_AllSucceed()
    {
        var database = await server.CreateDatabaseAsync(Cancel);
        var replicas = Enumerable.Range(0, 5).Select(_ => StorageHost.Postgres(database)).ToList();
        await Task.WhenAll(replicas.Select(replica => replica.OpenStorageAsync(Cancel)));
        Assert.All(
            await Task.WhenAll(replicas.Select(replica => Store(replica).ReadRevisionAsync(Cancel))),
            revision => Assert.Equal(0, revision));
        await DisposeAllAsync(replicas);
    }

    [Fact]
    public async Task Start_OtherKeyThanTheFirstReplica_Refuses()
    {
        var database = await server.CreateDatabaseAsync(Cancel);
        await using var first = StorageHost.Postgres(database);
        await first.OpenStorageAsync(Cancel);
        await using var second = StorageHost.Create(
            null, ("STORAGE_BACKEND", "postgres"), ("DATABASE_URL", database), ("SECRET_KEY", "not the key of the first replica"));
        var failure = await Assert.ThrowsAsync<StorageUnusableException>(() => second.OpenStorageAsync(Cancel));
        Assert.Contains("SECRET_KEY", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_NewerSchema_Refuses()
    {
        var database = await server.CreateDatabaseAsync(Cancel);
        await using (var first = StorageHost.Postgres(database))
        {
            await first.OpenStorageAsync(Cancel);
        }

        await PostgresServer.ExecuteAsync(database, "INSERT INTO schema_version VALUES (9000, 'from the future', '2099')", Cancel);
        await using var second = StorageHost.Postgres(database);
        Assert.Contains(
            "9000", (await Assert.ThrowsAsync<StorageUnusableException>(() => second.OpenStorageAsync(Cancel))).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host=/nowhere;Username=u;Password=hunter22;Database=d", "cannot be reached")]
    [InlineData("postgres://u:hunter22@localhost:1/d?sslmode=disable", "cannot be reached")]
    public async Task Start_NoServer_RefusesWithoutThePassword(string connection, string expected)
    {
        await using var services = StorageHost.Postgres(connection);
        var failure = await Assert.ThrowsAsync<StorageUnusableException>(() => services.OpenStorageAsync(Cancel));
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter22", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_NoSuchDatabase_Refuses()
    {
        var database = (await server.CreateDatabaseAsync(Cancel)).Replace("Database=test", "Database=absent", StringComparison.Ordinal);
        await using var services = StorageHost.Postgres(database);
        var failure = await Assert.ThrowsAsync<StorageUnusableException>(() => services.OpenStorageAsync(Cancel));
        Assert.Contains("does not exist", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signal_CommitOnOtherReplica_Comes_AlsoAfterTheConnectionDropped()
    {
        var database = await server.CreateDatabaseAsync(Cancel);
        await using var writer = StorageHost.Postgres(database);
        await using var listener = StorageHost.Postgres(database);
        await listener.OpenStorageAsync(Cancel);
        var signal = listener.GetRequiredService<IChangeSignal>();
        var hosted = Assert.IsType<IHostedService>(signal, exactMatch: false);
        var connected = signal.WaitAsync(Cancel);
        await hosted.StartAsync(Cancel);
        await connected.WaitAsync(Patience, Cancel);

        var first = signal.WaitAsync(Cancel);
        await PutAsync(writer, "a");
        await first.WaitAsync(Patience, Cancel);

        // It signals by itself once it listens again, because something may have been committed meanwhile.
        var reconnected = signal.WaitAsync(Cancel);
        await DropConnectionsAsync(database, "LISTEN%");
        await reconnected.WaitAsync(Patience, Cancel);

        var second = signal.WaitAsync(Cancel);
        await PutAsync(writer, "b");
        await second.WaitAsync(Patience, Cancel);
        await hosted.StopAsync(Cancel);
    }

    [Fact]
    public async Task DocumentStores_OnTwoReplicas_Converge()
    {
        var database = await server.CreateDatabaseAsync(Cancel);
        await using var left = StorageHost.Postgres(database);
        await using var right = StorageHost.Postgres(database);
        var stores = new[] { left, right }.Select(replica => replica.GetRequiredService<DocumentStore>()).ToArray();
        foreach (var documents in stores)
        {
            await documents.StartAsync(Cancel);
        }

        await Task.WhenAll(stores.Select((documents, index) => Task.Run(() => PutManyAsync(documents, index), Cancel)));
        await Task.WhenAll(stores.Select(documents => documents.CatchUpAsync(Cancel)));

        Assert.Equal(60, stores[0].AppliedRevision);
        Assert.Equal(60, stores[1].AppliedRevision);
        Assert.Equal(60, (await stores[0].ListAsync(Notes.Plain, Cancel)).Count);
    }

    [Fact]
    public async Task Lease_OneHolderAtATime_PassesOnWhenReleased()
    {
        var database = await server.CreateDatabaseAsync(Cancel);
        await using var left = StorageHost.Postgres(database);
        await using var right = StorageHost.Postgres(database);
        var held = await Lease(left).TryAcquireAsync("health", Cancel);
        Assert.NotNull(held);
        Assert.Null(await Lease(right).TryAcquireAsync("health", Cancel));
        Assert.Null(await Lease(left).TryAcquireAsync("health", Cancel));
        await using (await Lease(right).TryAcquireAsync("federation", Cancel))
        {
            Assert.False(held.Lost.IsCancellationRequested);
        }

        await held.DisposeAsync();
        await held.DisposeAsync();
        await using var next = await Lease(right).TryAcquireAsync("health", Cancel);
        Assert.NotNull(next);
    }

    [Fact]
    public async Task Lease_ConnectionsDropped_IsKept()
    {
        var database = await server.CreateDatabaseAsync(Cancel);
        await using var left = StorageHost.Postgres(database);
        await using var right = StorageHost.Postgres(database);
        await using var held = await Lease(left).TryAcquireAsync("health", Cancel);

        await DropConnectionsAsync(database, "%");

        Assert.Null(await Lease(right).TryAcquireAsync("health", Cancel));
        Assert.True(held!.IsHeld);
    }

    private static ILeaderLease Lease(ServiceProvider replica) => replica.GetRequiredService<ILeaderLease>();

    private static IDocumentStorage Store(ServiceProvider replica) => replica.GetRequiredService<IDocumentStorage>();

    private static async Task PutManyAsync(DocumentStore documents, int replica)
    {
        for (var index = 0; index < 30; index++)
        {
            Assert.True((await documents.CommitAsync(
                new DocumentBatch().Put(Notes.Plain, $"{replica}-{index}", new("x"), DocumentBatch.Absent), Cancel)).IsSuccess);
        }
    }

    private static async Task PutAsync(ServiceProvider replica, string key) =>
        Assert.True((await Store(replica).CommitAsync(new DocumentBatch().Put(Notes.Plain, key, new("x"), null), Cancel)).IsSuccess);

    private static Task DropConnectionsAsync(string database, string query) => PostgresServer.ExecuteAsync(
        database,
        $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND query "
            + $"LIKE '{query}'",
        Cancel);

    private static async Task DisposeAllAsync(IEnumerable<ServiceProvider> replicas)
    {
        foreach (var replica in replicas)
        {
            await replica.DisposeAsync();
        }
    }
}
