using System.Text.Json;
using McpGateway.Access.Decisions;
using McpGateway.Access.Scopes;
using McpGateway.Core.BuiltIn.Mcpgw;
using McpGateway.Core.Discovery.Search;
using McpGateway.Tests.Discovery.Search;
using McpGateway.Tests.Invocation;
using Microsoft.Extensions.Configuration;
using ModelContextProtocol.Protocol;

namespace McpGateway.Tests.BuiltIn.Mcpgw;

/// <summary>What the finder answers: entries that can be called as they stand, within the budget, and what is missing is said.</summary>
public sealed class FinderWriterTests
{
    private static readonly FinderHit Hit = new()
    {
        ServicePath = "/team/weather/",
        Endpoint = "/team/weather/mcp",
        ServiceName = "Weather",
        ToolName = "forecast",
        Description = "Tells the weather.\nArgs:\n  city: where",
        Schema = JsonElement.Parse(
            """{"type":"object","properties":{"city":{"type":"string","description":"Where"},"days":{"type":"integer"}},"required":"""
                + """["city"]}"""),
        Transports = ["streamable-http"],
        Health = "unhealthy: timeout",
        Score = 0.75,
    };

    [Fact]
    public void Write_Hit_TellsHowToCallTheTool()
    {
        var entry = Entry(Write([Hit], ["invoke"]));

        Assert.Equal("https://gateway.test/team/weather/mcp", entry.GetProperty("endpoint").GetString());
        Assert.Equal(("forecast", "/team/weather/", "Weather", 0.75), (
            Text(entry, "tool_name"), Text(entry, "service_path"), Text(entry, "service_name"),
                entry.GetProperty("overall_similarity_score").GetDouble()));
        Assert.Equal("""{"main":"Tells the weather.","args":"city: where"}""", entry.GetProperty("tool_parsed_description").GetRawText());
        Assert.Equal(
            """{"tool":"invoke_mcp_tool","arguments":{"server_path":"/team/weather","tool_name":"forecast","arguments":"""
                + """{"city":"<string>"}}}""",
            entry.GetProperty("invoke").GetRawText());
        Assert.False(entry.TryGetProperty("left_out", out _));
        Assert.Equal("unhealthy: timeout", Text(entry, "health"));
    }

    [Fact]
    public void Write_Alternatives_AreNamedBesideTheList()
    {
        var result = Write([Hit], [], alternatives: [Other]);

        Assert.Equal(1, result.StructuredContent!.Value.GetProperty("result").GetArrayLength());
        Assert.Equal(
            """[{"tool_name":"climate","service_path":"/almanac/","overall_similarity_score":0.4321}]""",
            result.StructuredContent.Value.GetProperty("alternatives").GetRawText());
        Assert.Equal("Next best: climate on /almanac (0.43).", Assert.IsType<TextContentBlock>(result.Content[1]).Text);
    }

    [Fact]
    public void Write_AlternativesAndATightBudget_ToolsComeFirst()
    {
        var result = Write([Hit], [], maxTokens: 100, alternatives: [Other]);

        Assert.False(result.StructuredContent!.Value.TryGetProperty("alternatives", out _));
    }

    [Fact]
    public void Write_CallerWhoMayNotInvoke_IsShownNoSuchCall() => Assert.False(Entry(Write([Hit], [])).TryGetProperty("invoke", out _));

    [Theory]
    [InlineData(null, "https://gateway.test/team/weather/sse")]
    [InlineData("https://example.test/mcp-gateway", "https://example.test/mcp-gateway/team/weather/sse")]
    public void Write_Endpoint_IsBelowThePublicAddress(string? publicUrl, string expected) => Assert.Equal(
        expected, Text(Entry(Write([Hit with { Endpoint = "/team/weather/sse" }], [], publicUrl: publicUrl)), "endpoint"));

    [Fact]
    public void Write_ByTagsAlone_HasNoScore() =>
        Assert.False(Entry(Write([Hit with { Score = null }], [])).TryGetProperty("overall_similarity_score", out _));

    [Fact]
    public void Write_AuthProvider_IsPartOfTheCall()
    {
        var entry = Entry(Write([Hit with { AuthProvider = "keycloak" }], ["invoke"]));

        Assert.Equal("keycloak", Text(entry.GetProperty("invoke").GetProperty("arguments"), "auth_provider"));
    }

    [Theory]
    [InlineData(0, "3 more tools were left out")]
    [InlineData(60, "more tools were left out")]
    [InlineData(300, "shortened")]
    public void Write_SmallBudget_SaysWhatIsMissing(int maxTokens, string said)
    {
        var result = Write([Hit, Hit, Hit], [], maxTokens);

        Assert.Contains(said, Assert.IsType<TextContentBlock>(result.Content[1]).Text, StringComparison.Ordinal);
        Assert.Contains($"max_tokens={maxTokens}", result.StructuredContent!.Value.GetProperty("notes")[0].GetString(),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData("Vectors did not take part.", 2)]
    public void Write_Notice_IsSaidBesideTheList(string? notice, int blocks)
    {
        var result = Write([Hit], [], notice: notice);

        Assert.Equal(blocks, result.Content.Count);
        Assert.Equal(notice is not null, result.StructuredContent!.Value.TryGetProperty("notes", out _));
    }

    [Fact]
    public void Write_Text_IsTheListOfTheStructuredContent()
    {
        var result = Write([Hit, Hit], []);

        Assert.Equal(
            result.StructuredContent!.Value.GetProperty("result").GetRawText(), Assert.IsType<TextContentBlock>(result.Content[0]).Text);
    }

    [Fact]
    public void Write_NothingFound_IsAnEmptyList() => Assert.Equal("[]", Assert.IsType<TextContentBlock>(Write([], []).Content[0]).Text);

    private static FoundTool Other => new()
    {
        ServerPath = "/almanac/",
        ServerName = "Almanac",
        ToolName = "climate",
        Description = "",
        InputSchema = null,
        SupportedTransports = [],
        Relevance = 0.4321,
    };

    private static CallToolResult Write(
        FinderHit[] hits, string[] rights, int maxTokens = 100_000, string? notice = null,
        string? publicUrl = null, FoundTool[]? alternatives = null)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new("PUBLIC_URL", publicUrl)]).Build();
        var holder = new AccessSnapshotHolder();
        holder.Publish(new([new(
            new ScopeRecord { Name = "s", Rules = rights.Length == 0 ? [] : [new("mcpgw", ["all"], [InvokeTool.Name])] })],
                toolsOpenMethods: false, version: 1));
        return new FinderWriter(holder, new(settings)).Write(Call(), hits, maxTokens, notice, alternatives);
    }

    private static McpgwCall Call()
    {
        using var request = new HttpRequestMessage();
        request.Headers.Add("X-Forwarded-Host", "gateway.test");
        request.Headers.Add("X-Forwarded-Proto", "https");
        return new() { Caller = DiscoveryHost.Caller("s"), Arguments = new(null), Headers = request.Headers, Connection = Calls.Kim };
    }

    private static JsonElement Entry(CallToolResult result) => result.StructuredContent!.Value.GetProperty("result")[0];

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
