using System.Net;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Leadership;
using McpGateway.IntegrationTests.Composition;
using McpGateway.IntegrationTests.Storage.Faults;
using McpGateway.Storage;
using McpGateway.Tests.Storage.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace McpGateway.IntegrationTests.Storage;

/// <summary>The product through a PgBouncer in transaction mode, with fewer sessions than it has connections.</summary>
public sealed class PgBouncerTests(PgBouncer pooler) : IClassFixture<PgBouncer>
{
    private const string Key = "the key that every replica has, long enough";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Gateways_ThroughThePooler_SeeEachOthersChanges_AlthoughTheyPollSeldom_AndSayWhyOnce()
    {
        var (pooled, _) = await pooler.CreateDatabaseAsync(Cancel);
        await using var one = await StartAsync(pooled);
        await using var two = await StartAsync(pooled);
        using var administrator = await one.BearerAsync(ComposedGateway.Administrator);
        Assert.Equal(HttpStatusCode.OK, await Replica.CallAsync(administrator));
        await Eventually.UntilAsync(() => Told(one, "twice a second") == 1 && Told(two, "twice a second") == 1);

        for (var round = 0; round < 5; round++)
        {
            var scope = $"round-{round}";
            await Replica.GrantAsync(one, scope, mayCall: true);
            await Eventually.UntilAsync(() => two.Knows(scope));
        }

        Assert.Equal(1, Told(one, "twice a second"));
        Assert.Equal(1, Told(one, "connection pooler"));

        static Task<ComposedGateway> StartAsync(string database) => ComposedGateway.StartAsync(
            ("STORAGE_BACKEND", "postgresql"), ("DATABASE_URL", database), ("SECRET_KEY", Key), ("Ledger:PollInterval", "00:01:00"));
        static int Told(ComposedGateway gateway, string text) =>
            gateway.Logs.Lines.Count(line => line.Contains(text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Signal_WithAnAddressForListening_ComesWithTheCommit()
    {
        var (pooled, direct) = await pooler.CreateDatabaseAsync(Cancel);
        await using var writer = Host(pooled);
        await using var listener = Host(pooled, ("Storage:PostgresListenConnectionString", direct));
        await listener.OpenStorageAsync(Cancel);
        var signal = listener.GetRequiredService<IChangeSignal>();
        var hosted = Assert.IsType<IHostedService>(signal, exactMatch: false);
        var connected = signal.WaitAsync(Cancel);
        await hosted.StartAsync(Cancel);
        await connected.WaitAsync(Patience, Cancel);

        // One that polls would signal by itself, several times.
        var first = signal.WaitAsync(Cancel);
        await Task.WhenAny(first, Task.Delay(TimeSpan.FromSeconds(2), Cancel));
        Assert.False(first.IsCompleted);
        await PutAsync(writer, "a");

        await first.WaitAsync(Patience, Cancel);
        await hosted.StopAsync(Cancel);
    }

    [Fact]
    public async Task Writers_Many_ShareFewSessions_AndLoseNothing()
    {
        var (pooled, direct) = await pooler.CreateDatabaseAsync(Cancel);
        await using var left = Host(pooled);
        await using var right = Host(pooled);
        await using var straight = Host(direct);
        await Task.WhenAll(left.OpenStorageAsync(Cancel), right.OpenStorageAsync(Cancel));

        ServiceProvider[] replicas = [left, right, straight];
        await Task.WhenAll(Enumerable.Range(0, 90).Select(index => PutAsync(replicas[index % 3], $"k{index}")));

        Assert.Equal(90, await left.GetRequiredService<IDocumentStorage>().ReadRevisionAsync(Cancel));
        Assert.Equal(90, (await right.GetRequiredService<IDocumentStorage>().ListAsync(Notes.Plain, Cancel)).Count);
    }

    [Fact]
    public async Task Sessions_EndedAtTheServer_AreReplaced()
    {
        var (pooled, direct) = await pooler.CreateDatabaseAsync(Cancel);
        await using var replica = Host(pooled);
        await PutAsync(replica, "before");

        await PostgresServer.ExecuteAsync(
            direct,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
            Cancel);

        await Eventually.UntilAsync(async () =>
        {
            try
            {
                await PutAsync(replica, "after");
                return true;
            }
            catch (StorageUnavailableException)
            {
                return false;
            }
        });
        Assert.Equal(2, (await replica.GetRequiredService<IDocumentStorage>().ListAsync(Notes.Plain, Cancel)).Count);
    }

    [Fact]
    public async Task Lease_ThroughThePooler_HasOneHolder()
    {
        var (pooled, _) = await pooler.CreateDatabaseAsync(Cancel);
        await using var left = Host(pooled);
        await using var right = Host(pooled);
        await using var held = await left.GetRequiredService<ILeaderLease>().TryAcquireAsync("health", Cancel);

        Assert.NotNull(held);
        Assert.Null(await right.GetRequiredService<ILeaderLease>().TryAcquireAsync("health", Cancel));
    }

    private static ServiceProvider Host(string database, params (string Key, string Value)[] settings) => StorageHost.Create(
        null, [("STORAGE_BACKEND", "postgresql"), ("DATABASE_URL", database), ("SECRET_KEY", Key), .. settings]);

    private static async Task PutAsync(ServiceProvider replica, string key) => Assert.True((await replica
        .GetRequiredService<IDocumentStorage>().CommitAsync(new DocumentBatch().Put(Notes.Plain, key, new("x"), null), Cancel)).IsSuccess);
}
