using McpGateway.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace McpGateway.Tests.Logs;

/// <summary>That the search of the logs finds what it is there for.</summary>
public sealed class SecretScanTests
{
    private const string Known = "correct horse battery staple";

    [Theory]
    [InlineData("Token eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhZG1pbiJ9.c2lnbmF0dXJl was refused")]
    [InlineData("eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhZG1pbiJ9.")]
    [InlineData("refresh mgr_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")]
    [InlineData("Authorization: Bearer 0123456789abcdef")]
    [InlineData("Authorization: Basic YWRtaW46cGFzc3dvcmQ1")]
    [InlineData("Cookie: mcp_gateway_session=q83vEjRWeJq83vEjRWeJq83v")]
    [InlineData("Cookie: oauth2_temp_session_abc=q83vEjRWeJq83vEjRWeJq83v")]
    [InlineData("GET /oauth2/callback/okta?code=4/0AY0e-g7xyz&state=1")]
    [InlineData("body: grant_type=x&client_secret=abcdefgh")]
    [InlineData("somebody typed correct horse battery staple")]
    public void Find_LineWithASecret_TellsSoWithoutIt(string line)
    {
        var finding = Assert.Single(SecretScan.Find(["all is well", line], [Known]));

        Assert.StartsWith("line 2 holds ", finding, StringComparison.Ordinal);
        Assert.Contains("***", finding, StringComparison.Ordinal);
        Assert.DoesNotContain(Known, finding, StringComparison.Ordinal);
        Assert.DoesNotContain("eyJ", finding, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Token Zm9vYmFyYmF6cXV4MTIz vended to local:1, valid until 2030-01-01.")]
    [InlineData("A server wants Basic authentication and gets none.")]
    [InlineData("Created signing key VMtuw4r6654cxBFvbgGG3gquwwWvlujJP1RKfCfqlXA.")]
    [InlineData("GET /api/audit/calls?server=a&outcome=denied")]
    public void Find_HarmlessLine_IsQuiet(string line) => Assert.Empty(SecretScan.Find([line], [Known]));

    [Fact]
    public void Log_OfAGateway_IsSearchedAndFoundGuilty()
    {
        using var directory = new TemporaryDirectory();
        using var log = new TestLog(Path.Combine(directory.Path, "logs"));
        using var services = new ServiceCollection()
            .AddLogging(logging => logging.AddProvider(new TestLogProvider(log, "host")).SetMinimumLevel(LogLevel.Debug))
            .BuildServiceProvider();
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("McpGateway.Test");
        var secret = log.Secret("the-only-secret");

        log.Write("process", "a harmless line");
        Assert.Empty(log.FindSecrets());
        Say(logger, secret, new InvalidOperationException("also in " + secret));

        Assert.Equal(2, log.FindSecrets().Count);
    }

    private static void Say(ILogger logger, string text, Exception exception) =>
        LoggerMessage.Define<string>(LogLevel.Debug, new(1), "Said {Text}\n")(logger, text, exception);
}
