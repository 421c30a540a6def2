using System.Text;
using System.Text.Json;
using McpGateway.Access.Scopes;

namespace McpGateway.IntegrationTests.BuiltIn;

/// <summary>Tools for a sentence, and nothing that the caller may not call.</summary>
public sealed class FinderTests : IAsyncLifetime
{
    private McpgwWorld _world = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await McpgwWorld.StartAsync();
        await _world.AddEverythingAsync("/everything");
        await _world.PutScopeAsync(
            "agent", new("mcpgw", ["tools/list", "tools/call"], ["*"]), new("everything", ["tools/list", "tools/call"], ["*"]));
        await _world.PutScopeAsync("outsider", new ServerRule("mcpgw", ["tools/list", "tools/call"], ["*"]));
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData("/mcpgw/mcp", false)]
    [InlineData("/mcpgw/mcp", true)]
    [InlineData("/mcp", false)]
    [InlineData("/mcp", true)]
    public async Task Finder_PlainWords_AnswerIsACallThatWorks(string path, bool isStateless)
    {
        var found = await _world.CallAsync(
            "agent", "intelligent_tool_finder", """{"natural_language_query":"I want to add up two numbers"}""", path, isStateless);

        var tool = Assert.Single(JsonElement.Parse(found.Text).EnumerateArray());
        Assert.Equal("add", tool.GetProperty("tool_name").GetString());
        Assert.Equal("/everything", tool.GetProperty("service_path").GetString());
        Assert.Equal("number", tool.GetProperty("tool_schema").GetProperty("properties").GetProperty("a").GetProperty("type").GetString());
        Assert.EndsWith("/everything/mcp", tool.GetProperty("endpoint").GetString(), StringComparison.Ordinal);
        var invoke = tool.GetProperty("invoke");
        Assert.Equal("""{"a":"<number>","b":"<number>"}""", invoke.GetProperty("arguments").GetProperty("arguments").GetRawText());
        var filled = invoke.GetProperty("arguments").GetRawText()
            .Replace(
                "\"a\":\"<number>\"", "\"a\":40",
                StringComparison.Ordinal).Replace("\"b\":\"<number>\"", "\"b\":2", StringComparison.Ordinal);

        var called = await _world.CallAsync("agent", invoke.GetProperty("tool").GetString()!, filled, path, isStateless);

        Assert.Equal(42, called.Structured.GetProperty("sum").GetInt32());
        Assert.False(called.IsError);
    }

    [Theory]
    [InlineData("""{"natural_language_query":"I want to add up two numbers","top_n_tools":50,"top_k_services":50}""")]
    [InlineData("""{"tags":["sample"],"top_n_tools":50,"top_k_services":50}""")]
    public async Task Finder_CallerWithoutTheRight_FindsNothing(string arguments)
    {
        var allowed = await _world.CallAsync("agent", "intelligent_tool_finder", arguments);
        var denied = await _world.CallAsync("outsider", "intelligent_tool_finder", arguments);

        Assert.NotEqual("[]", allowed.Text);
        Assert.Equal("[]", denied.Text);
        Assert.False(denied.IsError);
    }

    [Fact]
    public async Task Finder_OneToolAllowed_FindsThatOneAlone()
    {
        await _world.PutScopeAsync(
            "narrow", new("mcpgw", ["tools/call"], ["intelligent_tool_finder"]), new("everything", ["tools/call"], ["echo"]));

        var found = await _world.CallAsync(
            "narrow", "intelligent_tool_finder", """{"natural_language_query":"add two numbers","top_n_tools":10}""");
        var tagged = await _world.CallAsync("narrow", "intelligent_tool_finder", """{"tags":["SAMPLE"],"top_n_tools":10}""");

        Assert.All(JsonElement.Parse(found.Text).EnumerateArray(), tool => Assert.Equal("echo", tool.GetProperty("tool_name").GetString()));
        var only = Assert.Single(JsonElement.Parse(tagged.Text).EnumerateArray());
        Assert.Equal("echo", only.GetProperty("tool_name").GetString());
        Assert.False(only.TryGetProperty("overall_similarity_score", out _));
        Assert.False(only.TryGetProperty("invoke", out _), "A caller who may not call invoke_mcp_tool is not told to.");
    }

    [Fact]
    public async Task Finder_OwnTools_AreNotOffered()
    {
        var found = await _world.CallAsync(
            "registry-admins", "intelligent_tool_finder",
                """{"natural_language_query":"register a service, list groups","top_n_tools":50,"top_k_services":50}""");

        Assert.DoesNotContain("/mcpgw", found.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(500)]
    [InlineData(250)]
    [InlineData(100)]
    public async Task Finder_TokenBudget_IsHonouredAndSaysWhatIsMissing(int tokens)
    {
        const string Question = "echo add count fail sleep numbers message";
        var full = await _world.CallAsync(
            "agent", "intelligent_tool_finder", $$"""{"natural_language_query":"{{Question}}","top_n_tools":5}""");
        var fitted = await _world.CallAsync(
            "agent", "intelligent_tool_finder", $$"""{"natural_language_query":"{{Question}}","top_n_tools":5,"max_tokens":{{tokens}}}""");

        Assert.True(Encoding.UTF8.GetByteCount(fitted.Text) <= tokens * 4, fitted.Text);
        var kept = JsonElement.Parse(fitted.Text).GetArrayLength();
        if (fitted.Text == full.Text)
        {
            Assert.DoesNotContain("max_tokens", fitted.Result.GetProperty("content").GetRawText(), StringComparison.Ordinal);
        }
        else
        {
            var note = fitted.Result.GetProperty("content")[1].GetProperty("text").GetString();
            Assert.StartsWith($"To stay within max_tokens={tokens}", note, StringComparison.Ordinal);
            Assert.Equal(
                kept < JsonElement.Parse(full.Text).GetArrayLength(),
                note!.Contains("left out.", StringComparison.Ordinal) || note.Contains("left out and", StringComparison.Ordinal));
        }
    }

    /// <summary>"Nothing fits" is an answer: whoever asks for it gets no tool that does something else.</summary>
    [Fact]
    public async Task Finder_MinScore_LeavesOutWhatFitsLessWell()
    {
        const string Ask = """{"natural_language_query":"add two numbers","top_n_tools":50,"min_score":MIN}""";
        var every = JsonElement.Parse((await Find("0")).Text).EnumerateArray().Select(Score).ToArray();
        var some = JsonElement.Parse((await Find("\"0.3\"")).Text).EnumerateArray().Select(Score).ToArray();
        var none = await Find("0.999");

        Assert.Equal(every.Where(static score => score >= 0.3), some);
        Assert.InRange(some.Length, 1, every.Length - 1);
        Assert.Equal("[]", none.Text);
        Assert.False(none.IsError);
        Assert.StartsWith(
            "Nothing fits: no tool that you may use reaches min_score=0.999; the best has 0.",
            none.Structured.GetProperty("notes")[0].GetString(), StringComparison.Ordinal);

        async Task<ToolAnswer> Find(string least) =>
            await _world.CallAsync("agent", "intelligent_tool_finder", Ask.Replace("MIN", least, StringComparison.Ordinal));
        static double Score(JsonElement tool) => tool.GetProperty("overall_similarity_score").GetDouble();
    }

    [Fact]
    public async Task Finder_OneToolAskedFor_NamesTheNextBestAndTheServersHealth()
    {
        var found = await _world.CallAsync(
            "agent", "intelligent_tool_finder", """{"natural_language_query":"add two numbers or count them"}""");

        var tool = Assert.Single(JsonElement.Parse(found.Text).EnumerateArray());
        Assert.False(string.IsNullOrEmpty(tool.GetProperty("health").GetString()));
        var next = found.Structured.GetProperty("alternatives")[0];
        Assert.NotEqual(tool.GetProperty("tool_name").GetString(), next.GetProperty("tool_name").GetString());
        Assert.InRange(
            next.GetProperty("overall_similarity_score").GetDouble(), 0.0001, tool.GetProperty("overall_similarity_score").GetDouble());
    }

    [Theory]
    [InlineData("""{"natural_language_query":"x","min_score":1.5}""", "'min_score' must be a number from 0 to 1")]
    [InlineData("{}", "state 'natural_language_query' or 'tags'")]
    [InlineData("""{"natural_language_query":"x","top_n_tools":0}""", "'top_n_tools' must be a whole number from 1 to 50")]
    [InlineData("""{"natural_language_query":5,"tags":"time","max_tokens":"many"}""",
        "'natural_language_query' must be a text; 'tags' must be an array of texts; 'max_tokens'")]
    public async Task Finder_ArgumentsThatDoNotFit_AreNamedAllAtOnce(string arguments, string problem)
    {
        var answer = await _world.CallAsync("agent", "intelligent_tool_finder", arguments);

        Assert.True(answer.IsError);
        Assert.Contains(problem, answer.Text, StringComparison.Ordinal);
        Assert.Equal(400, answer.Structured.GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task ToolsList_RestrictedCaller_SeesWhatItMayCall()
    {
        await _world.PutScopeAsync("finder", new ServerRule("mcpgw", ["tools/list", "tools/call"], ["intelligent_tool_finder"]));

        var all = await _world.ListAsync("agent");
        var some = await _world.ListAsync("finder");

        Assert.Equal(17, all.Count);
        Assert.Equal(["intelligent_tool_finder"], some);
    }

    [Fact]
    public async Task Alias_CallerWithoutTheServer_IsRefusedAsAtItsPath()
    {
        await _world.PutScopeAsync("nobody", new ServerRule("everything", ["tools/call"], ["*"]));

        var answer = await _world.CallAsync("nobody", "intelligent_tool_finder", """{"natural_language_query":"x"}""", "/mcp");

        Assert.Equal(403, answer.Status);
        Assert.Equal("mcpgw", (await _world.RecordAsync(record => record.Status == 403)).Server);
    }
}
