using McpGateway.Foundation.Documents;
using McpGateway.Tests.Storage.Contracts;

namespace McpGateway.Tests.Storage;

public sealed class SqliteDocumentStoreTests : DocumentStoreContract
{
    private SqliteFixture? _fixture;

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _fixture!.DisposeAsync();
    }

    internal override Task<IDocumentStore> CreateAsync()
    {
        _fixture = new(Time);
        return Task.FromResult(_fixture.Documents);
    }
}
