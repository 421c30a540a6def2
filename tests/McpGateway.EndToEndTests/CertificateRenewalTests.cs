using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using McpGateway.EndToEndTests.Support;
using McpGateway.Tests.Storage;

namespace McpGateway.EndToEndTests;

/// <summary>A certificate that is renewed while the gateway runs: ACME clients and cert-manager exchange the files.</summary>
public sealed class CertificateRenewalTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Certificate_FilesAreExchanged_IsServedWithoutARestart()
    {
        using var files = new TemporaryDirectory();
        var first = await WriteAsync(files);
        var port = FreePort();
        await using var gateway = await GatewayProcess.StartAsync(Cancellation, Secure(files, port));
        var process = gateway.ProcessId;
        Assert.Equal(first, await PresentedAsync(port));

        var second = await WriteAsync(files);
        await Eventually.UntilAsync(async () => await PresentedAsync(port) == second);

        Assert.NotEqual(first, second);
        Assert.Equal(process, gateway.ProcessId);
        Assert.Equal(HttpStatusCode.OK, (await gateway.Client.GetAsync(new Uri("/health", UriKind.Relative), Cancellation)).StatusCode);
    }

    [Fact]
    public async Task Certificate_ExchangedForOneThatDoesNotFit_TheFormerOneIsServed_UntilAPairThatFits()
    {
        using var files = new TemporaryDirectory();
        var first = await WriteAsync(files);
        var port = FreePort();
        await using var gateway = await GatewayProcess.StartAsync(Cancellation, Secure(files, port));
        Assert.Equal(first, await PresentedAsync(port));

        await PutAsync(files.File("tls.crt"), "no certificate\n");
        await Eventually.UntilAsync(() => gateway.Output.Contains("Unable to reload configuration", StringComparison.Ordinal));
        await Eventually.UntilAsync(async () => await PresentedAsync(port) == first);
        var second = await WriteAsync(files);
        await Eventually.UntilAsync(async () => await PresentedAsync(port) == second);

        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task Page_OverPlainHttp_IsSentToTheCertificatesPort_WhichSaysHsts()
    {
        using var files = new TemporaryDirectory();
        await WriteAsync(files);
        var port = FreePort();
        var settings = Secure(files, port);
        settings["Https__Redirect"] = "true";
        settings["Https__Port"] = $"{port}";
        settings["Https__HstsMaxAge"] = "30.00:00:00";
        await using var gateway = await GatewayProcess.StartAsync(Cancellation, settings);
        using var client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            SslOptions = new() { RemoteCertificateValidationCallback = Any },
        });

        using var plain = await client.GetAsync(new Uri(gateway.Address, "/login"), Cancellation);
        using var secure = await client.GetAsync(plain.Headers.Location, Cancellation);

        Assert.Equal(HttpStatusCode.PermanentRedirect, plain.StatusCode);
        Assert.Equal($"https://127.0.0.1:{port}/login", plain.Headers.Location?.ToString());
        Assert.False(plain.Headers.Contains("Strict-Transport-Security"));
        Assert.Equal(HttpStatusCode.OK, secure.StatusCode);
        Assert.Equal("max-age=2592000", secure.Headers.GetValues("Strict-Transport-Security").Single());
    }

    private static Dictionary<string, string?> Secure(TemporaryDirectory files, int port) => new(StringComparer.Ordinal)
    {
        ["Kestrel__Endpoints__Plain__Url"] = "http://127.0.0.1:0",
        ["Kestrel__Endpoints__Secure__Url"] = $"https://127.0.0.1:{port}",
        ["Kestrel__Endpoints__Secure__Certificate__Path"] = files.File("tls.crt"),
        ["Kestrel__Endpoints__Secure__Certificate__KeyPath"] = files.File("tls.key"),
    };

    /// <returns>The thumbprint; null while nobody listens, as for a moment while the endpoint is exchanged.</returns>
    private static async Task<string?> PresentedAsync(int port)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, Cancellation);
            await using var stream = new SslStream(client.GetStream());
            await stream.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = "gateway.test",
                    RemoteCertificateValidationCallback = Any,
                },
                Cancellation);
            return stream.RemoteCertificate!.GetCertHashString(HashAlgorithmName.SHA256);
        }
        catch (Exception failure) when (failure is SocketException or IOException)
        {
            return null;
        }
    }

    /// <summary>The certificate is the test's own, and compared where that matters.</summary>
    private static bool Any(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        certificate is not null;

    /// <summary>As certbot does: each file is written beside the old one, and put in its place.</summary>
    private static async Task<string> WriteAsync(TemporaryDirectory files)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=gateway.test", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(100));
        await PutAsync(files.File("tls.key"), key.ExportPkcs8PrivateKeyPem());
        await PutAsync(files.File("tls.crt"), certificate.ExportCertificatePem());
        return certificate.GetCertHashString(HashAlgorithmName.SHA256);
    }

    private static async Task PutAsync(string path, string text)
    {
        await File.WriteAllTextAsync(path + ".new", text, Cancellation);
        File.Move(path + ".new", path, overwrite: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
