using McpGateway.Foundation.Records;
using McpGateway.Tests.Storage.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.IntegrationTests.Storage;

public sealed class PostgresRecordLogTests(PostgresServer server) : RecordLogContract
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
        return _services.GetRequiredService<IRecordLog>();
    }
}
