using System.Globalization;
using McpGateway.Cli.Credentials.Files;
using McpGateway.Cli.Credentials.Refreshing;
using McpGateway.Cli.Running;
using McpGateway.Tests.Storage;

namespace McpGateway.Tests.Cli.Credentials;

public sealed class RefreshInstanceTests : IDisposable
{
    private readonly TemporaryDirectory _files = new();
    private readonly TokenDirectory _directory;

    public RefreshInstanceTests() => _directory = new(_files.Path);

    [Fact]
    public async Task Begin_TellsItsNumber()
    {
        using (await BeginAsync(replaces: true))
        {
            Assert.Equal(
                Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n",
                await File.ReadAllTextAsync(_files.File(RefreshInstance.PidFile), TestContext.Current.CancellationToken));
        }

        Assert.False(File.Exists(_files.File(RefreshInstance.PidFile)));
    }

    [Fact]
    public async Task Dispose_NumberOfAnother_StaysThere()
    {
        using (await BeginAsync(replaces: true))
        {
            await File.WriteAllTextAsync(_files.File(RefreshInstance.PidFile), "1", TestContext.Current.CancellationToken);
        }

        Assert.True(File.Exists(_files.File(RefreshInstance.PidFile)));
    }

    /// <summary>A directory stands where the file belongs, as room may be missing on a disk.</summary>
    [Fact]
    public async Task Announce_NumberCannotBeWritten_IsToldOnceAndTriedAgain()
    {
        Directory.CreateDirectory(_files.File(RefreshInstance.PidFile));
        var told = new List<string>();
        using var instance = await RefreshInstance.BeginAsync(
            _directory, replaces: true, TimeProvider.System, TestContext.Current.CancellationToken);

        instance.Announce(told.Add);
        instance.Announce(told.Add);
        Directory.Delete(_files.File(RefreshInstance.PidFile));
        instance.Announce(told.Add);

        Assert.StartsWith("token_refresher.pid: not written, ", Assert.Single(told), StringComparison.Ordinal);
        Assert.True(File.Exists(_files.File(RefreshInstance.PidFile)));
    }

    [Fact]
    public async Task Begin_WhileAnotherWatches_IsRefusedUnlessItMayEndIt()
    {
        using var first = await BeginAsync(replaces: true);

        var refused = await Assert.ThrowsAsync<CommandFailure>(() => BeginAsync(replaces: false));

        Assert.Contains("is watched by another process already", refused.Message);
    }

    /// <summary>Numbers of processes are given out again: the one in the file may be anybody's by now.</summary>
    [Theory]
    [InlineData("1")]
    [InlineData("not a number")]
    [InlineData("999999999")]
    public async Task Begin_NumberOfAnotherProgram_EndsNothing(string number)
    {
        using var first = await BeginAsync(replaces: true);
        await File.WriteAllTextAsync(_files.File(RefreshInstance.PidFile), number, TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<CommandFailure>(() => BeginAsync(replaces: true));
    }

    [Fact]
    public async Task Begin_NumberOfAProcessThatIsGone_TakesItsPlace()
    {
        await File.WriteAllTextAsync(_files.File(RefreshInstance.PidFile), "1", TestContext.Current.CancellationToken);

        (await BeginAsync(replaces: false)).Dispose();
        (await BeginAsync(replaces: false)).Dispose();
    }

    private async Task<RefreshInstance> BeginAsync(bool replaces)
    {
        var instance = await RefreshInstance.BeginAsync(
            _directory, replaces, TimeProvider.System, TestContext.Current.CancellationToken);
        instance.Announce(Assert.Fail);
        return instance;
    }

    public void Dispose() => _files.Dispose();
}
