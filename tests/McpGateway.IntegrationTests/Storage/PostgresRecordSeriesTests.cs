using McpGateway.Storage.Postgres;
using McpGateway.Tests.Storage.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.IntegrationTests.Storage;

public sealed class PostgresRecordSeriesTests(PostgresServer server) : RecordSeriesContract
{
    internal override async Task<RecordStoreRig> CreateAsync()
    {
        var services = StorageHost.Postgres(await server.CreateDatabaseAsync(Cancel));
        var database = services.GetRequiredService<PostgresDatabase>();
        await database.OpenAsync(Cancel);
        return new SqlRecordStoreRig(database, () => new PostgresPartitions(database) { Length = RecordStoreRig.Minute * 45 })
        {
            End = services.DisposeAsync,
        };
    }
}
