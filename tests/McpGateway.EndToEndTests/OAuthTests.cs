using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using McpGateway.EndToEndTests.Support;

namespace McpGateway.EndToEndTests;

/// <summary>Real MCP clients that know only a URL, a real browser, and the official suite for authorization servers.</summary>
public sealed class OAuthTests(OAuthTests.WithClients shared) : IClassFixture<OAuthTests.WithClients>, IAsyncLifetime
{
    private static readonly string Suite = Path.Combine(
        Repository.NodePeers, "node_modules", "@modelcontextprotocol", "conformance", "dist", "index.js");

    private Browser _browser = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _browser = await Browser.StartAsync();

    public async ValueTask DisposeAsync()
    {
        // It may be missing: then nothing was started.
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("oauth-client-v1.mjs", "register")]
    [InlineData("oauth-client-v1.mjs", "document")]
    [InlineData("oauth-client-v1.mjs", "preregistered")]
    [InlineData("oauth-client-v1.mjs", "device")]
    [InlineData("oauth-client-v2.mjs", "register")]
    [InlineData("oauth-client-v2.mjs", "document")]
    [InlineData("oauth-client-v2.mjs", "preregistered")]
    [InlineData("oauth-client-v2.mjs", "device")]
    public async Task Client_KnowsOnlyTheUrl_GetsIn_AndKeepsItsSessionOverARefresh(string script, string mode)
    {
        var url = new Uri(shared.Gateway.Address, "/peer/mcp").ToString();
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["TLS_CERT"] = shared.CertificateFile,
            ["TLS_KEY"] = shared.KeyFile,
        };
        await using var client = ChildProcess.Start(
            Repository.Node, [
                script, url, mode,
                .. mode == "preregistered" ? [WithClients.KnownTo(script)] : Array.Empty<string>()], environment, Repository.NodePeers);

        var open = await EventAsync(client, "open");
        var said = await _browser.ConsentAsync(open.GetProperty("url").GetString()!);

        Assert.Contains(url, said, StringComparison.Ordinal);
        var tools = await EventAsync(client, "tools");
        Assert.Contains("test_simple_text", tools.GetProperty("names").EnumerateArray().Select(name => name.GetString()));
        var refreshed = await EventAsync(client, "refreshed");
        Assert.Contains("test_simple_text", refreshed.GetProperty("names").EnumerateArray().Select(name => name.GetString()));
        Assert.NotEqual(JsonValueKind.Null, refreshed.GetProperty("session").ValueKind);
        Assert.True(refreshed.GetProperty("sameSession").GetBoolean(), refreshed.ToString());
        Assert.True(
            refreshed.GetProperty("newAccess").GetBoolean() && refreshed.GetProperty("newRefresh").GetBoolean(), refreshed.ToString());
        Assert.Equal(mode == "device" ? 0 : 1, refreshed.GetProperty("authorizations").GetInt32());

        var secrets = await EventAsync(client, "secrets");
        Assert.All(
            secrets.GetProperty("values").EnumerateArray(),
            secret => Assert.DoesNotContain(secret.GetString()!, shared.Gateway.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Conformance_AuthorizationSuite_Passes()
    {
        var port = FreePort();
        await using var suite = ChildProcess.Start(
            Repository.Node,
            [
                Suite, "authorization", "--url", shared.Gateway.Address.ToString().TrimEnd('/'), "--client-id", WithClients.KnownTo(Suite),
                "--resource", new Uri(shared.Gateway.Address, "/currenttime/mcp").ToString(), "--port", $"{port}", "-o", shared.Folder,
            ]);
        var url = await suite.WaitForLineAsync(
            line => line.StartsWith("http", StringComparison.Ordinal) && line.Contains("code_challenge", StringComparison.Ordinal)
                ? line
                : null, Cancellation);
        await _browser.ConsentAsync(url);

        Assert.True(await suite.WaitForExitAsync(Cancellation) == 0, suite.Output);
        Assert.Matches(@"2 passed, 0 failed", suite.Output);
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static Task<EventLine> EventLineAsync(ChildProcess client, string name) => client.WaitForLineAsync(
        line => line.StartsWith('{')
            && JsonSerializer.Deserialize<JsonElement>(line) is var entry
            && entry.GetProperty("event").GetString() == name ? new EventLine(entry) : null,
        Cancellation);

    private static async Task<JsonElement> EventAsync(ChildProcess client, string name) => (await EventLineAsync(client, name)).Entry;

    private sealed record EventLine(JsonElement Entry);

    /// <summary>A gateway whose access tokens live for seconds, with clients that were registered beforehand.</summary>
    public sealed class WithClients : SharedGateway
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcp-gateway-tls-");

        internal string Folder => _folder.FullName;

        internal string CertificateFile => Path.Combine(Folder, "cert.pem");

        internal string KeyFile => Path.Combine(Folder, "key.pem");

        private protected override IReadOnlyDictionary<string, string?> Settings
        {
            get
            {
                WriteCertificate();
                var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    ["OAuth__AccessTokenLifetime"] = "00:00:04",
                    ["OAuth__UnsafeAllowsPrivateMetadataDocuments"] = "true",
                    ["Logging__LogLevel__Default"] = "Trace",
                    ["Logging__LogLevel__Microsoft.AspNetCore"] = "Information",
                    ["SSL_CERT_FILE"] = CertificateFile,
                };
                foreach (var (index, script) in new[] { "oauth-client-v1.mjs", "oauth-client-v2.mjs", Suite }.Index())
                {
                    settings[$"OAuth__Clients__{index}__ClientId"] = KnownTo(script);
                    settings[$"OAuth__Clients__{index}__RedirectUris__0"] = "http://127.0.0.1/callback";
                }

                return settings;
            }
        }

        /// <summary>Each program is a client of its own: what the user agreed to once is not asked again.</summary>
        internal static string KnownTo(string script) => "known-" + Path.GetFileNameWithoutExtension(script);

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            _folder.Delete(recursive: true);
        }

        private protected override async Task SeedAsync()
        {
            var upstream = Keep(await NodeServer.StartAsync("stateful-server.mjs", Cancellation));
            await Gateway.RegisterAsync("/peer", upstream.Address, Cancellation);
        }

        private void WriteCertificate()
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName("localhost");
            request.CertificateExtensions.Add(names.Build());
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
            using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(90));
            File.WriteAllText(CertificateFile, certificate.ExportCertificatePem());
            File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
        }
    }
}
