using System.Net;
using System.Text;
using McpGateway.Cli.Running;
using McpGateway.Cli.Terminals;

namespace McpGateway.Tests.Cli;

/// <summary>Signing in where there is no browser, and what is said of profiles and files.</summary>
public sealed class LoginPlaceTests
{
    private const string Gateway = "https://mcp.example.com";

    [Fact]
    public async Task Login_NoBrowserAndATerminal_ShowsACode()
    {
        using var cli = new TestCli { Handlers = static () => new SignInServer(), IsInteractive = true };

        var login = await cli.RunAsync("login", "--gateway", Gateway);

        Assert.Equal(ExitCodes.Success, login.ExitCode);
        Assert.Contains("There is no browser here", login.Error, StringComparison.Ordinal);
        Assert.Contains("ABCD-EFGH", login.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Login_NoBrowserAndNoTerminal_SaysAtOnceWhatToDo()
    {
        using var cli = new TestCli { Handlers = static () => new SignInServer() };

        var login = await cli.RunAsync("login", "--gateway", Gateway);

        Assert.Equal(ExitCodes.NotSignedIn, login.ExitCode);
        Assert.Contains("mcpgw login --device", login.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("kept in", login.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DISPLAY", ":0", true)]
    [InlineData("WAYLAND_DISPLAY", "wayland-0", true)]
    [InlineData("DISPLAY", "", false)]
    [InlineData("TERM", "xterm", false)]
    public void Screen_ByVariables_IsFound(string name, string value, bool isThere) =>
        Assert.Equal(isThere, SystemBrowser.HasScreen(new Dictionary<string, string>(StringComparer.Ordinal) { [name] = value }));

    [Fact]
    public async Task Login_ToASecondProfile_SaysWhichOneIsMeantNow()
    {
        using var cli = new TestCli { Handlers = static () => new SignInServer() };
        var first = await cli.RunAsync("login", "--gateway", Gateway, "--token", "t");

        var second = await cli.RunAsync("login", "--gateway", Gateway, "--profile", "staging", "--token", "t");

        Assert.DoesNotContain("from now on", first.Error, StringComparison.Ordinal);
        Assert.Contains("Commands without --profile mean 'staging' from now on", second.Error, StringComparison.Ordinal);
        Assert.Contains("mcpgw profile use default", second.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Credentials_ThatOthersCanRead_AreTakenBackWithAWarning()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes.");
            return;
        }

        using var cli = new TestCli { Handlers = static () => new SignInServer() };
        await cli.RunAsync("login", "--gateway", Gateway, "--token", "t");
        var file = Path.Combine(cli.Configuration, "credentials.json");
        File.SetUnixFileMode(file, File.GetUnixFileMode(file) | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        var whoami = await cli.RunAsync("whoami");
        var again = await cli.RunAsync("whoami");

        Assert.Contains("(mode 644); it is yours alone now (600)", whoami.Error, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.DoesNotContain("mode", again.Error, StringComparison.Ordinal);
    }

    private sealed class SignInServer : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var json = request.RequestUri!.AbsolutePath switch
            {
                "/.well-known/oauth-authorization-server" =>
                    """
                    {"issuer": "https://mcp.example.com", "token_endpoint": "https://mcp.example.com/token",
                     "authorization_endpoint": "https://mcp.example.com/authorize",
                     "registration_endpoint": "https://mcp.example.com/register",
                     "device_authorization_endpoint": "https://mcp.example.com/device"}
                    """,
                "/register" => """{"client_id": "c"}""",
                "/device" => """
                    {"device_code": "d", "user_code": "ABCD-EFGH", "interval": 0, "expires_in": 60, "verification_uri": "https://x.example"}
                    """,
                "/token" => """{"access_token": "t", "token_type": "Bearer", "expires_in": 600}""",
                _ => """{"username": "maria"}""",
            };
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = new StringContent(json, Encoding.UTF8, "application/json"),
            });
        }
    }
}
