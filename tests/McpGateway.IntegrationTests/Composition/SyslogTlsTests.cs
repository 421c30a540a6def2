using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using McpGateway.Core.Audit.Forwarding;
using McpGateway.Foundation.Auditing;

namespace McpGateway.IntegrationTests.Composition;

/// <summary>Events over TLS (<c>tls://</c>), to a server whose certificate is looked at.</summary>
public sealed class SyslogTlsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Send_ToAServerThatIsTrusted_CountsOctetsWithinTls()
    {
        using var authority = new TestAuthority();
        using var server = new Server(authority, "127.0.0.1");
        await using var receiver = new SyslogReceiver(server.Address, TimeProvider.System, TrustIn(authority));
        var received = server.ReceiveAsync();

        await receiver.SendAsync([Row("one")], Cancel);

        var message = await received;
        Assert.Matches(@"^<110>1 \S+ \S+ mcp-gateway \d+ sign_in - \{", message);
        Assert.Contains("\"resource_id\":\"one\"", message, StringComparison.Ordinal);
    }

    /// <summary>Who stands between must not read along: neither with a certificate of nobody's nor with another server's.</summary>
    [Theory]
    [InlineData(false, "127.0.0.1")]
    [InlineData(true, "127.0.0.2")]
    public async Task Send_ToAServerThatIsNotTrusted_SendsNothing(bool isAuthorityTrusted, string host)
    {
        using var authority = new TestAuthority();
        using var server = new Server(authority, host);
        await using var receiver = new SyslogReceiver(
            server.Address, TimeProvider.System, isAuthorityTrusted ? TrustIn(authority) : null);
        var received = server.ReceiveAsync();

        var failure = await Assert.ThrowsAsync<IOException>(() => receiver.SendAsync([Row("one")], Cancel));

        Assert.Contains("does not take events", failure.Message, StringComparison.Ordinal);
        Assert.Null(await received);
    }

    private static AuditRow Row(string resource)
    {
        var entry = new AuditEvent
        {
            LogType = AuditStreams.SignIn,
            Timestamp = DateTimeOffset.UtcNow,
            Identity = new() { Username = "ann" },
            Response = new() { Outcome = AuditOutcomes.Success },
            Action = new() { Operation = "login", ResourceType = "session", ResourceId = resource },
            Authorization = new() { Decision = AuditDecisions.NotRequired },
        };
        return new(AuditStreams.SignIn, 1, entry.Timestamp, new string('0', 64), entry.ToBytes());
    }

    private static X509ChainPolicy TrustIn(TestAuthority authority) => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        RevocationMode = X509RevocationMode.NoCheck,
        CustomTrustStore = { X509Certificate2.CreateFromPem(authority.Pem) },
    };

    private sealed class Server : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly X509Certificate2 _certificate;

        public Server(TestAuthority authority, string host)
        {
            var (certificate, key) = authority.Issue("syslog", host);
            _certificate = X509Certificate2.CreateFromPem(certificate, key);
            _listener.Start();
        }

        public Uri Address => new($"tls://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

        /// <returns>The first message; null when the client did not go through with it.</returns>
        public async Task<string?> ReceiveAsync()
        {
            using var client = await _listener.AcceptTcpClientAsync(Cancel);
            await using var secure = new SslStream(client.GetStream());
            try
            {
                await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, Cancel);
                var length = 0;
                var single = new byte[1];
                while (await secure.ReadAsync(single, Cancel) == 1 && single[0] != ' ')
                {
                    length = (length * 10) + (single[0] - '0');
                }

                var message = new byte[length];
                await secure.ReadExactlyAsync(message, Cancel);
                return length > 0 ? Encoding.UTF8.GetString(message) : null;
            }
            catch (Exception failure) when (failure is IOException or System.Security.Authentication.AuthenticationException)
            {
                return null;
            }
        }

        public void Dispose()
        {
            _listener.Dispose();
            _certificate.Dispose();
        }
    }
}
