using McpGateway.Foundation.Documents;
using McpGateway.Tests.Storage.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.IntegrationTests.Storage;

public sealed class PostgresDocumentStorageTests(PostgresServer server) : DocumentStorageContract
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

    internal override async Task<IDocumentStorage> CreateAsync()
    {
        _services = StorageHost.Postgres(await server.CreateDatabaseAsync(Cancel), Time);
        return _services.GetRequiredService<IDocumentStorage>();
    }
}
