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
        using var instance = await BeginAsync(replaces: true);

        Assert.Equal(
            Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n",
            await File.ReadAllTextAsync(_files.File(RefreshInstance.PidFile), TestContext.Current.CancellationToken));
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

    private Task<RefreshInstance> BeginAsync(bool replaces) =>
        RefreshInstance.BeginAsync(_directory, replaces, TimeProvider.System, TestContext.Current.CancellationToken);

    public void Dispose() => _files.Dispose();
}
