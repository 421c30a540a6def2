using McpGateway.Foundation.Documents;
using McpGateway.Tests.Storage.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.IntegrationTests.Storage;

public sealed class PostgresDocumentStoreTests(PostgresServer server) : DocumentStoreContract
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

    internal override async Task<IDocumentStore> CreateAsync()
    {
        _services = StorageHost.Postgres(await server.CreateDatabaseAsync(Cancel), Time);
        return _services.GetRequiredService<IDocumentStore>();
    }
}
