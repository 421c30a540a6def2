using System.Text.RegularExpressions;
using McpGateway.EndToEndTests.Support;

namespace McpGateway.EndToEndTests;

/// <summary>The README's commands do what the README says.</summary>
public sealed partial class ReadmeTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Readme_FirstCallAndRegistration_WorkAsWritten()
    {
        var blocks = BlocksOf(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md"), Cancellation));
        var firstCall = blocks.Single(block => block.Contains("/currenttime/mcp", StringComparison.Ordinal));
        var registration = blocks.Single(block => block.Contains("/api/servers/register", StringComparison.Ordinal));
        await using var server = await NodeServer.StartAsync("stateful-server.mjs", Cancellation);
        await using var gateway = await GatewayProcess.StartAsync(
            Cancellation, new Dictionary<string, string?>(StringComparer.Ordinal) { ["ADMIN_PASSWORD"] = "choose-a-good-one" });
        var directory = Directory.CreateTempSubdirectory("mcp-readme-");
        try
        {
            var script = (firstCall + "\n" + registration)
                .Replace("http://127.0.0.1:7860", gateway.Address.ToString().TrimEnd('/'), StringComparison.Ordinal)
                .Replace("http://127.0.0.1:8000/mcp", server.Address.ToString(), StringComparison.Ordinal);

            var (exitCode, output) = await ChildProcess.RunAsync(
                "bash", ["-euo", "pipefail", "-c", script], Cancellation, directory: directory.FullName);

            Assert.True(exitCode == 0, output);
            Assert.Matches(@"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d CE", output);
            Assert.Contains("\"new_enabled_state\":true", output, StringComparison.Ordinal);
            Assert.Contains("\"status\":\"healthy\"", output, StringComparison.Ordinal);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    /// <summary>
    /// The two commands of the README are the project's own: the run command is what every test here starts, built; the test command is
    /// what CI calls.
    /// </summary>
    [Fact]
    public async Task Readme_RunAndTestCommands_NameWhatExists()
    {
        var blocks = BlocksOf(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md"), Cancellation));
        var ci = await File.ReadAllTextAsync(Path.Combine(Repository.Root, ".ci", "run"), Cancellation);

        var run = blocks.Single(block => block.Contains("dotnet run", StringComparison.Ordinal));
        var (exitCode, output) = await ChildProcess.RunAsync(
            "bash", ["-n", "-c", run], Cancellation);

        Assert.True(exitCode == 0, output);
        Assert.True(Directory.Exists(Path.Combine(Repository.Root, ProjectOf().Match(run).Groups["project"].Value)), run);
        Assert.Contains(blocks, block => block.Trim() == "./build.sh test");
        Assert.Contains("./build.sh test", ci, StringComparison.Ordinal);
    }

    /// <summary>The data folder is where one stands, also when the project is named from elsewhere.</summary>
    [Fact]
    public async Task Readme_RunFromAnotherDirectory_KeepsItsDataThere()
    {
        var configuration = Path.GetFileName(Path.GetDirectoryName(Repository.Host))!;
        var directory = Directory.CreateTempSubdirectory("mcp-readme-");
        try
        {
            await using (var run = ChildProcess.Start(
                "dotnet",
                ["run", "--no-build", "--project", Path.Combine(
                    Repository.Root, "src", "McpGateway.Host"), "-c", configuration, "--", "--urls", "http://127.0.0.1:0"],
                new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    ["ADMIN_PASSWORD"] = GatewayProcess.Password,
                    ["DATA_DIR"] = null,
                },
                directory.FullName))
            {
                await run.WaitForLineAsync(line => line.Contains("sign in", StringComparison.Ordinal) ? line : null, Cancellation);
            }

            Assert.NotEmpty(Directory.EnumerateFiles(Path.Combine(directory.FullName, "data")));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static string[] BlocksOf(string markdown) => [.. Block().Matches(markdown).Select(match => match.Groups["code"].Value)];

    [GeneratedRegex("^```bash\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"--project (?<project>\S+)")]
    private static partial Regex ProjectOf();
}
