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
        Assert.Equal(direct.Summary, through.Summary);
        Assert.Equal(0, through.ExitCode);
    }

    private static async Task<(int ExitCode, string Summary)> RunAsync(Uri url, string revision, CancellationToken cancellationToken)
    {
        var results = Directory.CreateTempSubdirectory("mcp-conformance-");
        try
        {
            var suite = Path.Combine(Repository.NodePeers, "node_modules", "@modelcontextprotocol", "conformance", "dist", "index.js");
            var (exitCode, output) = await ChildProcess.RunAsync(
                Repository.Node, [suite, "server", "--url", url.ToString(), "--requirements", revision, "-o", results.FullName], cancellationToken);
            var lines = SummaryLine().Matches(output).Select(match => match.Value).Order(StringComparer.Ordinal).ToArray();
            Assert.True(lines.Length > 20, output);
            return (exitCode, string.Join('\n', lines));
        }
        finally
        {
            results.Delete(recursive: true);
        }
    }

    [GeneratedRegex(@"^. [a-z0-9-]+: \d+ passed, \d+ failed", RegexOptions.Multiline)]
    private static partial Regex SummaryLine();
}
