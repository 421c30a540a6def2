using McpGateway.Foundation.Records;
using McpGateway.Storage.Records;
using McpGateway.Storage.Sql;
using McpGateway.Tests.Storage.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.IntegrationTests.Storage;

public sealed class PostgresRecordLogTests(PostgresServer server) : PostgresRecordLogContract(server, null);

/// <summary>Everything in blocks.</summary>
public sealed class PostgresRecordBlockTests(PostgresServer server) : PostgresRecordLogContract(server, 1);

/// <summary>The contract on PostgreSQL.</summary>
/// <param name="blockFrom">See <see cref="SqlRecordLog.BlockFrom"/>; null for the default.</param>
public abstract class PostgresRecordLogContract(PostgresServer server, int? blockFrom) : RecordLogContract
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
        _services = StorageHost.Postgres(await server.CreateDatabaseAsync(Cancel));
        return blockFrom is { } limit
            ? new SqlRecordLog(_services.GetRequiredService<ISqlDatabase>()) { BlockFrom = limit }
            : _services.GetRequiredService<IRecordLog>();
    }
}
