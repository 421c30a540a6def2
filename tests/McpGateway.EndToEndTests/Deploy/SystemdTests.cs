using McpGateway.EndToEndTests.Support;
using McpGateway.Tests.Storage;

namespace McpGateway.EndToEndTests.Deploy;

/// <summary>The unit as systemd itself reads and judges it, without one that runs.</summary>
public sealed class SystemdTests
{
    private const string Program = "/opt/mcp-gateway/McpGateway.Host";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Unit_Read_HasNoMistakes()
    {
        var analyze = DeployTools.Find("systemd-analyze", isInstalled: true);
        using var directory = new TemporaryDirectory();

        var (code, output) = await ChildProcess.RunAsync(analyze, ["verify", await UnitAsync(directory)], Cancellation);

        Assert.True(code == 0 && output.Length == 0, output);
    }

    /// <summary>The measure is systemd's own: 10 is a program that may do everything, 2.0 and less is called OK.</summary>
    [Fact]
    public async Task Unit_Exposure_IsLow()
    {
        var analyze = DeployTools.Find("systemd-analyze", isInstalled: true);
        using var directory = new TemporaryDirectory();

        var (code, output) = await ChildProcess.RunAsync(
            analyze, ["security", "--offline=true", "--threshold=20", "--no-pager", await UnitAsync(directory)], Cancellation);

        Assert.True(code == 0, output);
    }

    private static async Task<string> UnitAsync(TemporaryDirectory directory)
    {
        var unit = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "deploy", "systemd", "mcp-gateway.service"), Cancellation);
        Assert.Contains($"ExecStart={Program}\n", unit, StringComparison.Ordinal);
        var path = directory.File("mcp-gateway.service");
        await File.WriteAllTextAsync(path, unit.Replace(Program, "/bin/true", StringComparison.Ordinal), Cancellation);
        return path;
    }
}
