using McpGateway.Foundation;

namespace McpGateway.Tests.Foundation;

public sealed class PrivateFilesTests : IDisposable
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), "mcp-private-" + Guid.NewGuid().ToString("N"));

    public void Dispose()
    {
        if (Directory.Exists(_directory))
        {
            Directory.Delete(_directory, recursive: true);
        }
    }

    [Fact]
    public void PrepareDirectory_New_IsItsOwnersAlone()
    {
        var inner = Path.Combine(_directory, "a", "b");

        PrivateFiles.PrepareDirectory(inner);
        PrivateFiles.PrepareDirectory(inner);

        Assert.True(Directory.Exists(inner));
        Assert.True(OperatingSystem.IsWindows() || IsPrivate(File.GetUnixFileMode(inner)));
    }

    [Fact]
    public void Open_NewFile_IsItsOwnersAlone()
    {
        PrivateFiles.PrepareDirectory(_directory);
        var file = Path.Combine(_directory, "f");

        PrivateFiles.Open(file, FileMode.OpenOrCreate).Dispose();

        Assert.True(OperatingSystem.IsWindows() || IsPrivate(File.GetUnixFileMode(file)));
        Assert.False(PrivateFiles.Tighten(file));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    [InlineData(UnixFileMode.GroupWrite | UnixFileMode.OtherExecute)]
    public void Tighten_FileOpenToOthers_ClosesItOnce(UnixFileMode extra)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no modes.");
            return;
        }

        PrivateFiles.PrepareDirectory(_directory);
        var file = Path.Combine(_directory, "f");
        PrivateFiles.Open(file, FileMode.Create).Dispose();
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | extra);

        Assert.True(PrivateFiles.Tighten(file));
        Assert.True(IsPrivate(File.GetUnixFileMode(file)));
        Assert.False(PrivateFiles.Tighten(file));
    }

    [Fact]
    public void Open_WhereNoFileCanBe_SaysWhatToDo()
    {
        PrivateFiles.PrepareDirectory(_directory);
        var file = Path.Combine(_directory, "f");
        PrivateFiles.Open(file, FileMode.Create).Dispose();

        var opening = Assert.Throws<StorageUnusableException>(() => PrivateFiles.Open(Path.Combine(file, "below"), FileMode.Create));
        var preparing = Assert.Throws<StorageUnusableException>(() => PrivateFiles.PrepareDirectory(Path.Combine(file, "below")));

        Assert.All([opening, preparing], failure => Assert.Contains("DATA_DIR", failure.Message, StringComparison.Ordinal));
    }

    private static bool IsPrivate(UnixFileMode mode) =>
        (mode & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute)) == 0;
}
