using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.EndToEndTests.Cli;
using McpGateway.EndToEndTests.Support;
using McpGateway.IntegrationTests.Health;
using McpGateway.IntegrationTests.Import;
using McpGateway.IntegrationTests.Storage;
using McpGateway.Tests.Cli;
using McpGateway.Tests.Storage;

namespace McpGateway.EndToEndTests;

/// <summary>An installation of the Python product moves over as its operator does it, and its people go on working.</summary>
public sealed class ImportCommandTests(PostgresServer postgres)
{
    private const int Partly = 4;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task Import_OfAFolder_ThenStarted_ServesItsClientsAndPeopleAsBefore(string backend)
    {
        await using var upstream = await ForecastsAsync();
        using var folder = new TemporaryDirectory();
        PythonData.WriteFolder(folder.Path, upstream.Address);
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["STORAGE_BACKEND"] = backend,
            ["DATABASE_URL"] = backend == "sqlite" ? null : await postgres.CreateDatabaseAsync(Cancellation),
            ["SECRET_KEY"] = "the key of this test, long enough",
            ["ADMIN_PASSWORD"] = GatewayProcess.Password,
        };
        var reports = new List<(int ExitCode, string Printed)>();
        await using var gateway = await GatewayProcess.StartAsync(Cancellation, settings, async data =>
        {
            foreach (var words in (string[][])[["--dry-run"], ["--json"], []])
            {
                reports.Add(await ImportAsync(settings, data, [.. words, folder.Path]));
            }
        });
        await gateway.SignInAsync(Cancellation);

        AssertReports(reports);
        await AssertScriptsAsync(gateway);
        await gateway.AddUserAsync("ann", "team-a-people", Cancellation);
        await AssertToolsAsync(gateway, await gateway.VendForAsync("ann", Cancellation));
    }

    private static void AssertReports(List<(int ExitCode, string Printed)> reports)
    {
        var (planned, done, again) = (reports[0], reports[1], reports[2]);
        Assert.Equal([Partly, Partly, Partly], reports.Select(static report => report.ExitCode));
        Assert.Contains("  added     server  /weather (", planned.Printed, StringComparison.Ordinal);
        Assert.Contains("Would be: 6 added, 0 changed, 0 unchanged, 7 skipped.", planned.Printed, StringComparison.Ordinal);
        Assert.Contains("0 added, 0 changed, 6 unchanged, 7 skipped.", again.Printed, StringComparison.Ordinal);
        var report = JsonElement.Parse(done.Printed);
        Assert.Equal((6, 7), (report.GetProperty("added").GetInt32(), report.GetProperty("skipped").GetInt32()));
        var refused = report.GetProperty("items").EnumerateArray()
            .Single(static item => item.GetProperty("name").GetString() == "/metadata");
        Assert.NotEmpty(refused.GetProperty("remarks").EnumerateArray());
    }

    /// <summary>The former product's script, as the command line imitates it.</summary>
    private static async Task AssertScriptsAsync(GatewayProcess gateway)
    {
        using var cli = new TestCli();
        var tokens = Path.Combine(cli.Home, "tokens.json");
        await File.WriteAllTextAsync(
            tokens, new JsonObject { ["access_token"] = await gateway.VendAsync(Cancellation) }.ToJsonString(), Cancellation);
        var url = gateway.Address.GetLeftPart(UriPartial.Authority);
        string[] connection = ["compat", "registry_management.py", "--registry-url", url, "--token-file", tokens];

        var servers = await McpgwProcess.RunAsync(cli, Cancellation, [.. connection, "list"]);
        var agents = await McpgwProcess.RunAsync(cli, Cancellation, [.. connection, "agent-list"]);

        Assert.True(servers.ExitCode == 0, servers.Text);
        Assert.Contains("Weather Desk", servers.Text, StringComparison.Ordinal);
        Assert.Contains("/team/tickets", servers.Text, StringComparison.Ordinal);
        Assert.True(agents.ExitCode == 0, agents.Text);
        Assert.Contains("Code Reviewer", agents.Text, StringComparison.Ordinal);
    }

    /// <summary>Somebody of a group of the former product: what its scopes allowed, and no more.</summary>
    private static async Task AssertToolsAsync(GatewayProcess gateway, string token)
    {
        await Eventually.UntilAsync(async () => await ToolsAsync(gateway, token) is ["forecast"]);

        var allowed = await CallAsync(gateway, token, "/weather/mcp", "tools/call", """{"name":"forecast","arguments":{"place":"here"}}""");
        var tool = await CallAsync(gateway, token, "/weather/mcp", "tools/call", """{"name":"flood","arguments":{}}""");
        var server = await CallAsync(gateway, token, "/team/tickets/mcp", "tools/list", "{}");

        Assert.Equal("rain", allowed.Body!.Value.GetProperty("result").GetProperty("content")[0].GetProperty("text").GetString());
        Assert.Equal(HttpStatusCode.Forbidden, tool.Status);
        Assert.NotEqual(HttpStatusCode.OK, server.Status);
    }

    private static async Task<string?[]> ToolsAsync(GatewayProcess gateway, string token)
    {
        var listed = await CallAsync(gateway, token, "/weather/mcp", "tools/list", "{}");
        return listed.Status == HttpStatusCode.OK && listed.Body!.Value.TryGetProperty("result", out var result)
            ? [.. result.GetProperty("tools").EnumerateArray().Select(static tool => tool.GetProperty("name").GetString())]
            : [];
    }

    private static async Task<(HttpStatusCode Status, JsonElement? Body)> CallAsync(
        GatewayProcess gateway, string token, string path, string method, string parameters)
    {
        var (status, _, body) = await gateway.CallAsync(
            path, token, $$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}","params":{{parameters}}}""", Cancellation);
        return (status, body);
    }

    private static async Task<(int ExitCode, string Printed)> ImportAsync(
        Dictionary<string, string?> settings, string data, string[] words)
    {
        var environment = new Dictionary<string, string?>(settings, StringComparer.Ordinal) { ["DATA_DIR"] = data };
        await using var command = ChildProcess.Start("dotnet", [Repository.Host, "import", .. words], environment, data);
        var exitCode = await command.WaitForExitAsync(Cancellation);
        return (exitCode, command.Printed);
    }

    /// <summary>Where the weather server of the data listens: with the tool that the data know, and one that came since.</summary>
    private static Task<ScriptedServer> ForecastsAsync() => ScriptedServer.StartMcpAsync(static async (context, message) =>
    {
        switch ((string?)message["method"])
        {
            case "tools/list":
                await ScriptedServer.ResultAsync(
                    context, message, new() { ["tools"] = new JsonArray(Forecast(), ScriptedServer.Tool("flood", "Warns.")) });
                return true;
            case "tools/call":
                await ScriptedServer.ResultAsync(
                    context, message, new() { ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = "rain" }) });
                return true;
            default:
                return false;
        }
    });

    private static JsonObject Forecast()
    {
        var tool = ScriptedServer.Tool("forecast", "Says the weather.");
        tool["inputSchema"]!["properties"] = new JsonObject { ["place"] = new JsonObject { ["type"] = "string" } };
        return tool;
    }
}
