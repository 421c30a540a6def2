using System.Text.Json;
using McpGateway.Tests.Foundation;
using ReferenceAgent.Credentials;
using ReferenceAgent.Models.Rules;

namespace McpGateway.IntegrationTests.Samples;

/// <summary>The reference agent without a language model, and its command line.</summary>
public sealed class AgentRulesTests
{
    private static readonly string[] Rules = ["--provider", "rules"];

    [Fact]
    public async Task TokyosTime_WithoutAnyKey_IsFoundAndTold()
    {
        await using var world = await AgentWorld.StartAsync();

        var run = await AgentRun.StartAsync(world.Environment, "--user-query", "What time is it in Tokyo?");

        Assert.Equal(0, run.Code);
        Assert.Matches(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d JST\+0900\s*$", run.Answer);
        Assert.Contains("Model: rules", run.Notes, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Print the stock data of AAPL from 2026-01-05 to 2026-01-09", 0, "Found 5 data points:")]
    [InlineData("Print stock data, as a table, of a company", 0, "Please say in your question: stock_ticker")]
    [InlineData("Print the stock data of AAPL from 2026-01-09 to 2026-01-05", 1, "That did not work.")]
    [InlineData("Ask an agent to book a flight", 0, "I find no agent for that")]
    [InlineData("create an issue titled foo", 0, "I find no tool for that which you may use.")]
    public async Task Question_IsAnsweredByRules(string question, int code, string piece)
    {
        await using var world = await AgentWorld.StartAsync();

        var run = await AgentRun.StartAsync(world.Environment, [.. Rules, "--user-query", question]);

        Assert.True(run.Code == code && run.Answer.Contains(piece, StringComparison.Ordinal), $"{run.Code}\n{run.Answer}\n{run.Notes}");
    }

    [Theory]
    [InlineData("What time is it in Tokyo?", "current_time_by_timezone", "", true)]
    [InlineData("prices of a stock", "get_quote", "The price of one share.", true)]
    [InlineData("create an issue titled foo", "current_time_by_timezone", "Get the current time in a time zone.", false)]
    [InlineData("what is it for", "what_is_it", "It is for all.", false)]
    [InlineData("create an issue", "create_issue", "", true)]
    public void Tool_ByTheWordsOfARequest_IsMeantOrNot(string request, string name, string description, bool isMeant) =>
        Assert.Equal(isMeant, new FoundTool("/a", name, default, description).IsMeantBy(request));

    [Fact]
    public async Task Question_OfWhoMayNothing_IsRefusedAndSaidSo()
    {
        await using var world = await AgentWorld.StartAsync(isMounted: false);
        await world.Gateway.CreateGroupAsync(
            "nobodies", [new { server = "api", methods = new[] { "tokens" }, tools = Array.Empty<string>() }],
            new Dictionary<string, string[]>(StringComparer.Ordinal));
        await world.Gateway.CreateUserAsync("nobody", "nobodies");

        var run = await AgentRun.StartAsync(
            await AgentRun.UserAsync(world.Gateway, "nobody"), [.. Rules, "--user-query", "What time is it in Tokyo?"]);

        Assert.Equal(3, run.Code);
        Assert.StartsWith(
            "I may not do that for you. The gateway does not let you call 'intelligent_tool_finder'", run.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gateway_ThatDoesNotAnswer_IsSaidSo()
    {
        var run = await AgentRun.StartAsync(
            [("OAUTH_TOKEN", "t")], [.. Rules, "--mcp-registry-url", "http://127.0.0.1:9/mcpgw/mcp", "--user-query", "What time is it?"]);

        Assert.Equal((1, "That did not work. The gateway cannot be reached."), (run.Code, run.Answer.Trim()));
    }

    [Theory]
    [InlineData("--usr-query x", 2, "--usr-query")]
    [InlineData("--mcp-registry-url nowhere", 2, "must be an http or https address")]
    [InlineData("--max-rounds 0", 2, "--max-rounds must be from 1 to 100")]
    [InlineData("--max-rounds many", 2, "--max-rounds must be from 1 to 100")]
    [InlineData("--provider bedrock", 1, "through LiteLLM")]
    [InlineData("--provider oracle", 1, "--provider must be openai, litellm, anthropic or rules")]
    [InlineData("--provider openai", 1, "needs LLM_API_KEY")]
    [InlineData("--provider anthropic", 1, "needs ANTHROPIC_API_KEY")]
    public async Task CommandLine_ThatCannotBeMeant_SaysWhatToDo(string line, int code, string piece)
    {
        var run = await AgentRun.StartAsync([("OAUTH_TOKEN", "t")], line.Split(' '));

        Assert.True(run.Code == code && run.Notes.Contains(piece, StringComparison.Ordinal), $"{run.Code}\n{run.Notes}");
    }

    /// <summary>Another gateway than the one that was meant would get the token.</summary>
    [Theory]
    [InlineData("MCP_REGISTRY_URL", "gateway.example/mcpgw/mcp")]
    [InlineData("MCP_REGISTRY_URL", "ftp://gateway.example/")]
    [InlineData("GATEWAY_URL", "nowhere")]
    public async Task Environment_AddressThatIsNone_IsToldAndNoOtherIsTried(string key, string value)
    {
        var run = await AgentRun.StartAsync([("OAUTH_TOKEN", "t"), (key, value)], [.. Rules, "--user-query", "What time is it?"]);

        Assert.Equal((1, ""), (run.Code, run.Answer));
        Assert.StartsWith($"{key} must be an http or https address", run.Notes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CommandLine_WithoutAToken_SaysWhereToGetOne()
    {
        var run = await AgentRun.StartAsync([], [.. Rules, "--user-query", "x"]);

        Assert.Equal(1, run.Code);
        Assert.Contains("--token-file FILE, OAUTH_TOKEN", run.Notes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CommandLine_Help_NamesTheOptions()
    {
        var run = await AgentRun.StartAsync([], "--help");

        Assert.Equal(0, run.Code);
        Assert.All(
            (string[])["--user-query", "--interactive", "--mcp-registry-url", "--model", "--provider", "--token-file"],
            option => Assert.Contains(option, run.Answer, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("a.b.c", "a.b.c")]
    [InlineData(" a.b.c\n", "a.b.c")]
    [InlineData("""{"access_token":"t"}""", "t")]
    [InlineData("""{"success":true,"tokens":{"access_token":"t"}}""", "t")]
    [InlineData("""{"token_data":{"access_token":"t"}}""", "t")]
    [InlineData("", null)]
    [InlineData("two words", null)]
    [InlineData("{}", null)]
    [InlineData("{", null)]
    [InlineData("""{"access_token":7}""", null)]
    public void TokenFile_Holds(string text, string? expected) => Assert.Equal(expected, TokenFile.TokenIn(text));

    [Theory]
    [InlineData("What time is it in Tokyo?", "Asia/Tokyo")]
    [InlineData("time in new york please", "America/New_York")]
    [InlineData("America/Argentina/Buenos_Aires, now?", "America/Argentina/Buenos_Aires")]
    [InlineData("Is it late in San Francisco?", "America/Los_Angeles")]
    [InlineData("time in UTC", "UTC")]
    [InlineData("What time is it?", null)]
    [InlineData("", null)]
    public void TimeZone_OfAQuestion(string question, string? expected) => Assert.Equal(expected, TimeZones.In(question));

    [Theory]
    [InlineData("""{"a":{"type":"number"},"b":{"type":"number"}}""", "a,b", "add 40 and -2.5", """{"a":40,"b":-2.5}""", "")]
    [InlineData("""{"a":{"type":"number"},"b":{"type":"number"}}""", "a,b", "add 40", """{"a":40}""", "b")]
    [InlineData("""{"unit":{"enum":["hour","day"]}}""", "unit", "by the hour", """{"unit":"hour"}""", "")]
    [InlineData("""{"unit":{"enum":["hour","day"]}}""", "unit", "prices", """{"unit":"day"}""", "")]
    [InlineData("""{"unit":{"enum":["hour","day"]}}""", "", "prices", "{}", "")]
    [InlineData("""{"sort":{"enum":["asc","desc",null]}}""", "", "prices", "{}", "")]
    [InlineData("""{"message":{"type":"string"}}""", "message", "echo \"well said\"", """{"message":"well said"}""", "")]
    [InlineData("""{"message":{"type":"string"}}""", "message", "echo", "{}", "message")]
    [InlineData("""{"message":{"type":"string","default":"x"}}""", "message", "echo", "{}", "")]
    [InlineData(
        """{"from_date":{"type":"string"},"to_date":{"type":"string"}}""", "from_date,to_date", "since 2026-01-05",
        """{"from_date":"2026-01-05","to_date":"2026-01-05"}""", "")]
    [InlineData(
        """{"from_date":{"type":"string"},"to_date":{"type":"string"}}""", "from_date,to_date", "lately",
        """{"from_date":"2029-12-25","to_date":"2030-01-01"}""", "")]
    [InlineData("""{"x":{"type":"object"},"y":true}""", "x", "anything", "{}", "x")]
    public void Arguments_OfAQuestion(string properties, string required, string question, string expected, string missing)
    {
        var names = string.Join(',', required.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(static name => $"\"{name}\""));
        var schema = JsonElement.Parse($$"""{"properties":{{properties}},"required":[{{names}}]}""");

        var filled = ArgumentRules.Fill(schema, question, new ManualTimeProvider());

        Assert.Equal((expected, missing), (JsonSerializer.Serialize(filled.Values), string.Join(',', filled.Missing)));
    }
}
