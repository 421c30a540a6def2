using McpGateway.Foundation;
using McpGateway.Storage.Postgres;
using McpGateway.Storage.Postgres.Connecting;
using McpGateway.Storage.Sql;
using McpGateway.Storage.Sqlite;
using McpGateway.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace McpGateway.IntegrationTests.Storage;

/// <summary>Which releases open which schema, and what keeps a release from changing it under the one that runs.</summary>
public sealed class SchemaSupportTests(PostgresServer server) : IAsyncDisposable
{
    private const string Added = "CREATE TABLE of_the_next_release (id BIGINT PRIMARY KEY)";

    private readonly TemporaryDirectory _directory = new();
    private readonly List<IAsyncDisposable> _opened = [];
    private string? _database;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (var database in _opened)
        {
            await database.DisposeAsync();
        }

        _directory.Dispose();
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task Open_OfASchemaMadeForRunningBesideIt_IsServed_AndNothingElseIsDoneWithIt(string backend)
    {
        var (current, next) = (
            await CreateAsync(backend), await CreateAsync(backend, static release => $"-- runs-from: {release}\n{Added}"));
        await current.OpenAsync(Cancel);
        await current.EnterAsync(Cancel);
        await next.OpenAsync(Cancel);
        var (again, maintained) = (await CreateAsync(backend), await CreateAsync(backend));

        await again.OpenAsync(Cancel);
        var refused = await Assert.ThrowsAsync<StorageUnusableException>(() => maintained.OpenAsync(SchemaOpening.AsItIs, Cancel));

        Assert.Equal((null, null), (current.NewerSchema, next.NewerSchema));
        Assert.Equal(Migration.ReadAll("Sqlite")[^1].Number + 1, again.NewerSchema);
        Assert.Equal(0, await CountAsync(again, "documents"));
        Assert.Contains("newer release", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Two releases on, one of the two scripts has left this release behind.</summary>
    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task Open_OfASchemaThatTakesItsRelease_IsRefused(string backend)
    {
        var next = await CreateAsync(
            backend,
            static release => $"-- runs-from: {release}\n{Added}",
            static release => $"-- runs-from: {release + 1}\nDROP TABLE of_the_next_release");
        await next.OpenAsync(Cancel);

        var refused = await Assert.ThrowsAsync<StorageUnusableException>(async () => await (await CreateAsync(backend)).OpenAsync(Cancel));

        Assert.Contains("newer release", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task Migrate_ThatTheRunningReleaseCouldNotBear_WaitsForItsEnd(string backend)
    {
        var current = await CreateAsync(backend);
        await current.OpenAsync(Cancel);
        var running = await RunAsync(current);

        var refused = await Assert.ThrowsAsync<StorageUnusableException>(
            async () => await (await CreateAsync(backend, static _ => Added)).OpenAsync(Cancel));
        await (await CreateAsync(backend)).OpenAsync(Cancel);
        await running.DisposeAsync();
        var next = await CreateAsync(backend, static _ => Added);
        await Eventually.UntilAsync(async () => await CanOpenAsync(next));

        Assert.Contains("Stop every replica", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync(next, "of_the_next_release"));
    }

    private static Task<long> CountAsync(ISqlDatabase database, string table) =>
        database.ReadAsync((session, token) => session.ReadNumberAsync($"SELECT COUNT(*) FROM {table}", token), Cancel);

    /// <summary>The server may take a moment to notice that a connection has ended.</summary>
    private static async Task<bool> CanOpenAsync(ISqlDatabase database)
    {
        try
        {
            await database.OpenAsync(Cancel);
            return true;
        }
        catch (StorageUnusableException)
        {
            return false;
        }
    }

    /// <summary>Says that a gateway serves from the database, as one does.</summary>
    private async Task<IAsyncDisposable> RunAsync(ISqlDatabase database)
    {
        if (_database is null)
        {
            await database.EnterAsync(Cancel);
            return (IAsyncDisposable)database;
        }

        var connection = new NpgsqlConnection(_database + ";Pooling=false");
        await connection.OpenAsync(Cancel);
        await using var enter = new NpgsqlCommand(PostgresDatabase.Enter, connection);
        await enter.ExecuteNonQueryAsync(Cancel);
        return connection;
    }

    /// <param name="backend">Which one; all of a test are the same database.</param>
    /// <param name="further">Scripts of later releases, from the number of the schema before each.</param>
    private async Task<ISqlDatabase> CreateAsync(string backend, params Func<int, string>[] further)
    {
        if (backend == "sqlite")
        {
            var file = new SqliteDatabase(_directory.Path, TimeSpan.FromSeconds(30), TimeProvider.System)
            {
                Migrations = With(Migration.ReadAll("Sqlite"), further),
            };
            _opened.Add(file);
            return file;
        }

        _database ??= await server.CreateDatabaseAsync(Cancel);
        var database = new PostgresDatabase(
            PostgresTarget.Read(_database, PostgresSurroundings.None), null, 4, TimeProvider.System, NullLogger<PostgresDatabase>.Instance)
        {
            Migrations = With(Migration.ReadAll("Postgres"), further),
        };
        _opened.Add(database);
        return database;
    }

    private static IReadOnlyList<Migration> With(IReadOnlyList<Migration> known, Func<int, string>[] further) =>
    [
        .. known,
        .. further.Select((script, index) =>
            new Migration(known[^1].Number + index + 1, "of a later release", script(known[^1].Number + index))),
    ];
}
