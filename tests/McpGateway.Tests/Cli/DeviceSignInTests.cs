using System.Net;
using System.Text;
using McpGateway.Cli.Running;

namespace McpGateway.Tests.Cli;

public sealed class DeviceSignInTests
{
    /// <summary>Whoever runs the server at a mistyped address writes these lines; the terminal must not obey them.</summary>
    [Fact]
    public async Task Login_DeviceTextsOfTheServer_AreCleaned()
    {
        using var cli = new TestCli { Handlers = static () => new HostileServer() };

        var login = await cli.RunAsync("login", "--device", "--gateway", "https://mcp.example.com");

        Assert.Equal(ExitCodes.NotSignedIn, login.ExitCode);
        Assert.Contains("ABCD-EFGH", login.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(login.Error, static letter => letter != '\n' && char.IsControl(letter));
    }

    private sealed class HostileServer : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var (status, json) = request.RequestUri!.AbsolutePath switch
            {
                "/.well-known/oauth-authorization-server" => (
                    HttpStatusCode.OK,
                    """
                    {"issuer": "https://mcp.example.com", "token_endpoint": "https://mcp.example.com/token",
                     "registration_endpoint": "https://mcp.example.com/register",
                     "device_authorization_endpoint": "https://mcp.example.com/device"}
                    """),
                "/register" => (HttpStatusCode.Created, """{"client_id": "c"}"""),
                "/device" => (
                    HttpStatusCode.OK,
                    """
                    {"device_code": "d", "user_code": "\u001b[2JABCD-EFGH\u0007", "interval": 0, "expires_in": 60,
                     "verification_uri": "https://\u001b]8;;x\u0007y/\nerror: no"}
                    """),
                _ => (HttpStatusCode.BadRequest, """{"error": "access_denied", "error_description": "\u001b[31mno"}"""),
            };
            var content = new StringContent(json, Encoding.UTF8, "application/json");
            return Task.FromResult(new HttpResponseMessage(status) { Content = content });
        }
    }
}
