using System.Net;
using System.Text.RegularExpressions;
using McpGateway.EndToEndTests.Operations;
using McpGateway.EndToEndTests.Support;
using McpGateway.Tests.Storage;

namespace McpGateway.EndToEndTests.Deploy;

/// <summary>The Compose files without an engine: their schema, what they name of each other, and the proxy's configuration.</summary>
public sealed class ComposeTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "deploy", "compose");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("compose.yaml")]
    [InlineData("replicas.yaml")]
    [InlineData("compose.yaml", "keycloak.yaml")]
    [InlineData("compose.yaml", "observability.yaml")]
    [InlineData("replicas.yaml", "keycloak.yaml")]
    public async Task Files_Together_AreValid(params string[] files)
    {
        var (code, output) = await CheckAsync([.. files.Select(static file => Path.Combine(Folder, file))]);

        Assert.True(code == 0, output);
    }

    /// <summary>Engines give out addresses as containers start; the proxy's is stated and must be free by then.</summary>
    [Fact]
    public async Task Replicas_AddressOfTheProxy_IsNotGivenOut()
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Folder, "replicas.yaml"), Cancellation);
        var proxy = IPAddress.Parse(Stated(text, "ipv4_address"));

        Assert.True(IPNetwork.Parse(Stated(text, "subnet")).Contains(proxy));
        Assert.False(IPNetwork.Parse(Stated(text, "ip_range")).Contains(proxy));
        Assert.Equal(proxy.ToString(), Stated(text, "TRUSTED_PROXIES"));
    }

    [Fact]
    public async Task Check_MistakesOfEveryKind_AreFound()
    {
        using var directory = new TemporaryDirectory();
        var wrong = directory.File("wrong.yaml");
        var text = await File.ReadAllTextAsync(Path.Combine(Folder, "replicas.yaml"), Cancellation);
        await File.WriteAllTextAsync(
            wrong,
            text.Replace("read_only:", "readonly:", StringComparison.Ordinal)
                .Replace("networks: [back]", "networks: [bakc]", StringComparison.Ordinal)
                .Replace("${SECRET_KEY:?", "${SECRETKEY:?", StringComparison.Ordinal),
            Cancellation);

        var (code, output) = await CheckAsync([wrong]);

        Assert.Equal(1, code);
        Assert.Contains("/services/gateway-1 must NOT have additional properties", output, StringComparison.Ordinal);
        Assert.Contains("postgres is in network bakc", output, StringComparison.Ordinal);
        Assert.Contains("SECRETKEY is not in", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Proxy_Configuration_IsTakenByNginx()
    {
        var nginx = DeployTools.Find("nginx", isInstalled: true);
        using var directory = new TemporaryDirectory();
        using var certificate = ShippedProxy.WriteCertificate(directory);
        var configuration = await ShippedProxy.ConfigurationAsync(
            directory, ["127.0.0.1:7860", "127.0.0.2:7860"], listen: null, Cancellation);
        await File.WriteAllTextAsync(directory.File("nginx.conf"), configuration, Cancellation);

        var (code, output) = await ChildProcess.RunAsync(
            nginx, ["-t", "-p", directory.Path, "-c", directory.File("nginx.conf")], Cancellation);

        Assert.True(code == 0, output);
    }

    private static Task<(int ExitCode, string Output)> CheckAsync(string[] files) =>
        DeployTools.CheckAsync("compose.mjs", [Path.Combine(Folder, ".env.example"), .. files], Cancellation);

    private static string Stated(string yaml, string member) =>
        Regex.Match(yaml, $@"\b{member}: (?<value>[0-9./]+)").Groups["value"].Value;
}
