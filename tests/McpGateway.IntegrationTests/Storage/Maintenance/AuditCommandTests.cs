using McpGateway.Host.Commands;
using McpGateway.Storage;

namespace McpGateway.IntegrationTests.Storage.Maintenance;

/// <summary><c>audit verify</c> reads a store and leaves it as it is.</summary>
public sealed class AuditCommandTests(PostgresServer server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Verify_StoreThatIsNotThere_IsAnErrorAndMakesNone()
    {
        using var store = await MaintainedStore.CreateAsync("sqlite", server);
        Directory.CreateDirectory(store.Directory);

        Assert.Equal(ExitCodes.Misused, await VerifyAsync(store));

        Assert.Empty(Directory.EnumerateFileSystemEntries(store.Directory));
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task Verify_StoreOfAnEarlierRelease_DoesNotMigrateIt(string backend)
    {
        using var store = await MaintainedStore.CreateAsync(backend, server);
        await store.FillAsync(documents: 1, records: 1);
        await store.AgeAsync();
        var before = await store.SchemaAsync();

        Assert.Equal(ExitCodes.Failed, await VerifyAsync(store));

        Assert.Equal(before, await store.SchemaAsync());
        Assert.NotEqual(long.MaxValue, before);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task Verify_StoreThatAGatewayServesFrom_IsJudged(string backend)
    {
        using var store = await MaintainedStore.CreateAsync(backend, server);
        await using var gateway = store.Open(MaintainedStore.Key);
        await gateway.OpenStorageAsync(Cancel);

        Assert.Equal(ExitCodes.Done, await VerifyAsync(store));
    }

    [Fact]
    public async Task Verify_WithAnotherKey_IsRefused()
    {
        using var store = await MaintainedStore.CreateAsync("sqlite", server);
        await store.FillAsync(documents: 1, records: 1);

        Assert.Equal(ExitCodes.Refused, await VerifyAsync(store, "another key, of another installation"));
    }

    /// <summary>As the command line states it.</summary>
    private static async Task<int> VerifyAsync(MaintainedStore store, string key = MaintainedStore.Key)
    {
        string[] settings =
        [
            .. store.Settings(key).Where(static setting => setting.Value is not null)
                .Select(static setting => $"--{setting.Key}={setting.Value}"),
        ];
        var (request, text, _) = CommandRequest.Read(["audit", "verify", .. settings]);
        Assert.True(request is not null, text);
        return await CommandRunner.RunAsync(["audit", "verify", .. settings]);
    }
}
