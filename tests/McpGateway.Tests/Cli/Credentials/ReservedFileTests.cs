using McpGateway.Cli.Credentials.Files;
using McpGateway.Tests.Storage;

namespace McpGateway.Tests.Cli.Credentials;

public sealed class ReservedFileTests : IDisposable
{
    private readonly TemporaryDirectory _files = new();

    private string Target => _files.File("token.json");

    [Fact]
    public void Commit_ReplacesTheFileForItsOwnerAlone()
    {
        File.WriteAllText(Target, "old");

        using (var room = ReservedFile.Take(Target, 4096))
        {
            Assert.Equal("old", File.ReadAllText(Target));
            room.Commit("new"u8);
        }

        Assert.Equal("new", File.ReadAllText(Target));
        PrivateModes.Verify(Target);
        Assert.Equal([Target], Directory.GetFiles(_files.Path));
    }

    [Fact]
    public void Dispose_WithoutCommit_LeavesNothingBehind()
    {
        File.WriteAllText(Target, "old");

        ReservedFile.Take(Target, 4096).Dispose();

        Assert.Equal("old", File.ReadAllText(Target));
        Assert.Equal([Target], Directory.GetFiles(_files.Path));
    }

    [Fact]
    public void Commit_LongerThanReserved_IsWholeToo()
    {
        using var room = ReservedFile.Take(Target, 2);

        room.Commit("longer than that"u8);

        Assert.Equal("longer than that", File.ReadAllText(Target));
    }

    public void Dispose() => _files.Dispose();
}
