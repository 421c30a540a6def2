using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
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

    /// <summary>Names of other containers are resolved when nginx starts, so here they are addresses.</summary>
    [Fact]
    public async Task Proxy_Configuration_IsTakenByNginx()
    {
        var nginx = DeployTools.Find("nginx", isInstalled: true);
        using var directory = new TemporaryDirectory();
        WriteCertificate(directory);
        var template = await File.ReadAllTextAsync(Path.Combine(Folder, "proxy", "gateway.conf.template"), Cancellation);
        var site = template
            .Replace("${SERVER_NAME}", "mcp.example.com", StringComparison.Ordinal)
            .Replace("/etc/nginx/certificates", directory.Path, StringComparison.Ordinal)
            .Replace("gateway-1:", "127.0.0.1:", StringComparison.Ordinal)
            .Replace("gateway-2:", "127.0.0.2:", StringComparison.Ordinal)

            // Debian's is older than this directive, and reads it as a parameter of "listen".
            .Replace("    http2 on;\n", "", StringComparison.Ordinal);
        await File.WriteAllTextAsync(
            directory.File("nginx.conf"),
            $"pid {directory.File("pid")};\nerror_log stderr;\nevents {{}}\nhttp {{\naccess_log off;\n{site}\n}}\n",
            Cancellation);

        var (code, output) = await ChildProcess.RunAsync(
            nginx, ["-t", "-p", directory.Path, "-c", directory.File("nginx.conf")], Cancellation);

        Assert.True(code == 0, output);
    }

    private static Task<(int ExitCode, string Output)> CheckAsync(string[] files) =>
        DeployTools.CheckAsync("compose.mjs", [Path.Combine(Folder, ".env.example"), .. files], Cancellation);

    private static void WriteCertificate(TemporaryDirectory directory)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=mcp.example.com", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(100));
        File.WriteAllText(directory.File("tls.crt"), certificate.ExportCertificatePem());
        File.WriteAllText(directory.File("tls.key"), key.ExportPkcs8PrivateKeyPem());
    }
}
