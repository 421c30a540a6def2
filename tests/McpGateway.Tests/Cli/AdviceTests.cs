using System.Net;
using System.Text.Json.Nodes;
using McpGateway.Cli.Running;

namespace McpGateway.Tests.Cli;

/// <summary>Failures that say what to do.</summary>
public sealed class AdviceTests
{
    [Theory]
    [InlineData("server", "add", "mcpgw server add needs <path> and <upstream>.")]
    [InlineData("server", "get", "mcpgw server get needs <path>.")]
    public async Task Command_WithoutItsArguments_NamesEachOnce(string group, string verb, string message)
    {
        using var cli = new TestCli();

        var result = await cli.RunAsync(group, verb);

        Assert.Equal(ExitCodes.Misused, result.ExitCode);
        Assert.Equal($"error: {message}\n  mcpgw {group} {verb} --help tells what can be said.\n", result.Error);
    }

    [Theory]
    [InlineData("server get", "githup", "Did you mean /github?")]
    [InlineData("server get", "nosuch", "mcpgw server list shows those that you may see.")]
    [InlineData("server remove --yes", "hub", "Did you mean /github?")]
    [InlineData("connect cursor", "githu", "Did you mean /github?")]
    public async Task Server_ThatIsNotThere_IsToldWithThoseThatMayBeMeant(string command, string path, string advice)
    {
        using var gateway = new AnsweringHandler(static (request, _) => request.RequestUri!.AbsolutePath == "/api/servers"
            ? (HttpStatusCode.OK, """{"servers":[{"path":"/github/"},{"path":"/docs"}]}""")
            : (HttpStatusCode.NotFound, """{"detail":"Server not found"}"""));
        using var cli = new TestCli { Handlers = () => gateway };

        var result = await cli.RunAsync([.. command.Split(' '), path, "--token", "t"]);

        Assert.Equal(ExitCodes.NotFound, result.ExitCode);
        Assert.Contains(advice, result.Error, StringComparison.Ordinal);
    }

    /// <summary>Servers of before answer a method that they do not know with a result of nothing.</summary>
    [Theory]
    [InlineData("ping", "Old 1.0 speaks MCP 2025-11-25")]
    [InlineData("list", "echo")]
    public async Task Mcp_ServerThatAnswersUnknownMethodsWithNothing_IsAskedToInitialize(string verb, string text)
    {
        using var gateway = new AnsweringHandler(static (_, message) => (HttpStatusCode.OK, Answer(message)));
        using var cli = new TestCli { Handlers = () => gateway };

        var result = await cli.RunAsync("mcp", verb, "/old", "--token", "t");

        Assert.Contains(text, result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_FileOfTheClientIsNoJson_IsAMisuse()
    {
        using var gateway = new AnsweringHandler(static (_, _) =>
            (HttpStatusCode.OK, """{"path":"/docs","gateway_url":"http://127.0.0.1/docs/mcp"}"""));
        using var cli = new TestCli { Handlers = () => gateway };
        await File.WriteAllTextAsync(Path.Combine(cli.Home, ".claude.json"), "{ not json", TestContext.Current.CancellationToken);

        var result = await cli.RunAsync("connect", "claude-code", "docs", "--token", "t");

        Assert.Equal(ExitCodes.Misused, result.ExitCode);
        Assert.Contains("cannot be read", result.Error, StringComparison.Ordinal);
    }

    private static string Answer(string message)
    {
        var asked = JsonNode.Parse(message)!;
        var result = asked["method"]!.GetValue<string>() switch
        {
            "initialize" =>
                """{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"Old","version":"1.0"}}""",
            "tools/list" => """{"tools":[{"name":"echo","inputSchema":{"type":"object"}}]}""",
            _ => "{}",
        };
        return $$"""{"jsonrpc":"2.0","id":{{asked["id"]?.ToJsonString() ?? "null"}},"result":{{result}}}""";
    }

    private sealed class AnsweringHandler(
        Func<HttpRequestMessage, string, (HttpStatusCode Status, string Json)> answer) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var sent = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
            if (sent.Contains("\"notifications/", StringComparison.Ordinal) || (sent.Length == 0 && request.Method != HttpMethod.Get))
            {
                return new(HttpStatusCode.Accepted) { RequestMessage = request };
            }

            if (request.Method == HttpMethod.Get && request.RequestUri!.AbsolutePath.EndsWith("/mcp", StringComparison.Ordinal))
            {
                return new(HttpStatusCode.MethodNotAllowed) { RequestMessage = request };
            }

            var (status, json) = answer(request, sent);
            return new(status)
            {
                Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json"),
                RequestMessage = request,
            };
        }
    }
}
