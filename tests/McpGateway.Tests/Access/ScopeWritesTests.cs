using McpGateway.Access.Scopes;
using McpGateway.Foundation.Documents;

namespace McpGateway.Tests.Access;

public sealed class ScopeWritesTests
{
    [Fact]
    public async Task AddServerToUnrestricted_CoveredByWildcard_WritesNothing()
    {
        using var world = await AccessWorld.StartAsync();
        var batch = new DocumentBatch();

        await world.Writes.AddServerToUnrestrictedAsync(batch, "/weather", ["forecast"], AccessWorld.Cancellation);

        Assert.Empty(batch.Writes);
    }

    [Fact]
    public async Task AddServerToUnrestricted_NarrowedScope_GetsTheRule()
    {
        using var world = await AccessWorld.StartAsync();
        var scope = await world.ScopeAsync("mcp-servers-unrestricted/read");
        await world.CommitAsync(batch =>
        {
            batch.Put(ScopeRepository.Scopes, scope.Name, scope with { Rules = [] }, expectedVersion: null);
            return Task.CompletedTask;
        });

        await world.CommitAsync(
            batch => world.Writes.AddServerToUnrestrictedAsync(batch, "/weather", ["forecast"], AccessWorld.Cancellation));

        var rule = Assert.Single((await world.ScopeAsync("mcp-servers-unrestricted/read")).Rules);
        Assert.Equal(("weather", "forecast"), (rule.Server, Assert.Single(rule.Tools)));
    }
}
