using McpGateway.EndToEndTests.Support;
using McpGateway.Tests.Architecture;
using McpGateway.Tests.Storage;

namespace McpGateway.EndToEndTests.Deploy;

/// <summary>The chart, rendered by Helm: what it makes, that a cluster knows every member of it, and what it refuses.</summary>
public sealed class HelmTests
{
    private static readonly string Chart = Path.Combine(Repository.Root, "deploy", "helm", "mcp-gateway");

    public static TheoryData<string> Values => ["minimal", "complete", "sqlite"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Lint_Strict_FindsNothing(string values)
    {
        var (code, output) = await DeployTools.HelmAsync(["lint", "--strict", Chart, "--values", FileOf(values)], Cancellation);

        Assert.True(code == 0, output);
    }

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Template_OfValues_IsTheSnapshot(string values) =>
        AcceptedText.Verify(
            $"deploy/helm/snapshots/{values}.yaml",
            (await RenderAsync(values)).TrimEnd('\n').Split('\n'),
            "Is this what clusters should get?");

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Template_EveryMember_IsOneOfTheSchema(string values)
    {
        using var directory = new TemporaryDirectory();
        var rendered = directory.File("rendered.yaml");
        await File.WriteAllTextAsync(rendered, await RenderAsync(values), Cancellation);

        var (code, output) = await DeployTools.CheckAsync("kubernetes.mjs", [rendered], Cancellation);

        Assert.True(code == 0, output);
        var unknown = output.Split('\n').Where(static line => line.StartsWith("unknown ", StringComparison.Ordinal));
        Assert.All(unknown, static line => Assert.True(
            line.Contains("postgresql.cnpg.io/v1 Cluster", StringComparison.Ordinal)
                || line.Contains("monitoring.coreos.com/v1 ", StringComparison.Ordinal),
            line));
    }

    /// <summary>A chart holds what it renders; the file is there twice and must say the same.</summary>
    [Fact]
    public async Task Rules_OfTheChart_AreThoseOfPrometheus() => Assert.Equal(
        await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "deploy", "observability", "prometheus", "rules.yml"), Cancellation),
        await File.ReadAllTextAsync(Path.Combine(Chart, "files", "rules.yml"), Cancellation));

    [Fact]
    public async Task Schema_AMisspeltMember_IsFound()
    {
        using var directory = new TemporaryDirectory();
        var rendered = directory.File("rendered.yaml");
        var manifests = (await RenderAsync("minimal")).Replace("targetPort:", "targetport:", StringComparison.Ordinal);
        await File.WriteAllTextAsync(rendered, manifests, Cancellation);

        var (code, output) = await DeployTools.CheckAsync("kubernetes.mjs", [rendered], Cancellation);

        Assert.Equal(1, code);
        Assert.Contains("unknown: .spec.ports[0].targetport", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("storage.backend=sqlite", "sqlite has one replica")]
    [InlineData("secrets.existingSecret=", "replicas share a key")]
    [InlineData("https.redirect=true", "https.redirect needs trustedProxies")]
    [InlineData("gatewayApi.enabled=true", "'/gatewayApi/parents'")]
    [InlineData("publicUrl=mcp.example.com", "'/publicUrl'")]
    [InlineData("image.tagg=1", "'tagg' not allowed")]
    [InlineData("settings.PUBLIC_URL=https://other.example.com", "settings.PUBLIC_URL is what the value publicUrl sets")]
    [InlineData("settings.Storage__Backend=sqlite", "settings.Storage__Backend is what the value storage.backend sets")]
    [InlineData("settings.storage_backend=sqlite", "settings.storage_backend is what the value storage.backend sets")]
    [InlineData("autoscaling.minReplicas=20", "autoscaling.maxReplicas must not be less")]
    public async Task Template_ValuesThatCannotWork_AreRefused(string setting, string expected)
    {
        var (code, output) = await DeployTools.HelmAsync(
            ["template", "mcp", Chart, "--values", FileOf("minimal"), "--set", setting], Cancellation);

        Assert.NotEqual(0, code);
        Assert.Contains(expected, output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://example.com/mcp", "/mcp")]
    [InlineData("https://example.com", "/")]
    public async Task Template_PublicUrlWithAPath_IsRoutedByIt(string publicUrl, string path)
    {
        var (code, output) = await DeployTools.HelmAsync(
            [
                "template", "mcp", Chart, "--values", FileOf("minimal"), "--set", "publicUrl=" + publicUrl, "--set", "ingress.enabled=true",
                "--set", "gatewayApi.enabled=true", "--set", "gatewayApi.parents[0].name=public",
            ],
            Cancellation);

        Assert.True(code == 0, output);
        Assert.Contains($"- path: {path}\n", output, StringComparison.Ordinal);
        Assert.Contains($"type: PathPrefix, value: \"{path}\" }}", output, StringComparison.Ordinal);
    }

    private static async Task<string> RenderAsync(string values)
    {
        var (code, output) = await DeployTools.HelmAsync(
            ["template", "mcp", Chart, "--namespace", "mcp", "--values", FileOf(values)], Cancellation);
        Assert.True(code == 0, output);
        return output.TrimEnd() + "\n";
    }

    private static string FileOf(string values) => Path.Combine(Chart, "ci", values + "-values.yaml");
}
