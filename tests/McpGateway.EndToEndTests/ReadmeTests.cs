using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using McpGateway.EndToEndTests.Support;

namespace McpGateway.EndToEndTests;

/// <summary>
/// The README's commands are run as they stand there, in its order, in a copy of the sources. Only addresses are others: the port is a free
/// one, and the server that a user registers is a test's.
/// </summary>
public sealed partial class ReadmeTests
{
    private const string Gateway = "http://127.0.0.1:7860";
    private const string OwnServer = "http://127.0.0.1:8000/mcp";
    private const string TestCommand = "./build.sh test";
    private const string AuditCommand = "mcpgw audit list";

    private static readonly TimeSpan BuildAndStart = TimeSpan.FromMinutes(10);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Readme_EveryCommand_DoesWhatItSays()
    {
        var blocks = await BlocksAsync();
        var run = blocks[0];
        Assert.Contains("dotnet run", run, StringComparison.Ordinal);
        using var copy = new RepositoryCopy();
        await using var server = await NodeServer.StartAsync("stateful-server.mjs", Cancellation);
        await using var gateway = Start(run.Replace(Gateway, "http://127.0.0.1:0", StringComparison.Ordinal), copy.Path);
        var address = await gateway.WaitForLineAsync(
            static line => Listening().Match(line) is { Success: true } match ? match.Groups["address"].Value : null,
            Cancellation,
            BuildAndStart);

        // One shell for all of them, as a user has: later blocks use what earlier ones have set.
        var script = string.Join('\n', blocks.Skip(1).Where(static block => block.Trim() != TestCommand))
            .Replace(Gateway, address, StringComparison.Ordinal)
            .Replace(OwnServer, server.Address.ToString(), StringComparison.Ordinal);
        var (exitCode, output) = await ChildProcess.RunAsync(
            "bash",
            ["-euo", "pipefail", "-c", script],
            Cancellation,
            ShellOf(copy),
            copy.Path);

        Assert.True(exitCode == 0, output);
        Assert.Matches(@"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d CE", output);
        Assert.Contains("\"new_enabled_state\":true", output, StringComparison.Ordinal);
        Assert.Contains("\"status\":\"healthy\"", output, StringComparison.Ordinal);

        // The same by the command line, up to a client that is configured.
        Assert.Contains("/team-docs is registered and switched on: healthy", output, StringComparison.Ordinal);
        Assert.Matches(@"verdict +allowed", output);
        var configured = await File.ReadAllTextAsync(Path.Combine(copy.Path, ".mcp.json"), Cancellation);
        Assert.Contains($"{address}/currenttime/mcp", configured, StringComparison.Ordinal);
        Assert.Contains($"{address}/team-docs/mcp", configured, StringComparison.Ordinal);

        var tour = blocks.Single(static block => block.Contains("mcpgw connect", StringComparison.Ordinal));
        await VerifyClientAsync(copy, new(address), tour);

        // The data is below the directory where one stands, and not in the source tree.
        Assert.NotEmpty(Directory.EnumerateFiles(Path.Combine(copy.Path, "data")));
        Assert.Empty(Directory.EnumerateDirectories(Path.Combine(copy.Path, "src"), "data", SearchOption.AllDirectories));
    }

    /// <summary>
    /// The test command would run this test again, so it runs with a <c>dotnet</c> that only says how it was called. CI calls the same.
    /// </summary>
    [Fact]
    public async Task Readme_TestCommand_BuildsAndTestsTheSolution()
    {
        var command = Assert.Single(await BlocksAsync(), static block => block.Trim() == TestCommand);
        using var copy = new RepositoryCopy();
        var tools = copy.WithRecordedTools(out var calls);

        var (exitCode, output) = await ChildProcess.RunAsync(
            "bash",
            ["-euo", "pipefail", "-c", command],
            Cancellation,
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["PATH"] = $"{tools}:{Environment.GetEnvironmentVariable("PATH")}" },
            copy.Path);

        Assert.True(exitCode == 0, output);
        Assert.Collection(
            await File.ReadAllLinesAsync(calls, Cancellation),
            static line => Assert.StartsWith("dotnet restore McpGateway.slnx", line, StringComparison.Ordinal),
            static line => Assert.StartsWith("npm ci", line, StringComparison.Ordinal),
            static line => Assert.StartsWith("dotnet build McpGateway.slnx", line, StringComparison.Ordinal),
            static line => Assert.StartsWith("dotnet test --solution McpGateway.slnx", line, StringComparison.Ordinal));
        Assert.Contains(
            TestCommand,
            await File.ReadAllTextAsync(Path.Combine(Repository.Root, ".ci", "run"), Cancellation),
            StringComparison.Ordinal);
    }

    /// <summary>What is not for a shell here is the command of a client: it names the address that the first call used.</summary>
    [Fact]
    public async Task Readme_ClientCommand_NamesTheAddressOfTheFirstCall()
    {
        var client = Assert.Single(FencesOf(await ReadAsync()), static fence => fence.Language.Length == 0);

        var address = Address().Match(client.Code).Value;
        Assert.Contains(await BlocksAsync(), block => block.Contains(address + " ", StringComparison.Ordinal));
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

    /// <summary>The tour's end: a client that reads the file which the tour wrote signs in, calls, and is found in the audit.</summary>
    private static async Task VerifyClientAsync(RepositoryCopy copy, Uri gateway, string tour)
    {
        using var person = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = gateway };
        using var form = new FormUrlEncodedContent([new("username", "admin"), new("password", PasswordIn(tour))]);
        using var signedIn = await person.PostAsync(new Uri("/api/auth/login", UriKind.Relative), form, Cancellation);
        Assert.True(signedIn.StatusCode is HttpStatusCode.OK or HttpStatusCode.SeeOther or HttpStatusCode.Found, $"{signedIn.StatusCode}");
        await using var client = ChildProcess.Start(
            Repository.Node,
            [
                Path.Combine(Repository.NodePeers, "configured-client.mjs"), Path.Combine(copy.Path, ".mcp.json"), "currenttime",
                "current_time_by_timezone", """{"tz_name":"Europe/Paris"}""",
            ],
            new Dictionary<string, string?>(StringComparer.Ordinal), Repository.NodePeers);
        var open = await EventAsync(client, "open");
        await new LetInPages(person).AllowAsync(new(open.GetProperty("url").GetString()!), Cancellation);
        var called = await EventAsync(client, "result");
        Assert.Matches(
            @"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d CE",
            called.GetProperty("result").GetProperty("content")[0].GetProperty("text").GetString());

        // As the README says; only the columns are left to scripts.
        Assert.Contains($"`{AuditCommand}`", await ReadAsync(), StringComparison.Ordinal);
        var clientId = called.GetProperty("clientId").GetString();
        var function = tour.Split('\n').Single(static line => line.StartsWith("mcpgw()", StringComparison.Ordinal));
        await Eventually.UntilAsync(
            async () =>
            {
                var (code, output) = await ChildProcess.RunAsync(
                    "bash",
                    ["-euo", "pipefail", "-c", $"{function}\n{AuditCommand} --json --client '{clientId}'"],
                    Cancellation, ShellOf(copy), copy.Path);
                Assert.True(code == 0, output);
                return JsonElement.Parse(output).GetProperty("calls").EnumerateArray().Any(static call =>
                    call.GetProperty("user").GetString() == "admin" && call.GetProperty("server").GetString() == "currenttime"
                    && call.GetProperty("target").GetString() == "current_time_by_timezone"
                    && call.GetProperty("outcome").GetString() == "forwarded");
            },
            "the call in the audit");
    }

    private static string PasswordIn(string tour) => Echoed().Match(tour).Groups["password"].Value;

    private static async Task<JsonElement> EventAsync(ChildProcess client, string name)
    {
        var text = await client.WaitForLineAsync(
            line => line.StartsWith('{') && JsonElement.Parse(line).GetProperty("event").GetString() == name ? line : null, Cancellation);
        return JsonElement.Parse(text);
    }

    private static Dictionary<string, string?> ShellOf(RepositoryCopy copy) => new(StringComparer.Ordinal)
    {
        ["MCPGW_CONFIG_DIR"] = Path.Combine(copy.Path, "mcpgw"),
        ["MCPGW_STORE"] = "file",
        ["MSBUILDDISABLENODEREUSE"] = "1",
        ["UseSharedCompilation"] = "false",
        ["RunAnalyzers"] = "false",
        ["DOTNET_TieredPGO"] = "0",
    };

    private static ChildProcess Start(string command, string directory) => ChildProcess.Start(
        "bash",
        ["-euo", "pipefail", "-c", command],
        new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["DATA_DIR"] = null,

            // Build servers would outlive the command, and hold its output open.
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["UseSharedCompilation"] = "false",

            // The build that these tests belong to has analysed the same sources.
            ["RunAnalyzers"] = "false",

            // A compiler of seconds gains nothing by learning what to optimise.
            ["DOTNET_TieredPGO"] = "0",
        },
        directory);

    private static async Task<string[]> BlocksAsync() =>
        [.. FencesOf(await ReadAsync()).Where(static fence => fence.Language == "bash").Select(static fence => fence.Code)];

    private static IEnumerable<(string Language, string Code)> FencesOf(string markdown) =>
        markdown.Split("```").Where(static (_, index) => index % 2 == 1).Select(static fence => fence.Split('\n', 2))
            .Select(static parts => (parts[0], parts[1]));

    private static Task<string> ReadAsync() => File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md"), Cancellation);

    [GeneratedRegex(@"sign in +(?<address>http://127\.0\.0\.1:\d+)/login")]
    private static partial Regex Listening();

    [GeneratedRegex(@"echo (?<password>\S+) \| mcpgw login")]
    private static partial Regex Echoed();

    [GeneratedRegex(@"http://\S+")]
    private static partial Regex Address();
}
