using System.Diagnostics;
using McpGateway.Cli.Keyrings;
using McpGateway.Cli.Profiles;

namespace McpGateway.IntegrationTests.Cli.Keyrings;

/// <summary>Linux, at a GNOME Keyring.</summary>
public sealed class SecretServiceStoreTests : CredentialStoreContract
{
    private GnomeKeyring? _keyring;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_keyring is not null)
        {
            await _keyring.DisposeAsync();
        }
    }

    [Fact]
    public async Task Save_Item_IsSeenByOtherPrograms()
    {
        await Store.SaveAsync("staging", new() { AccessToken = "an-access-token" }, Cancellation);

        var seen = await _keyring!.SearchAsync();

        Assert.Contains("label = mcpgw: staging", seen, StringComparison.Ordinal);
        Assert.Contains("an-access-token", seen, StringComparison.Ordinal);
        Assert.Contains("attribute.profile = staging", seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_AfterTheKeyringStartedAgain_IsTheSame()
    {
        await Store.SaveAsync("default", new() { AccessToken = "kept" }, Cancellation);
        await _keyring!.StopAsync();
        await _keyring.OpenAsync();

        Assert.Equal("kept", (await Store.FindAsync("default", Cancellation))?.AccessToken);
    }

    /// <summary>Nobody can be asked for its password here: the question is answered by the keyring itself, with no.</summary>
    [Fact]
    public async Task Use_LockedKeyring_SaysSoAndDoesNotHang()
    {
        await Store.SaveAsync("default", new() { AccessToken = "kept" }, Cancellation);
        await _keyring!.LockAsync();
        var begun = Stopwatch.StartNew();

        await FailsAsync("locked", () => Store.CheckAsync(Cancellation));
        await FailsAsync("locked", () => Store.FindAsync("default", Cancellation));
        await FailsAsync("locked", () => Store.SaveAsync("default", new() { AccessToken = "next" }, Cancellation));

        Assert.True(begun.Elapsed < Eventually.Patience);
        await _keyring.StopAsync();
        await _keyring.OpenAsync();
        Assert.Equal("kept", (await Store.FindAsync("default", Cancellation))?.AccessToken);
    }

    [Fact]
    public async Task Use_NoKeyringOnTheBus_SaysSo()
    {
        await _keyring!.StopAsync();

        await FailsAsync("No keyring runs", () => Store.CheckAsync(Cancellation));
    }

    [Theory]
    [InlineData(null, "no session bus")]
    [InlineData("unix:path=/nowhere/bus", "does not do what it is asked for")]
    [InlineData("nonsense", "does not do what it is asked for")]
    [InlineData("", "does not do what it is asked for")]
    public async Task Use_NoBus_SaysSo(string? address, string message) => await FailsAsync(
        message, () => new SecretServiceStore(address, Directory.Path, TimeProvider.System).CheckAsync(Cancellation));

    private protected override async Task<ICredentialStore> CreateAsync(string directory)
    {
        _keyring ??= await GnomeKeyring.StartAsync();
        return new SecretServiceStore(_keyring.Address, directory, TimeProvider.System);
    }

    private static async Task FailsAsync(string message, Func<Task> work) => Assert.Contains(
        message, (await Assert.ThrowsAsync<CredentialStoreException>(work)).Message, StringComparison.OrdinalIgnoreCase);
}
