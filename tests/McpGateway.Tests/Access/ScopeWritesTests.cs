using McpGateway.Core.Access;
using McpGateway.Core.Foundation.Documents;

namespace McpGateway.Tests.Access;

public sealed class ScopeWritesTests
{
    [Fact]
    public async Task RemoveServer_InOneBatch_LeavesNoRuleForIt()
    {
        using var world = await AccessWorld.StartAsync();

        await world.CommitAsync(batch => world.Writes.RemoveServerAsync(batch, "/mcpgw/", AccessWorld.Cancellation));

        var scopes = await world.Scopes.ListAsync(AccessWorld.Cancellation);
        Assert.DoesNotContain(scopes.SelectMany(document => document.Value.Rules), rule => rule.Server.Trim('/') == "mcpgw");
        Assert.DoesNotContain(scopes.SelectMany(document => document.Value.UiPermissions.Values).SelectMany(names => names), name => name == "mcpgw");
        Assert.True(world.Allows("registry-users-lob1", "currenttime", "current_time_by_timezone"));
    }

    [Fact]
    public async Task RemoveServer_ScopeChangedMeanwhile_WritesNothing()
    {
        using var world = await AccessWorld.StartAsync();
        var batch = new DocumentBatch();
        await world.Writes.RemoveServerAsync(batch, "/mcpgw", AccessWorld.Cancellation);
        await world.Groups.AddServerAsync(AccessWorld.Admin, "/weather", ["registry-users-lob2"], AccessWorld.Cancellation);

        var committed = await world.Ledger.CommitAsync(batch, AccessWorld.Cancellation);

        Assert.False(committed.IsSuccess);
        Assert.True(world.Allows("registry-users-lob1", "mcpgw", "intelligent_tool_finder"));
    }

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

        await world.CommitAsync(batch => world.Writes.AddServerToUnrestrictedAsync(batch, "/weather", ["forecast"], AccessWorld.Cancellation));

        var rule = Assert.Single((await world.ScopeAsync("mcp-servers-unrestricted/read")).Rules);
        Assert.Equal(("weather", "forecast"), (rule.Server, Assert.Single(rule.Tools)));
    }
}
