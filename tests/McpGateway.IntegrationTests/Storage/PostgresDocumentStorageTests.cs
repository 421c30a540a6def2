using McpGateway.Foundation.Documents;
using McpGateway.Tests.Storage.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.IntegrationTests.Storage;

public sealed class PostgresDocumentStorageTests(PostgresServer server) : PostgresDocumentStorageContract
{
    private protected override Task<string> CreateDatabaseAsync() => server.CreateDatabaseAsync(Cancel);
}

/// <summary>Through a pooler that gives each transaction another session.</summary>
public sealed class PgBouncerDocumentStorageTests(PgBouncer pooler) : PostgresDocumentStorageContract, IClassFixture<PgBouncer>
{
    private protected override async Task<string> CreateDatabaseAsync() => (await pooler.CreateDatabaseAsync(Cancel)).Pooled;
}

/// <summary>The contract on PostgreSQL.</summary>
public abstract class PostgresDocumentStorageContract : DocumentStorageContract
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
        _services = StorageHost.Postgres(await CreateDatabaseAsync(), Time);
        return _services.GetRequiredService<IDocumentStorage>();
    }

    private protected abstract Task<string> CreateDatabaseAsync();
}
