using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;

namespace McpGateway.Tests.Cli.Compat;

/// <summary><c>mcp_client.py</c>: spellings, tokens in their order, what it prints and ends with.</summary>
public sealed class McpClientTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("call", "--tool", "echo", "--args", """{"text":"hi"}""")]
    [InlineData("--operation", "call", "--tool-name", "echo", "--arguments", """{"text":"hi"}""")]
    [InlineData("call", "--tool-name", "echo", "--args", """{"text":"hi"}""")]
    public async Task Call_EitherSpelling_SendsToolAndArgumentsAndPrintsTheResultAlone(params string[] arguments)
    {
        using var server = new McpHandler();
        using var cli = new TestCli { Handlers = () => server };

        var result = await cli.RunAsync(["compat", "cli/mcp_client.py", .. arguments]);

        Assert.Equal("⚠ No authentication available\n{\n  \"content\": []\n}\n", result.Text);
        Assert.Equal("""{"name":"echo","arguments":{"text":"hi"}}""", server.LastParameters);
    }

    [Theory]
    [InlineData("Error: --tool is required for call command", "call")]
    [InlineData("Error: Invalid JSON in --args: ", "call", "--tool", "echo", "--args", "{bad")]
    [InlineData("Error: --args is not a JSON object", "call", "--tool", "echo", "--args", "[]")]
    public async Task Call_ThatIsNone_PrintsWhyAndEndsWithOne(string message, params string[] arguments)
    {
        using var server = new McpHandler();
        using var cli = new TestCli { Handlers = () => server };

        var result = await cli.RunAsync(["compat", "mcp_client", .. arguments]);

        Assert.Equal((1, ""), (result.ExitCode, result.Error));
        Assert.StartsWith(message, result.Out, StringComparison.Ordinal);
        Assert.Null(server.Authorization);
    }

    [Fact]
    public async Task Init_PrintsStateAndSession()
    {
        using var server = new McpHandler();
        using var cli = new TestCli { Handlers = () => server };

        var result = await cli.RunAsync("compat", "mcp_client", "init");

        Assert.EndsWith(
            "{\n  \"status\": \"initialized\",\n  \"session_id\": \"a-session\"\n}\n", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Error_OfTheServer_IsPrintedAsItCame()
    {
        using var server = new McpHandler { Fails = true };
        using var cli = new TestCli { Handlers = () => server };

        var listed = await cli.RunAsync("compat", "mcp_client", "list");
        var called = await cli.RunAsync("compat", "mcp_client", "call", "--tool", "echo");

        Assert.Contains("\"message\": \"no\"", listed.Text, StringComparison.Ordinal);
        Assert.Equal(1, called.ExitCode);
        Assert.EndsWith("Error: MCP tool error: {\"code\":-32602,\"message\":\"no\"}\n", called.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("missing.json", "Warning: Token file not found: missing.json\n")]
    [InlineData("empty.json", "Warning: Failed to read token file empty.json: ")]
    public async Task TokenFile_WithoutAToken_IsToldAndTheNextIsTaken(string file, string warning)
    {
        using var server = new McpHandler();
        using var cli = new TestCli { Handlers = () => server };
        await File.WriteAllTextAsync(Path.Combine(cli.Home, "empty.json"), "{}", Cancellation);
        Directory.CreateDirectory(Path.Combine(cli.Home, ".oauth-tokens"));
        await File.WriteAllTextAsync(
            Path.Combine(cli.Home, ".oauth-tokens", "ingress.json"), """{"access_token":"of-ingress"}""", Cancellation);

        var ingress = await cli.RunAsync("compat", "mcp_client", "--token-file", file, "ping");
        var first = server.Authorization;
        cli.Variables["OAUTH_TOKEN"] = "of-variable";
        var variable = await cli.RunAsync("compat", "mcp_client", "--token-file", file, "ping");

        Assert.Equal(("Bearer of-ingress", "Bearer of-variable"), (first, server.Authorization));
        Assert.StartsWith(warning, ingress.Text, StringComparison.Ordinal);
        Assert.StartsWith(warning, variable.Text, StringComparison.Ordinal);
        Assert.Contains("✓ Ingress token authentication successful\n", ingress.Out, StringComparison.Ordinal);
        Assert.Contains("✓ OAuth token authentication successful (OAUTH_TOKEN env var)\n", variable.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-5, 1, "TOKEN EXPIRED\n")]
    [InlineData(30, 0, "Warning: Token will expire in ")]
    [InlineData(3600, 0, "Token is valid until ")]
    public async Task Token_ByItsEnd_IsToldAndNotSentAfterIt(int seconds, int exitCode, string text)
    {
        using var server = new McpHandler();
        using var cli = new TestCli { Handlers = () => server };
        var end = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + seconds;
        var payload = Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"exp":{{end}}}"""));
        cli.Variables["OAUTH_TOKEN"] = $"header.{payload}.signature";

        var result = await cli.RunAsync("compat", "mcp_client", "ping");

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains(text, result.Out, StringComparison.Ordinal);
        Assert.Equal(exitCode == 0, server.Authorization is not null);
    }

    /// <summary>A server of one tool.</summary>
    private sealed class McpHandler : HttpMessageHandler
    {
        /// <summary>Whether everything after the beginning is refused.</summary>
        public bool Fails { get; init; }

        public string? Authorization { get; private set; }

        public string? LastParameters { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Authorization = request.Headers.TryGetValues("Authorization", out var values) ? values.Single() : null;
            var message = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!;
            LastParameters = message["params"]?.ToJsonString();
            var method = message["method"]!.GetValue<string>();
            var member = Fails && method is not "initialize" ? "error" : "result";
            JsonObject value = member == "error" ? new() { ["code"] = -32602, ["message"] = "no" }
                : method == "tools/call" ? new() { ["content"] = new JsonArray() }
                : [];
            var answer = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = message["id"]?.DeepClone(), [member] = value };
            var response = new HttpResponseMessage { Content = new StringContent(answer.ToJsonString()), RequestMessage = request };
            response.Headers.Add("Mcp-Session-Id", "a-session");
            return response;
        }
    }
}
