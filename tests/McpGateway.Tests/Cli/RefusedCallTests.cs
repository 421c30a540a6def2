using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using McpGateway.Cli.Running;

namespace McpGateway.Tests.Cli;

/// <summary>Calls that the gateway refuses: its reason is told, and who can do something about it.</summary>
public sealed class RefusedCallTests
{
    private const string Quarantined = """
        {"jsonrpc":"2.0","id":1,"error":{"code":40301,"message":"Tool 'write' of 'chg' is quarantined: its definition has changed."}}
        """;

    [Fact]
    public async Task Call_OfAToolThatIsWithheld_TellsTheReason()
    {
        var result = await CallAsync(HttpStatusCode.Forbidden, "quarantined", Quarantined);

        Assert.Equal(ExitCodes.Denied, result.ExitCode);
        Assert.StartsWith(
            "error: Tool 'write' of 'chg' is quarantined: its definition has changed.", result.Error, StringComparison.Ordinal);
        Assert.Contains("mcpgw pin list", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("access explain", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_OutsideTheScopes_SendsOnlyAdministratorsToExplain()
    {
        var result = await CallAsync(
            HttpStatusCode.Forbidden, "access_denied", """{"jsonrpc":"2.0","id":1,"error":{"code":40300,"message":"Outside."}}""");

        Assert.Equal(ExitCodes.Denied, result.ExitCode);
        Assert.StartsWith("error: Outside.", result.Error, StringComparison.Ordinal);
        Assert.Contains("Administrators see why: mcpgw access explain chg", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_OfAServerThatIsSwitchedOff_TellsSoAndThatTheGatewayWasReached()
    {
        var result = await CallAsync(HttpStatusCode.ServiceUnavailable, "disabled", """{"error":"server disabled"}""");

        Assert.Equal(ExitCodes.Failed, result.ExitCode);
        Assert.StartsWith("error: /chg: server disabled\n", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_AnsweredByWhatStandsBeforeTheGateway_IsUnreachable() =>
        Assert.Equal(ExitCodes.Unreachable, (await CallAsync(HttpStatusCode.ServiceUnavailable, null, "busy")).ExitCode);

    /// <summary>Who may not ask for an explanation is not sent to ask for one.</summary>
    [Fact]
    public async Task Explain_ByWhoMayNot_DoesNotAdviseItself()
    {
        using var gateway = new RefusingGateway(HttpStatusCode.Forbidden, null, """{"detail":"Only for administrators."}""");
        using var cli = new TestCli { Handlers = () => gateway };

        var result = await cli.RunAsync("access", "explain", "chg", "--token", "t");

        Assert.Equal(ExitCodes.Denied, result.ExitCode);
        Assert.DoesNotContain("access explain", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_WithATokenThatIsNotTaken_AdvisesToSignIn()
    {
        using var gateway = new RefusingGateway(HttpStatusCode.Unauthorized, null, """{"detail":"No."}""");
        using var cli = new TestCli { Handlers = () => gateway };

        var result = await cli.RunAsync("server", "list", "--token", "t");

        Assert.Equal(ExitCodes.NotSignedIn, result.ExitCode);
        Assert.Contains("mcpgw login", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("token create", result.Error, StringComparison.Ordinal);
    }

    private static async Task<CliResult> CallAsync(HttpStatusCode status, string? kind, string body)
    {
        using var gateway = new RefusingGateway(status, kind, body);
        using var cli = new TestCli { Handlers = () => gateway };
        return await cli.RunAsync("tool", "call", "/chg", "write", "--token", "t");
    }

    /// <summary>Lets a client begin a session and refuses everything else.</summary>
    private sealed class RefusingGateway(HttpStatusCode status, string? kind, string body) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var sent = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
            return sent.Contains("\"initialize\"", StringComparison.Ordinal)
                ? Answer(request, HttpStatusCode.OK, Begun(JsonNode.Parse(sent)!))
                : sent.Contains("\"server/discover\"", StringComparison.Ordinal)
                    ? Answer(request, HttpStatusCode.OK, """{"jsonrpc":"2.0","id":1,"result":{}}""")
                    : sent.Contains("\"notifications/", StringComparison.Ordinal)
                        ? new(HttpStatusCode.Accepted) { RequestMessage = request }
                        : Refused(request);
        }

        private HttpResponseMessage Refused(HttpRequestMessage request)
        {
            var answer = Answer(request, status, body);
            if (kind is not null)
            {
                answer.Headers.Add("X-Gateway-Error", kind);
            }

            return answer;
        }

        private static string Begun(JsonNode asked) => $$$$"""
            {"jsonrpc":"2.0","id":{{{{asked["id"]!.ToJsonString()}}}},"result":{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},
             "serverInfo":{"name":"Changing","version":"1.0"}}}
            """;

        private static HttpResponseMessage Answer(HttpRequestMessage request, HttpStatusCode status, string body) =>
            new(status) { RequestMessage = request, Content = new StringContent(body, Encoding.UTF8, "application/json") };
    }
}
