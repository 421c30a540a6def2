using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using McpGateway.EndToEndTests.Deploy;
using McpGateway.EndToEndTests.Support;
using McpGateway.Tests.Storage;

namespace McpGateway.EndToEndTests.Operations;

/// <summary>
/// nginx with the configuration of <c>deploy/compose/proxy</c> before replicas of the gateway: TLS, any replica for any request, and
/// another one for what could not be delivered.
/// </summary>
internal sealed class ShippedProxy : IAsyncDisposable
{
    private const int Attempts = 5;

    private readonly ChildProcess _process;
    private readonly TemporaryDirectory _directory;
    private readonly X509Certificate2 _certificate;

    private ShippedProxy(ChildProcess process, TemporaryDirectory directory, X509Certificate2 certificate, Uri address) =>
        (_process, _directory, _certificate, Address) = (process, directory, certificate, address);

    public Uri Address { get; }

    /// <summary>What nginx complained of.</summary>
    public string Log => _process.Output;

    /// <param name="replicas">Where the replicas are; they need not run yet.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public static async Task<ShippedProxy> StartAsync(IReadOnlyList<Uri> replicas, CancellationToken cancellationToken)
    {
        var nginx = DeployTools.Find("nginx", isInstalled: true);
        var directory = new TemporaryDirectory();
        var certificate = WriteCertificate(directory);

        // nginx does not say which port it was given, so that one is chosen here, and another one when somebody was quicker.
        for (var attempt = 1; ; attempt++)
        {
            var address = new Uri($"https://127.0.0.1:{FreePort()}");
            var process = await RunAsync(nginx, directory, replicas, address, cancellationToken);
            if (await ListensAsync(process, address, cancellationToken))
            {
                return new(process, directory, certificate, address);
            }

            Assert.True(attempt < Attempts, process.Output);
            await process.DisposeAsync();
        }
    }

    /// <summary>
    /// The shipped template for these replicas. Names of other containers are resolved when nginx starts, so here they are addresses.
    /// </summary>
    /// <param name="directory">Where <c>tls.crt</c> and <c>tls.key</c> are.</param>
    /// <param name="replicas">Host and port of each.</param>
    /// <param name="listen">Where it listens for HTTPS; null for where the template says.</param>
    public static async Task<string> ConfigurationAsync(
        TemporaryDirectory directory, IReadOnlyList<string> replicas, string? listen, CancellationToken cancellationToken)
    {
        const string Second = "    server gateway-2:7860 max_fails=1 fail_timeout=5s;\n";
        var template = await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "deploy", "compose", "proxy", "gateway.conf.template"), cancellationToken);
        Assert.Contains(Second, template, StringComparison.Ordinal);
        var further = replicas.Skip(1).Select(replica => Second.Replace("gateway-2:7860", replica, StringComparison.Ordinal));
        var site = template
            .Replace(Second, string.Concat(further), StringComparison.Ordinal)
            .Replace("gateway-1:7860", replicas[0], StringComparison.Ordinal)
            .Replace("${SERVER_NAME}", "mcp.example.com", StringComparison.Ordinal)
            .Replace("/etc/nginx/certificates", directory.Path, StringComparison.Ordinal)

            // Debian's is older than this directive, and reads it as a parameter of "listen".
            .Replace("    http2 on;\n", "", StringComparison.Ordinal);
        if (listen is not null)
        {
            site = site.Replace("listen 80;", $"listen unix:{directory.File("plain")};", StringComparison.Ordinal)
                .Replace("listen 443 ssl;", $"listen {listen} ssl;", StringComparison.Ordinal);
        }

        var user = Environment.UserName == "root" ? "user root;\n" : "";
        var folders = string.Concat(new[] { "client_body", "proxy", "fastcgi", "uwsgi", "scgi" }
            .Select(kind => $"{kind}_temp_path {directory.File(kind)};\n"));
        return $"{user}pid {directory.File("pid")};\nerror_log stderr;\nevents {{}}\nhttp {{\naccess_log off;\n{folders}{site}\n}}\n";
    }

    public static X509Certificate2 WriteCertificate(TemporaryDirectory directory)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=mcp.example.com", key, HashAlgorithmName.SHA256);
        var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(100));
        File.WriteAllText(directory.File("tls.crt"), certificate.ExportCertificatePem());
        File.WriteAllText(directory.File("tls.key"), key.ExportPkcs8PrivateKeyPem());
        return certificate;
    }

    /// <summary>A client of its own connections that trusts the proxy.</summary>
    public HttpClient CreateClient()
    {
        var handler = new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.Equals(_certificate) is true;
        return new(handler) { BaseAddress = Address };
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _certificate.Dispose();
        _directory.Dispose();
    }

    private static async Task<ChildProcess> RunAsync(
        string nginx, TemporaryDirectory directory, IReadOnlyList<Uri> replicas, Uri address, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(
            directory.File("nginx.conf"),
            await ConfigurationAsync(
                directory, [.. replicas.Select(static replica => replica.Authority)], address.Authority, cancellationToken),
            cancellationToken);
        File.Delete(directory.File("plain"));
        return ChildProcess.Start(
            nginx, ["-p", directory.Path, "-c", directory.File("nginx.conf"), "-g", "daemon off;"], directory: directory.Path);
    }

    private static async Task<bool> ListensAsync(ChildProcess process, Uri address, CancellationToken cancellationToken)
    {
        await Eventually.UntilAsync(async () => process.HasExited || await ConnectsAsync());
        return !process.HasExited;

        async Task<bool> ConnectsAsync()
        {
            using var socket = new TcpClient();
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, address.Port, cancellationToken);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        }
    }

    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }
}
