using McpGateway.Foundation;
using McpGateway.Storage.Sqlite;
using McpGateway.Tests.Foundation;
using Microsoft.Extensions.Logging.Abstractions;

namespace McpGateway.Tests.Storage;

/// <summary>One gateway serves from a SQLite store.</summary>
public sealed class SoleServerTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ManualTimeProvider _time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Claim_AnotherGatewayGoesOn_IsRefusedAfterPatience()
    {
        using var first = Server();
        using var second = Server();
        await first.ClaimAsync(Cancel);

        var claiming = second.ClaimAsync(Cancel);
        Assert.False(claiming.IsCompleted);
        _time.Advance(SoleServer.Patience);

        var refused = await Assert.ThrowsAsync<StorageUnusableException>(() => claiming);
        Assert.Contains("Another gateway serves from", refused.Message, StringComparison.Ordinal);
        Assert.Contains("DATA_DIR", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Claim_FormerGatewayEndsMeanwhile_IsGranted()
    {
        using var second = Server();
        Task claiming;
        using (var first = Server())
        {
            await first.ClaimAsync(Cancel);
            claiming = second.ClaimAsync(Cancel);
            Assert.False(claiming.IsCompleted);
        }

        await claiming;
    }

    [Fact]
    public async Task Claim_StoreForSeveral_IsGrantedToEach()
    {
        using var first = new SoleServer(null, _time, NullLogger<SoleServer>.Instance);
        using var second = new SoleServer(null, _time, NullLogger<SoleServer>.Instance);

        await first.ClaimAsync(Cancel);
        await second.ClaimAsync(Cancel);

        Assert.Empty(Directory.GetFiles(_directory.Path));
    }

    private SoleServer Server() => new(_directory.Path, _time, NullLogger<SoleServer>.Instance);
}
