using McpGateway.Access;
using McpGateway.Access.Decisions;
using McpGateway.Access.Scopes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Access.Decisions;

/// <summary>What is written to the store is the policy in force when the write returns.</summary>
public sealed class AccessSnapshotProjectionTests
{
    [Fact]
    public async Task Commit_ScopePutChangedAndDeleted_IsInForceAtOnce()
    {
        using var world = await AccessWorld.StartAsync(seeded: false);
        Assert.False(world.Allows("team", "weather", "forecast"));

        await PutAsync(world, Scope("forecast"));
        Assert.True(world.Allows("team", "weather", "forecast"));

        await PutAsync(world, Scope("alerts"));
        Assert.False(world.Allows("team", "weather", "forecast"));
        Assert.True(world.Allows("team", "weather", "alerts"));

        await world.CommitAsync(batch => Task.FromResult(batch.Delete(ScopeRepository.Scopes, "team", null)));
        Assert.False(world.Allows("team", "weather", "alerts"));
        Assert.Null(world.Holder.Current.FindScope("team"));
    }

    [Fact]
    public async Task Start_StoreWithScopes_PublishesThem_AndEachChangeRaisesTheVersionByOne()
    {
        using var world = await AccessWorld.StartAsync();
        var first = world.Holder.Current;
        Assert.NotEmpty(first.Scopes);

        await PutAsync(world, Scope("forecast"));

        Assert.Equal(first.Version + 1, world.Holder.Current.Version);
        Assert.Equal(first.Scopes.Count() + 1, world.Holder.Current.Scopes.Count());
    }

    [Fact]
    public async Task Commit_OtherKind_LeavesThePolicyAsItIs()
    {
        using var world = await AccessWorld.StartAsync();
        var before = world.Holder.Current;

        var other = new McpGateway.Foundation.Documents.DocumentKind<ScopeRecord>("not_scopes", ScopeRepository.Scopes.Json);
        await world.CommitAsync(batch => Task.FromResult(batch.Put(other, "team", Scope("forecast"), null)));

        Assert.Same(before, world.Holder.Current);
    }

    [Fact]
    public async Task Load_AgainAfterAScopeIsGone_ForgetsIt()
    {
        using var world = await AccessWorld.StartAsync(seeded: false);
        await PutAsync(world, Scope("forecast"));
        var holder = new AccessSnapshotHolder();
        var projection = new AccessSnapshotProjection(
            world.Scopes, holder, Options.Create(new AccessOptions()), NullLogger<AccessSnapshotProjection>.Instance);
        await projection.LoadAsync(AccessWorld.Cancellation);
        Assert.NotNull(holder.Current.FindScope("team"));

        await world.CommitAsync(batch => Task.FromResult(batch.Delete(ScopeRepository.Scopes, "team", null)));
        await projection.LoadAsync(AccessWorld.Cancellation);

        Assert.Null(holder.Current.FindScope("team"));
    }

    private static ScopeRecord Scope(string tool) =>
        Policy.Scope("team", Policy.Rule("weather", ["tools/call"], [tool])) with { GroupMappings = ["team"] };

    private static async Task PutAsync(AccessWorld world, ScopeRecord scope) => Assert.True(
        (await world.CommitAsync(batch => Task.FromResult(batch.Put(ScopeRepository.Scopes, scope.Name, scope, null)))).IsSuccess);
}
