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
    public void Begin_TellsItsNumber()
    {
        using var instance = RefreshInstance.Begin(_directory, replaces: true);

        Assert.Equal(
            Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n", File.ReadAllText(_files.File(RefreshInstance.PidFile)));
    }

    [Fact]
    public void Begin_WhileAnotherWatches_IsRefusedUnlessItMayEndIt()
    {
        using var first = RefreshInstance.Begin(_directory, replaces: true);

        var refused = Assert.Throws<CommandFailure>(() => RefreshInstance.Begin(_directory, replaces: false));

        Assert.Contains("is watched by another process already", refused.Message);
    }

    /// <summary>Numbers of processes are given out again: the one in the file may be anybody's by now.</summary>
    [Theory]
    [InlineData("1")]
    [InlineData("not a number")]
    [InlineData("999999999")]
    public void Begin_NumberOfAnotherProgram_EndsNothing(string number)
    {
        using var first = RefreshInstance.Begin(_directory, replaces: true);
        File.WriteAllText(_files.File(RefreshInstance.PidFile), number);

        Assert.Throws<CommandFailure>(() => RefreshInstance.Begin(_directory, replaces: true));
    }

    [Fact]
    public void Begin_NumberOfAProcessThatIsGone_TakesItsPlace()
    {
        File.WriteAllText(_files.File(RefreshInstance.PidFile), "1");

        RefreshInstance.Begin(_directory, replaces: false).Dispose();
        RefreshInstance.Begin(_directory, replaces: false).Dispose();
    }

    public void Dispose() => _files.Dispose();
}
