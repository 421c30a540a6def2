using McpGateway.Foundation.Records;
using McpGateway.Storage.Postgres;
using McpGateway.Storage.Records;
using McpGateway.Tests.Storage.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.IntegrationTests.Storage;

/// <summary>A partition for each day, as in production.</summary>
public sealed class PostgresRecordLogTests(PostgresServer server)
    : PostgresRecordLogContract(server.CreateDatabaseAsync, TimeSpan.FromDays(1));

/// <summary>Partitions for periods that are no part of a day, so that most questions are about several.</summary>
public sealed class PostgresShortPeriodTests(PostgresServer server)
    : PostgresRecordLogContract(server.CreateDatabaseAsync, TimeSpan.FromSeconds(7_000));

/// <summary>Through a pooler that gives each transaction another session.</summary>
public sealed class PgBouncerRecordLogTests(PgBouncer pooler) : PostgresRecordLogContract(
    async cancellationToken => (await pooler.CreateDatabaseAsync(cancellationToken)).Pooled, TimeSpan.FromDays(1)),
    IClassFixture<PgBouncer>;

/// <summary>Short periods, through a pooler.</summary>
public sealed class PgBouncerShortPeriodTests(PgBouncer pooler) : PostgresRecordLogContract(
    async cancellationToken => (await pooler.CreateDatabaseAsync(cancellationToken)).Pooled, TimeSpan.FromSeconds(7_000)),
    IClassFixture<PgBouncer>;

/// <summary>The contract on PostgreSQL.</summary>
/// <param name="createDatabase">Makes an empty database, and says how it is reached.</param>
/// <param name="period">See <see cref="PostgresPartitions.Length"/>.</param>
public abstract class PostgresRecordLogContract(Func<CancellationToken, Task<string>> createDatabase, TimeSpan period) : RecordLogContract
{
    private ServiceProvider? _services;

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_services is not null)
        {
            await _services.DisposeAsync();
        }
    }

    internal override async Task<IRecordLog> CreateAsync()
    {
        _services = StorageHost.Postgres(await createDatabase(Cancel));
        var database = _services.GetRequiredService<PostgresDatabase>();
        return new SqlRecordLog(database, new PostgresPartitions(database) { Length = period.Ticks / TimeSpan.TicksPerMicrosecond });
    }
}
