using McpGateway.EndToEndTests.Support;
using McpGateway.Tests.Storage;

namespace McpGateway.EndToEndTests.Deploy;

/// <summary>
/// The files of <c>deploy/observability</c> that are for programs which are not here: what they name of each other is there. Prometheus
/// itself reads its own in <see cref="Observability.PrometheusTests"/>.
/// </summary>
public sealed class ObservabilityFilesTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "deploy", "observability");
    private static readonly string Compose = Path.Combine(Repository.Root, "deploy", "compose", "observability.yaml");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Files_OfGrafanaAndTheCollector_AreWhole()
    {
        var (code, output) = await DeployTools.CheckAsync("observability.mjs", [Folder, Compose], Cancellation);

        Assert.True(code == 0, output);
    }

    [Theory]
    [InlineData("otel-collector/config.yml", "exporters: [debug]", "exporters: [tempo]", "uses tempo")]
    [InlineData("grafana/provisioning/datasources/prometheus.yml", "//prometheus:", "//prometheos:", "prometheos")]
    [InlineData("grafana/provisioning/dashboards/mcp-gateway.yml", "/var/lib/grafana/", "/var/lib/other/", "nothing is mounted")]
    [InlineData("grafana/dashboards/health.json", "\"uid\": \"mcp-gateway-", "\"uid\": \"\", \"was\": \"mcp-gateway-", "uids")]
    public async Task Check_ABrokenReference_IsFound(string file, string text, string replacement, string expected)
    {
        using var copy = new TemporaryDirectory();
        foreach (var source in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(copy.Path, Path.GetRelativePath(Folder, source));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(source, target);
        }

        var broken = Path.Combine(copy.Path, file);
        var before = await File.ReadAllTextAsync(broken, Cancellation);
        Assert.Contains(text, before, StringComparison.Ordinal);
        await File.WriteAllTextAsync(broken, before.Replace(text, replacement, StringComparison.Ordinal), Cancellation);

        var (code, output) = await DeployTools.CheckAsync("observability.mjs", [copy.Path, Compose], Cancellation);

        Assert.Equal(1, code);
        Assert.Contains(expected, output, StringComparison.Ordinal);
    }
}
