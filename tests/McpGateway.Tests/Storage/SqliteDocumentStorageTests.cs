using McpGateway.Foundation.Documents;
using McpGateway.Tests.Storage.Contracts;

namespace McpGateway.Tests.Storage;

public sealed class SqliteDocumentStorageTests : DocumentStorageContract
{
    private SqliteFixture? _fixture;

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _fixture!.DisposeAsync();
    }

    internal override Task<IDocumentStorage> CreateAsync()
    {
        _fixture = new(Time);
        return Task.FromResult(_fixture.Documents);
    }
}
