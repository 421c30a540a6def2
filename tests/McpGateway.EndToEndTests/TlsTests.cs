using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using McpGateway.EndToEndTests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace McpGateway.EndToEndTests;

/// <summary>TLS on both sides: an upstream behind a company's own authority, and clients that speak HTTP/2.</summary>
public sealed partial class TlsTests : IAsyncLifetime
{
    private const string List = """{"jsonrpc":"2.0","id":1,"method":"tools/list"}""";
    private const string Initialize =
        """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":"""
            + """{"name":"t","version":"1"}}}""";

    private readonly DirectoryInfo _files = Directory.CreateTempSubdirectory("mcp-gateway-tls-");
    private readonly X509Certificate2 _authority = CreateAuthority();
    private WebApplication _upstream = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string AuthorityFile => Path.Combine(_files.FullName, "authority.pem");

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(AuthorityFile, _authority.ExportCertificatePem(), Cancellation);
        _upstream = await StartUpstreamAsync(Issue(_authority));
    }

    public async ValueTask DisposeAsync()
    {
        await _upstream.DisposeAsync();
        _authority.Dispose();
        _files.Delete(recursive: true);
    }

    [Fact]
    public async Task Upstream_AuthorityIsTrusted_IsCalled()
    {
        await using var gateway = await GatewayProcess.StartAsync(
            Cancellation, new Dictionary<string, string?>(StringComparer.Ordinal) { ["SSL_CERT_FILE"] = AuthorityFile });
        await gateway.SignInAsync(Cancellation);
        await gateway.RegisterAsync("/peer", new(_upstream.Urls.Single()), Cancellation);

        var listed = await gateway.CallAsync("/peer/mcp", await gateway.VendAsync(Cancellation), List, Cancellation);

        Assert.Equal(HttpStatusCode.OK, listed.Status);
        Assert.Equal("over_tls", listed.Body!.Value.GetProperty("result").GetProperty("tools")[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task Upstream_AuthorityIsUnknown_IsNotSpokenTo()
    {
        await using var gateway = await GatewayProcess.StartAsync(Cancellation);
        await gateway.SignInAsync(Cancellation);
        await gateway.PostFormAsync("/api/servers/register", Cancellation,
            new("name", "Peer"), new(
                "description", "Unknown authority"), new("path", "/peer"), new("proxy_pass_url", _upstream.Urls.Single()));
        var toggled = await gateway.PostFormAsync("/api/servers/toggle", Cancellation, new("path", "/peer"), new("new_state", "true"));

        var listed = await gateway.CallAsync("/peer/mcp", await gateway.VendAsync(Cancellation), List, Cancellation);

        Assert.StartsWith("unhealthy", toggled.GetProperty("status").GetString(), StringComparison.Ordinal);
        Assert.Contains(listed.Status, new[] { HttpStatusCode.BadGateway, HttpStatusCode.ServiceUnavailable });
    }

    [Fact]
    public async Task Client_Http2_IsServedAndStreamed()
    {
        var (certificate, key) = (Path.Combine(_files.FullName, "server.pem"), Path.Combine(_files.FullName, "server.key"));
        using (var issued = Issue(_authority))
        {
            await File.WriteAllTextAsync(certificate, issued.ExportCertificatePem(), Cancellation);
            await File.WriteAllTextAsync(key, issued.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem(), Cancellation);
        }

        await using var gateway = await GatewayProcess.StartAsync(Cancellation, new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Kestrel__Endpoints__Plain__Url"] = "http://127.0.0.1:0",
            ["Kestrel__Endpoints__Secure__Url"] = "https://127.0.0.1:0",
            ["Kestrel__Endpoints__Secure__Certificate__Path"] = certificate,
            ["Kestrel__Endpoints__Secure__Certificate__KeyPath"] = key,
        });
        await gateway.SignInAsync(Cancellation);
        var token = await gateway.VendAsync(Cancellation);
        await using var upstream = await NodeServer.StartAsync("stateful-server.mjs", Cancellation);
        await gateway.RegisterAsync("/peer", upstream.Address, Cancellation);
        var secure = new Uri(Secure().Match(gateway.Output).Value);
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, SslOptions = Trusting() });

        using var initialized = await client.SendAsync(Request(HttpMethod.Post, secure, token, Initialize), Cancellation);
        var session = initialized.Headers.GetValues("Mcp-Session-Id").Single();
        using var streaming = Request(HttpMethod.Get, secure, token, null);
        streaming.Headers.Add("Mcp-Session-Id", session);
        using var stream = await client.SendAsync(streaming, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        using var anonymous = await client.SendAsync(Request(HttpMethod.Post, secure, null, List), Cancellation);

        Assert.Equal((HttpVersion.Version20, HttpStatusCode.OK), (initialized.Version, initialized.StatusCode));
        Assert.Equal("text/event-stream", stream.Content.Headers.ContentType?.MediaType);
        Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);
        Assert.Contains(
            $"{secure.Authority}/.well-known/oauth-protected-resource", anonymous.Headers.WwwAuthenticate.ToString(),
            StringComparison.Ordinal);
    }

    private static HttpRequestMessage Request(HttpMethod method, Uri gateway, string? token, string? json)
    {
        var request = new HttpRequestMessage(method, new Uri(gateway, "/peer/mcp"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("Accept", json is null ? "text/event-stream" : "application/json, text/event-stream");
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        }

        return request;
    }

    private SslClientAuthenticationOptions Trusting() => new()
    {
        CertificateChainPolicy = new()
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { _authority },
            RevocationMode = X509RevocationMode.NoCheck,
        },
    };

    private static async Task<WebApplication> StartUpstreamAsync(X509Certificate2 certificate)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration()
            .ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        var app = builder.Build();
        app.Run(AnswerAsync);
        await app.StartAsync(Cancellation);
        return app;
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return;
        }

        using var message = await System.Text.Json.JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        if (!message.RootElement.TryGetProperty("id", out var id))
        {
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            return;
        }

        context.Response.ContentType = "application/json";
        var result = message.RootElement.GetProperty("method").GetString() switch
        {
            "initialize" => """
                "result":{"protocolVersion":"2025-06-18","capabilities":{"tools":{}},"serverInfo":{"name":"tls","version":"1"}}
                """,
            "tools/list" => """
                "result":{"tools":[{"name":"over_tls","inputSchema":{"type":"object"}}]}
                """,
            _ => """
                "error":{"code":-32601,"message":"Method not found"}
                """,
        };
        await context.Response.WriteAsync($$"""{"jsonrpc":"2.0","id":{{id.GetRawText()}},{{result}}}""", context.RequestAborted);
    }

    private static X509Certificate2 CreateAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        return request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(100));
    }

    private static X509Certificate2 Issue(X509Certificate2 authority)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        using var certificate = request.Create(authority, authority.NotBefore, authority.NotAfter, RandomNumberGenerator.GetBytes(8));
        return certificate.CopyWithPrivateKey(key);
    }

    [GeneratedRegex(@"https://127\.0\.0\.1:[1-9]\d*")]
    private static partial Regex Secure();
}
