using System.Text.Json;
using McpGateway.EndToEndTests.Support;
using McpGateway.Tests.Cli;
using McpGateway.Tests.Storage;

namespace McpGateway.EndToEndTests.Cli;

/// <summary>The package for <c>dotnet tool</c>, packed from this build, installed as a user does it, and run.</summary>
public sealed class ToolPackageTests(CliGateway shared) : IClassFixture<CliGateway>, IDisposable
{
    private readonly TemporaryDirectory _files = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Install_PackedTool_RunsAgainstAGateway()
    {
        var packed = Directory.CreateDirectory(_files.File("packed")).FullName;
        await RunAsync(
            "dotnet", "pack", Path.Combine(Repository.Root, "src", "McpGateway.Cli"), "--no-build", "-c", Configuration, "-o", packed);
        var package = Path.GetFileNameWithoutExtension(Assert.Single(Directory.GetFiles(packed, "mcpgw.*.nupkg")));

        // Nothing but this folder is asked, and nothing that was unpacked before is taken.
        await File.WriteAllTextAsync(
            _files.File("nuget.config"),
            $"""<configuration><packageSources><clear /><add key="packed" value="{packed}" /></packageSources></configuration>""",
            Cancellation);
        await RunAsync(
            "dotnet", "tool", "install", "mcpgw", "--tool-path", _files.File("tool"), "--configfile", _files.File("nuget.config"));
        var mcpgw = _files.File(Path.Combine("tool", OperatingSystem.IsWindows() ? "mcpgw.exe" : "mcpgw"));

        Assert.StartsWith(package["mcpgw.".Length..], await RunAsync(mcpgw, "--version"), StringComparison.Ordinal);
        using var cli = await shared.SignedInAsync();
        var listed = await RunAsync(mcpgw, cli, "server", "list", "--json");
        Assert.Equal(JsonValueKind.Array, JsonElement.Parse(listed).GetProperty("servers").ValueKind);
    }

    public void Dispose() => _files.Dispose();

    private static string Configuration => Path.GetFileName(Path.GetDirectoryName(Repository.Host))!;

    private Task<string> RunAsync(string program, params string[] arguments) => RunAsync(program, null, arguments);

    private async Task<string> RunAsync(string program, TestCli? cli, params string[] arguments)
    {
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["DOTNET_NOLOGO"] = "1",
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["MCPGW_CONFIG_DIR"] = cli?.Configuration,
            ["MCPGW_URL"] = null,
        };
        if (arguments[0] == "tool")
        {
            environment["NUGET_PACKAGES"] = _files.File("packages");
        }

        var (code, output) = await ChildProcess.RunAsync(program, arguments, Cancellation, environment);
        Assert.True(code == 0, $"{program} {string.Join(' ', arguments)}: {output}");
        return output;
    }
}
