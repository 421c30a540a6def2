using McpGateway.Cli.Profiles;
using McpGateway.Cli.Running;

namespace McpGateway.Tests.Cli;

public sealed class ProfileStoreTests : IDisposable
{
    private readonly TestCli _cli = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ProfileStore Store => new(_cli.EnvironmentOf(new()));

    public void Dispose() => _cli.Dispose();

    [Fact]
    public void Save_FirstProfile_IsCurrentAndForItsOwnerAlone()
    {
        Store.Save("a", new("https://a.example", "me"), isCurrent: false);
        Store.SaveCredential("a", new() { AccessToken = "t" });
        Store.Save("b", new("https://b.example"), isCurrent: false);

        Assert.Equal(("a", 2), (Store.Profiles.Current, Store.Profiles.Profiles.Count));
        Assert.Equal("t", Store.CredentialOf("a")?.AccessToken);
        Assert.DoesNotContain("\"t\"", File.ReadAllText(Store.ProfilesPath), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Store.CredentialsPath));
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_cli.Configuration));
        }
    }

    [Fact]
    public void Remove_CurrentProfile_TakesItsTokensAndMakesAnotherCurrent()
    {
        Store.Save("a", new("https://a.example"), isCurrent: true);
        Store.Save("b", new("https://b.example"), isCurrent: false);
        Store.SaveCredential("a", new() { AccessToken = "t" });

        Store.Remove("a");

        Assert.Equal("b", Store.Profiles.Current);
        Assert.Null(Store.CredentialOf("a"));
    }

    [Fact]
    public void Read_BrokenFile_SaysWhatToDo()
    {
        Directory.CreateDirectory(_cli.Configuration);
        File.WriteAllText(Store.CredentialsPath, "{");

        var failure = Assert.Throws<CommandFailure>(() => Store.CredentialOf("a"));

        Assert.Contains("mcpgw login", failure.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lock_Held_KeepsOthersOutUntilItIsGivenBack()
    {
        var first = await Store.LockAsync(Cancellation);
        var second = Store.LockAsync(Cancellation);
        Assert.False(second.IsCompleted);

        first.Dispose();

        (await second).Dispose();
    }

    /// <summary>A file that is a link stays one: what it names is replaced.</summary>
    [Fact]
    public void Write_Link_ReplacesItsTarget()
    {
        var target = Path.Combine(_cli.Home, "real.json");
        var link = Path.Combine(_cli.Home, "link.json");
        File.WriteAllText(target, "old");
        File.CreateSymbolicLink(link, target);

        PrivateFile.Write(link, "new"u8);

        Assert.Equal("new", File.ReadAllText(target));
        Assert.NotNull(new FileInfo(link).LinkTarget);
        Assert.Empty(Directory.EnumerateFiles(_cli.Home, "*.tmp"));
    }
}
