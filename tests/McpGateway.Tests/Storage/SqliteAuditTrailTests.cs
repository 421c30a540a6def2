using McpGateway.Storage.Audit;
using McpGateway.Tests.Storage.Contracts;

namespace McpGateway.Tests.Storage;

/// <summary>The contract on SQLite.</summary>
public sealed class SqliteAuditTrailTests : AuditTrailContract
{
    private readonly SqliteFixture _fixture = new(TimeProvider.System);

    public override ValueTask DisposeAsync() => _fixture.DisposeAsync();

    internal override Task<AuditStoreRig> CreateAsync() =>
        Task.FromResult(AuditStoreRig.Of(new SqlAuditTrail(_fixture.Database), _fixture.Documents, _fixture.Database));
}
