using McpGateway.Cli.Profiles;

namespace McpGateway.IntegrationTests.Cli.Keyrings;

public sealed class CredentialFileTests : CredentialStoreContract
{
    [Fact]
    public void Reserve_Committed_IsTheFileOfItsOwnerAlone()
    {
        var file = CredentialFile.In(Directory.Path);
        file.Save("other", new() { AccessToken = "other" });

        using (var room = file.Reserve())
        {
            Assert.False(room.WasLeft);
            room.Commit("default", new() { AccessToken = "next" });
        }

        Assert.Equal(("next", "other"), (file.Find("default")!.AccessToken, file.Find("other")!.AccessToken));
        Assert.True(
            OperatingSystem.IsWindows() || File.GetUnixFileMode(file.Path) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.Single(System.IO.Directory.EnumerateFiles(Directory.Path));
    }

    [Fact]
    public void Reserve_NotCommitted_LeavesTheFileAndNothingElse()
    {
        var file = CredentialFile.In(Directory.Path);
        file.Save("default", new() { AccessToken = "old" });

        file.Reserve().Dispose();

        Assert.Equal("old", file.Find("default")!.AccessToken);
        Assert.Single(System.IO.Directory.EnumerateFiles(Directory.Path));
    }

    private protected override Task<ICredentialStore> CreateAsync(string directory) =>
        Task.FromResult<ICredentialStore>(CredentialFile.In(directory));
}
