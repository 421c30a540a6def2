using McpGateway.Cli.Profiles;
using McpGateway.Tests.Storage;

namespace McpGateway.IntegrationTests.Cli.Keyrings;

/// <summary>What every store of credentials does.</summary>
public abstract class CredentialStoreContract : IAsyncLifetime
{
    private static readonly DateTimeOffset End = new(2030, 1, 31, 12, 0, 0, TimeSpan.Zero);

    private protected TemporaryDirectory Directory { get; } = new();

    private protected ICredentialStore Store { get; private set; } = null!;

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Store = await CreateAsync(Directory.Path);

    public virtual ValueTask DisposeAsync()
    {
        Directory.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Find_NothingKept_IsNull()
    {
        await Store.CheckAsync(Cancellation);

        Assert.Null(await Store.FindAsync("default", Cancellation));
        await Store.RemoveAsync("default", Cancellation);
    }

    [Fact]
    public async Task Find_Kept_IsTheSame()
    {
        var credential = Credential("first");

        await Store.SaveAsync("default", credential, Cancellation);

        Assert.Equal(credential, await Store.FindAsync("default", Cancellation));
        Assert.Equal(credential, await (await CreateAsync(Directory.Path)).FindAsync("default", Cancellation));
    }

    [Fact]
    public async Task Save_Again_TakesTheOldOnesPlace()
    {
        await Store.SaveAsync("default", Credential("first"), Cancellation);
        await Store.SaveAsync("default", new() { AccessToken = "second" }, Cancellation);

        Assert.Equal(new() { AccessToken = "second" }, await Store.FindAsync("default", Cancellation));
        await Store.RemoveAsync("default", Cancellation);
        Assert.Null(await Store.FindAsync("default", Cancellation));
    }

    [Fact]
    public async Task Save_OtherProfileOrDirectory_StaysApart()
    {
        using var elsewhere = new TemporaryDirectory();
        var other = await CreateAsync(elsewhere.Path);
        await Store.SaveAsync("default", Credential("default"), Cancellation);
        await Store.SaveAsync("stage 'ü' \"$HOME\"", Credential("stage"), Cancellation);
        await other.SaveAsync("default", Credential("elsewhere"), Cancellation);

        await Store.RemoveAsync("default", Cancellation);

        Assert.Null(await Store.FindAsync("default", Cancellation));
        Assert.Equal(Credential("stage"), await Store.FindAsync("stage 'ü' \"$HOME\"", Cancellation));
        Assert.Equal(Credential("elsewhere"), await other.FindAsync("default", Cancellation));
        await Store.RemoveAsync("stage 'ü' \"$HOME\"", Cancellation);
        await other.RemoveAsync("default", Cancellation);
    }

    /// <summary>A token with hundreds of groups in it is kept, or refused as a whole.</summary>
    [Fact]
    public async Task Save_VeryLong_IsKeptOrRefusedAndTheOldOneStays()
    {
        await Store.SaveAsync("default", Credential("short"), Cancellation);
        var credential = Credential(new('x', 40_000));
        try
        {
            await Store.SaveAsync("default", credential, Cancellation);
        }
        catch (CredentialStoreException)
        {
            credential = Credential("short");
        }

        Assert.Equal(credential, await Store.FindAsync("default", Cancellation));
    }

    private protected abstract Task<ICredentialStore> CreateAsync(string directory);

    private static Credential Credential(string token) => new()
    {
        AccessToken = token,
        RefreshToken = "refresh-" + token[..5],
        ExpiresAt = End,
        ClientId = "client",
        TokenEndpoint = "https://mcp.example.com/oauth2/token",
        RevocationEndpoint = "https://mcp.example.com/oauth2/revoke",
    };
}
