using McpGateway.Foundation;
using McpGateway.Foundation.Secrets;
using McpGateway.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace McpGateway.Tests.Foundation;

public sealed class MasterKeyFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string KeyFile => _directory.File("secret.key");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void LoadOrCreate_FirstTime_CreatesAPrivateKeyThatStays()
    {
        var key = Load();
        Assert.Equal(32, new FileInfo(KeyFile).Length);
        Assert.Equal(key.Bytes, Load().Bytes);
        Assert.Equal([KeyFile], Directory.GetFiles(_directory.Path));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyFile));
        }
    }

    [Fact]
    public async Task LoadOrCreate_ManyAtOnce_AgreeOnOneKey()
    {
        var keys = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(Load, TestContext.Current.CancellationToken)));
        Assert.Single(keys.Select(key => Convert.ToHexString(key.Bytes)).Distinct());
    }

    [Fact]
    public void LoadOrCreate_ReadableByOthers_IsMadePrivate()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes.");
            return;
        }

        var key = Load();
        File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        Assert.Equal(key.Bytes, Load().Bytes);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyFile));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void LoadOrCreate_NotAKey_RefusesAndKeepsTheFile(int length)
    {
        File.WriteAllBytes(KeyFile, new byte[length]);
        Assert.Contains("secret.key", Assert.Throws<StorageUnusableException>(Load).Message, StringComparison.Ordinal);
        Assert.Equal(length, new FileInfo(KeyFile).Length);
    }

    [Fact]
    public void LoadOrCreate_DirectoryIsAFile_Refuses()
    {
        var file = _directory.File("not-a-directory");
        File.WriteAllText(file, "");
        Assert.Contains(
            "DATA_DIR",
            Assert.Throws<StorageUnusableException>(
                () => new MasterKeyFile(file, NullLogger<MasterKeyFile>.Instance).LoadOrCreate()).Message,
            StringComparison.Ordinal);
    }

    private MasterKey Load() => new MasterKeyFile(_directory.Path, NullLogger<MasterKeyFile>.Instance).LoadOrCreate();
}
