using McpGateway.Tests.Storage.MongoDB.StandIn;
using MongoDB.Bson;

namespace McpGateway.Tests.Storage.MongoDB;

/// <summary>Leases by the server's clock.</summary>
public sealed class MongoLeaseTests : IAsyncDisposable
{
    private readonly MongoStandIn _server = new();
    private readonly MongoFixture _fixture;

    public MongoLeaseTests() => _fixture = MongoFixture.OnStandIn(TimeProvider.System, _server);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private MongoReplica Replica => _fixture.Replica;

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Acquire_HeldByAnother_IsRefusedUntilItIsGivenUp()
    {
        var other = _fixture.NewReplica();
        var first = await Replica.Leases.TryAcquireAsync("role", Cancel);
        Assert.NotNull(first);
        Assert.True(first.IsHeld);

        Assert.Null(await other.Leases.TryAcquireAsync("role", Cancel));
        await first.DisposeAsync();
        await using var second = await other.Leases.TryAcquireAsync("role", Cancel);

        Assert.NotNull(second);
    }

    [Fact]
    public async Task Acquire_ManyAtOnce_LetsOneLead()
    {
        var replicas = Enumerable.Range(0, 8).Select(_ => _fixture.NewReplica()).ToArray();

        var led = await Task.WhenAll(replicas.Select(replica => replica.Leases.TryAcquireAsync("role", Cancel)));

        Assert.Single(led, static one => one is not null);
    }

    [Fact]
    public async Task Acquire_ExpiredLease_RaisesItsTermAndStopsTheFormerHolder()
    {
        var first = await Replica.Leases.TryAcquireAsync("role", Cancel);
        _server.Tamper(_fixture.NameOf("leases"), static _ => true, static lease => lease["at"] = new BsonDateTime(DateTime.UnixEpoch));

        await using var second = await _fixture.NewReplica().Leases.TryAcquireAsync("role", Cancel);

        Assert.NotNull(second);
        Assert.Equal(2, Assert.Single(_server.RowsOf(_fixture.NameOf("leases")))["term"].ToInt64());
        await Eventually.UntilAsync(() => Task.FromResult(first!.Lost.IsCancellationRequested));
        await first!.DisposeAsync();
    }

    [Fact]
    public async Task Enter_ServingProcess_IsSeenUntilItEnds()
    {
        var other = _fixture.NewReplica();
        Assert.False(await other.Store.IsInUseAsync(Cancel));

        await Replica.Store.EnterAsync(Cancel);
        Assert.True(await other.Store.IsInUseAsync(Cancel));
        await Replica.Store.DisposeAsync();

        Assert.False(await other.Store.IsInUseAsync(Cancel));
    }
}
