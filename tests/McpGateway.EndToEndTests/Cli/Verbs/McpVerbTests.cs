using System.Text.Json;
using McpGateway.Cli.Running;

namespace McpGateway.EndToEndTests.Cli.Verbs;

/// <summary>What speaks MCP with a server through the gateway.</summary>
[Collection(VerbGroup.Name)]
public sealed class McpVerbTests(CliGateway shared) : VerbTests(shared)
{
    [Fact]
    public async Task Tools_AreFoundAndCalled()
    {
        Assert.Contains("current_time_by_timezone", await RunAsync("tool", "search", "what", "time", "is", "it"), StringComparison.Ordinal);
        Assert.Contains("/currenttime", await RunAsync("tool", "list"), StringComparison.Ordinal);
        Assert.Matches(@"UTC\+0000", await RunAsync("tool", "call", "currenttime", "current_time_by_timezone", "tz_name=UTC"));
        Cli.Input = """{"tz_name": "UTC"}""";
        Assert.Matches(@"UTC\+0000", await RunAsync("mcp", "call", "currenttime", "current_time_by_timezone", "--args", "@-"));
        Assert.True((await JsonAsync("mcp", "call", "/currenttime", "current_time_by_timezone")).TryGetProperty("content", out _));
    }

    [Fact]
    public async Task Mcp_PingListReadChat_SpeakWithTheServer()
    {
        await RunAsync("server", "add", "/spoken", Shared.Server.Address.ToString(), "--replace");

        Assert.Contains("speaks MCP", await RunAsync("mcp", "ping", "/spoken"), StringComparison.Ordinal);
        Assert.Contains("test_simple_text", await RunAsync("mcp", "list", "/spoken"), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Array, (await JsonAsync("mcp", "list", "/spoken", "resources")).ValueKind);
        Assert.Equal(JsonValueKind.Array, (await JsonAsync("mcp", "list", "/spoken", "prompts")).ValueKind);
        Assert.Contains(
            "content of the static text", await RunAsync("mcp", "read", "/spoken", "test://static-text"), StringComparison.Ordinal);
        Assert.Contains(
            "arg1='one', arg2='two'",
            await RunAsync("mcp", "prompt", "/spoken", "test_prompt_with_arguments", "arg1=one", "arg2=two"), StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Failed, (await Cli.RunAsync("mcp", "prompt", "/spoken", "nothing")).ExitCode);
        Cli.Input = "/help\n/tools\nsimple text\n/call test_simple_text\n/call nothing\n/nonsense\n/quit\n";
        var chat = await Cli.RunAsync("mcp", "chat", "/spoken");
        Assert.Contains("Call it with: /call", chat.Out, StringComparison.Ordinal);
        Assert.Contains("There is no such command", chat.Out, StringComparison.Ordinal);
        Assert.Contains("tools. /help", chat.Error, StringComparison.Ordinal);
        await RunAsync("server", "remove", "/spoken", "-y");
    }

    [Fact]
    public async Task Mcp_ServerThatIsNotThere_IsNotFound()
    {
        var result = await Cli.RunAsync("mcp", "ping", "/nowhere");

        Assert.Equal(ExitCodes.NotFound, result.ExitCode);
        Assert.Contains("mcpgw server list", result.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Misused, (await Cli.RunAsync("mcp", "ping", "https://elsewhere.example/mcp")).ExitCode);
    }
}
