using McpGateway.Cli.Profiles;
using McpGateway.Tests.Storage;

namespace McpGateway.Tests.Cli;

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

    /// <summary>What a process that was killed left: reserved only, half written, or whole and not yet in its place.</summary>
    [Theory]
    [InlineData("", "old")]
    [InlineData("half of i", "old")]
    [InlineData("next", "next")]
    public void Recover_RemainsOfAKilledProcess_KeepsTheNewestWholeContent(string written, string kept)
    {
        File.WriteAllText(Target, "old");
        var draft = Target + ".0123abcd.next";
        File.WriteAllBytes(draft, [.. System.Text.Encoding.UTF8.GetBytes(written), .. new byte[100]]);
        File.WriteAllText(_files.File("mine.next"), "mine");

        ReservedFile.Recover(_files.Path, static content => content.Span.SequenceEqual("next"u8));

        Assert.Equal(kept, File.ReadAllText(Target));
        Assert.False(File.Exists(draft));
        Assert.True(File.Exists(_files.File("mine.next")));
    }

    [Fact]
    public void Recover_FileThatWasChangedSince_Stays()
    {
        var draft = Target + ".0123abcd.next";
        File.WriteAllText(draft, "next");
        File.SetLastWriteTimeUtc(draft, DateTime.UtcNow.AddHours(-1));
        File.WriteAllText(Target, "newer");

        ReservedFile.Recover(_files.Path, static _ => true);

        Assert.Equal("newer", File.ReadAllText(Target));
        Assert.Equal([Target], Directory.GetFiles(_files.Path));
    }

    public void Dispose() => _files.Dispose();
}
