using McpGateway.Cli.Profiles;
using McpGateway.Cli.Running;

namespace McpGateway.Tests.Cli;

public sealed class ProfileStoreTests : IDisposable
{
    private readonly TestCli _cli = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ProfileStore Store => new(_cli.EnvironmentOf(new()));

    private CredentialFile Credentials => CredentialFile.In(_cli.Configuration);

    public void Dispose() => _cli.Dispose();

    [Fact]
    public void Save_FirstProfile_IsCurrentAndForItsOwnerAlone()
    {
        Store.Save("a", new("https://a.example", "me"), isCurrent: false);
        Credentials.Save("a", new() { AccessToken = "t" });
        Store.Save("b", new("https://b.example"), isCurrent: false);

        Assert.Equal(("a", 2), (Store.Profiles.Current, Store.Profiles.Profiles.Count));
        Assert.Equal("t", Credentials.Find("a")?.AccessToken);
        Assert.DoesNotContain("\"t\"", File.ReadAllText(Store.ProfilesPath), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Credentials.Path));
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_cli.Configuration));
        }
    }

    [Fact]
    public async Task Remove_CurrentProfile_TakesItsTokensAndMakesAnotherCurrent()
    {
        Store.Save("a", new("https://a.example"), isCurrent: true);
        Store.Save("b", new("https://b.example"), isCurrent: false);
        Credentials.Save("a", new() { AccessToken = "t" });

        Assert.Equal(ExitCodes.Success, (await _cli.RunAsync("profile", "remove", "a")).ExitCode);

        Assert.Equal("b", Store.Profiles.Current);
        Assert.Null(Credentials.Find("a"));
    }

    [Fact]
    public async Task Read_BrokenFile_SaysWhatToDo()
    {
        Store.Save("a", new("https://a.example"), isCurrent: true);
        await File.WriteAllTextAsync(Credentials.Path, "{", Cancellation);

        var result = await _cli.RunAsync("whoami");

        Assert.Equal(ExitCodes.Failed, result.ExitCode);
        Assert.Contains(Credentials.Path, result.Error, StringComparison.Ordinal);
        Assert.Contains("mcpgw login", result.Error, StringComparison.Ordinal);
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
