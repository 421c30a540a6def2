using McpGateway.Foundation.Documents;
using McpGateway.Tests.Foundation;
using McpGateway.Tests.Storage.Contracts;

namespace McpGateway.Tests.Storage;

/// <summary>The fake that other tests stand on behaves like a store.</summary>
public sealed class MemoryDocumentStorageTests : DocumentStorageContract
{
    public override ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    internal override Task<IDocumentStorage> CreateAsync() => Task.FromResult<IDocumentStorage>(new MemoryDocumentStorage(Time));
}
