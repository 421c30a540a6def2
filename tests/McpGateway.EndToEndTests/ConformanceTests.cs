using System.Text.Json;
using System.Text.RegularExpressions;
using McpGateway.EndToEndTests.Support;

namespace McpGateway.EndToEndTests;

/// <summary>The official conformance suite gives through the gateway exactly what it gives direct.</summary>
public sealed partial class ConformanceTests
{
    [Theory]
    [InlineData("2025-11-25", "stateful-server.mjs")]
    [InlineData("2026-07-28", "stateless-server.mjs")]
    public async Task Requirements_ThroughTheGateway_AreMetAsDirect(string revision, string script)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var server = await NodeServer.StartAsync(script, cancellationToken);
        await using var gateway = await GatewayProcess.StartAsync(cancellationToken);
        await gateway.SignInAsync(cancellationToken);
        await gateway.RegisterAsync("/conformance", server.Address, cancellationToken);
        var token = await gateway.VendAsync(cancellationToken);
        await using var relay = await HeaderRelay.StartAsync(gateway.Address, token, cancellationToken);

        var direct = await RunAsync(server.Address, revision, cancellationToken);
        var through = await RunAsync(new Uri(relay.Address, "/conformance/mcp"), revision, cancellationToken);

        Assert.Equal(0, direct.ExitCode);
        Assert.Empty(direct.Checks.Except(
            through.Checks, StringComparer.Ordinal).Union(through.Checks.Except(direct.Checks, StringComparer.Ordinal)));
        Assert.Equal(0, through.ExitCode);
    }

    /// <summary>Runs the suite; a check is "scenario / check: status", with the reason when it did not succeed.</summary>
    private static async Task<(
        int ExitCode, IReadOnlyList<string> Checks)> RunAsync(Uri url, string revision, CancellationToken cancellationToken)
    {
        var results = Directory.CreateTempSubdirectory("mcp-conformance-");
        try
        {
            var suite = Path.Combine(Repository.NodePeers, "node_modules", "@modelcontextprotocol", "conformance", "dist", "index.js");
            var (exitCode, output) = await ChildProcess.RunAsync(
                Repository.Node, [
                    suite, "server", "--url", url.ToString(), "--requirements", revision, "-o", results.FullName], cancellationToken);
            var checks = results.GetDirectories().SelectMany(ChecksOf).Order(StringComparer.Ordinal).ToArray();
            Assert.True(checks.Length > 80, output);
            return (exitCode, checks);
        }
        finally
        {
            results.Delete(recursive: true);
        }
    }

    private static IEnumerable<string> ChecksOf(DirectoryInfo scenario)
    {
        var name = Timestamp().Replace(scenario.Name, "");
        using var checks = JsonDocument.Parse(File.ReadAllText(Path.Combine(scenario.FullName, "checks.json")));
        return
        [
            .. checks.RootElement.EnumerateArray().Select(check =>
            {
                var status = check.GetProperty("status").GetString();
                var reason = status != "SUCCESS" && check.TryGetProperty("errorMessage", out var message) ? $" ({message})" : "";
                return $"{name} / {check.GetProperty("id").GetString()}: {status}{reason}";
            }),
        ];
    }

    [GeneratedRegex(@"-\d{4}-\d\d-\d\dT.*$")]
    private static partial Regex Timestamp();
}
