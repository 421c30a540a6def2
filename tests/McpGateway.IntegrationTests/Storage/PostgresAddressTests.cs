using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Storage;
using McpGateway.Tests.Storage;
using McpGateway.Tests.Storage.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.IntegrationTests.Storage;

/// <summary>Forms of addresses, on real servers: sockets, files, several hosts, and a primary that changes.</summary>
public sealed class PostgresAddressTests : IAsyncLifetime
{
    private const string Down = "127.0.0.1:1";

    private readonly TemporaryDirectory _directory = new();
    private PostgresInstance? _postgres;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private PostgresInstance Postgres => _postgres!;

    private string Socket => Uri.EscapeDataString(Postgres.SocketDirectory);

    public async ValueTask InitializeAsync() => _postgres = await PostgresInstance.StartAsync(Cancel);

    public async ValueTask DisposeAsync()
    {
        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }

        _directory.Dispose();
    }

    [Fact]
    public async Task Start_Socket_InEachForm_Works()
    {
        foreach (var form in new[]
        {
            $"postgresql://postgres@{Socket}/gateway", $"postgresql://postgres@/gateway?host={Postgres.SocketDirectory}",
            $"host={Postgres.SocketDirectory} dbname=gateway user=postgres",
            $"Host={Postgres.SocketDirectory};Database=gateway;Username=postgres",
            $"postgresql://postgres@{Down},{Socket}:5432/gateway", $"host=/nowhere,{Postgres.SocketDirectory} dbname=gateway user=postgres",
        })
        {
            await AssertWorksAsync(("DATABASE_URL", form));
        }
    }

    [Fact]
    public async Task Start_VariablesAndService_Work()
    {
        await AssertWorksAsync(("PGHOST", Postgres.SocketDirectory), ("PGUSER", "postgres"), ("PGDATABASE", "gateway"));
        var file = _directory.File("services");
        await File.WriteAllTextAsync(file, $"[gateway]\nhost={Postgres.SocketDirectory}\nuser=postgres\ndbname=gateway\n", Cancel);
        await AssertWorksAsync(("DATABASE_URL", "postgresql://?service=gateway"), ("PGSERVICEFILE", file));
        await AssertWorksAsync(("PGSERVICE", "gateway"), ("PGSERVICEFILE", file));
    }

    [Fact]
    public async Task Start_PasswordFile_IsUsed()
    {
        await Postgres.ExecuteAsync("CREATE ROLE reader LOGIN SUPERUSER PASSWORD 'from a file: ja'", Cancel);
        await File.WriteAllTextAsync(
            Path.Combine(Postgres.DataDirectory, "pg_hba.conf"), "local all reader scram-sha-256\nlocal all all trust\n", Cancel);
        await Postgres.ExecuteAsync("SELECT pg_reload_conf()", Cancel);
        var file = _directory.File("pgpass");
        await File.WriteAllTextAsync(file, "other:*:*:*:wrong\n*:*:gateway:reader:from a file\\: ja\n", Cancel);
        await PostgresServer.ShellAsync($"chmod 600 {file}", Cancel);
        var address = $"host={Postgres.SocketDirectory} dbname=gateway user=reader require_auth=scram-sha-256";

        await AssertWorksAsync(("DATABASE_URL", $"{address} passfile={file}"));
        await AssertWorksAsync(("DATABASE_URL", address), ("PGPASSFILE", file));
        await AssertWorksAsync(("DATABASE_URL", address), ("PGPASSWORD", "from a file: ja"));
        var failure = await Assert.ThrowsAsync<StorageUnusableException>(
            () => AssertWorksAsync(("DATABASE_URL", address + " password=wrong")));
        Assert.Contains("refused the sign-in", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OptionsOfTheSession_AreSet()
    {
        await Postgres.ExecuteAsync("CREATE SCHEMA elsewhere", Cancel);

        await AssertWorksAsync(
            ("DATABASE_URL", $"postgresql://postgres@{Socket}/gateway?options=-c%20search_path%3Delsewhere&application_name=ours"));

        Assert.True(await Postgres.ReadAsync<bool>("SELECT to_regclass('elsewhere.store_state') IS NOT NULL", Cancel));
    }

    [Fact]
    public async Task Standby_First_IsPassedOver_AndTakenWhenItIsPromoted()
    {
        await using var standby = await Postgres.FollowAsync(Cancel);
        var hosts = $"host={standby.SocketDirectory},{Postgres.SocketDirectory} dbname=gateway user=postgres target_session_attrs=";
        var failure = await Assert.ThrowsAsync<StorageUnusableException>(() => AssertWorksAsync(("DATABASE_URL", hosts + "any")));
        Assert.Contains("target_session_attrs=read-write", failure.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StorageUnusableException>(() => AssertWorksAsync(
            ("DATABASE_URL", $"host={standby.SocketDirectory} dbname=gateway user=postgres target_session_attrs=read-write")));

        await using var replica = Host(("DATABASE_URL", hosts + "read-write"));
        await PutAsync(replica, "before");
        await Eventually.UntilAsync(() => standby.ReadAsync<bool>("SELECT to_regclass('documents') IS NOT NULL", Cancel));
        await Eventually.UntilAsync(() => standby.ReadAsync<bool>("SELECT COUNT(*) > 0 FROM documents", Cancel));
        await Postgres.StopAsync(Cancel);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => PutAsync(replica, "meanwhile"));
        await standby.PromoteAsync(Cancel);

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
        Assert.Equal(2, await standby.ReadAsync<long>("SELECT COUNT(*) FROM documents WHERE is_deleted = 0", Cancel));
    }

    private static ServiceProvider Host(params (string Key, string Value)[] settings) => StorageHost.Create(
        null, [("STORAGE_BACKEND", "postgresql"), ("SECRET_KEY", "a key for tests only, shared by all replicas"), .. settings]);

    private static async Task AssertWorksAsync(params (string Key, string Value)[] settings)
    {
        await using var services = Host(settings);
        await services.OpenStorageAsync(Cancel);
        await PutAsync(services, "x");
    }

    private static async Task PutAsync(ServiceProvider replica, string key) => Assert.True((await replica
        .GetRequiredService<IDocumentStorage>().CommitAsync(new DocumentBatch().Put(Notes.Plain, key, new("x"), null), Cancel)).IsSuccess);
}
