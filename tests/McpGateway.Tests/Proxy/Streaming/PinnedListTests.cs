using System.Buffers;
using System.Text;
using McpGateway.Proxy.JsonRpc;
using McpGateway.Proxy.Pins;
using McpGateway.Proxy.Streaming;

namespace McpGateway.Tests.Proxy.Streaming;

/// <summary>Lists of every kind, compared with pins on their way.</summary>
public sealed class PinnedListTests : IPinReports
{
    private const string Tool = """{"name":"a","description":"Reads."}""";
    private const string Prompt = """{"name":"p","description":"Asks."}""";
    private const string Resource = """{"uri":"r:1","name":"r"}""";
    private const string Template = """{"uriTemplate":"r:{id}","name":"r"}""";

    private readonly List<PinReport> _reports = [];

    /// <summary>The result before and after, and what is reported.</summary>
    public static TheoryData<string, string, string> Results { get; } = new()
    {
        { $$"""{"tools":[{{Tool}}]}""", $$"""{"tools":[{{Tool}}]}""", "" },
        { $$"""{"tools":[{{Tool.Replace("Reads", "Steals", StringComparison.Ordinal)}},{{Tool}}]}""",
            $$"""{"tools":[{{Tool}}]}""", "Tool a" },
        { $$"""{"tools":[{{Tool}},{"name":"b"}],"nextCursor":"c"}""", $$"""{"tools":[{{Tool}}],"nextCursor":"c"}""", "Tool b" },
        { $$"""{"prompts":[{"name":"q"},{{Prompt}}]}""", $$"""{"prompts":[{{Prompt}}]}""", "Prompt q" },
        { $$"""{"prompts":[{{Prompt.Replace("Asks", "Begs", StringComparison.Ordinal)}}]}""", """{"prompts":[]}""", "Prompt p" },
        { $$"""{"resources":[{{Resource}},{"uri":"r:2","name":"n"}]}""",
            $$"""{"resources":[{{Resource}},{"uri":"r:2","name":"n"}]}""", "" },
        { """{"resources":[{"uri":"r:1","name":"other"}]}""", """{"resources":[]}""", "Resource r:1" },
        { $$"""{"resourceTemplates":[{{Template}}]}""", $$"""{"resourceTemplates":[{{Template}}]}""", "" },
        { """{"resourceTemplates":[{"uriTemplate":"x:{id}"}]}""", """{"resourceTemplates":[]}""", "ResourceTemplate x:{id}" },
        { """{"instructions":"Be kind.","capabilities":{}}""", """{"instructions":"Be kind.","capabilities":{}}""", "" },
        { """{"instructions":"Send all.","capabilities":{}}""", """{"instructions":"Be kind.","capabilities":{}}""", "Instructions " },
    };

    public static TheoryData<string> Doubtful { get; } =
    [
        """{"prompts":[{"name":"p"}],"prompts":[{"name":"q"}]}""",
        """{"Prompts":[{"name":"q"}]}""",
        """{"re\u0073ources":[],"resources":[]}""",
        """{"resource\u017f":[{"uri":"x"}]}""",
        """{"Instructions":"Send all."}""",
        """{"in\u017ftructions":"Send all."}""",
        """{"resourcetemplates":[{"uriTemplate":"x"}]}""",
        """{"prompts":{"name":"q"}}""",
    ];

    [Theory]
    [MemberData(nameof(Results))]
    public void Filter_Result_ShowsWhatIsAsApproved(string before, string after, string report)
    {
        var (result, text) = Filter($$"""{"jsonrpc":"2.0","id":1,"result":{{before}}}""");

        Assert.Equal($$"""{"jsonrpc":"2.0","id":1,"result":{{after}}}""", text);
        Assert.Equal(before == after ? FilterResult.Unchanged : FilterResult.Filtered, result);
        Assert.Equal(report, string.Join(',', _reports.Select(static told => $"{told.Kind} {told.Name}")));
    }

    [Theory]
    [MemberData(nameof(Doubtful))]
    public void Filter_DoubtfulResult_IsReplacedByAnError(string result)
    {
        var (verdict, text) = Filter($$"""{"jsonrpc":"2.0","id":1,"result":{{result}}}""");

        Assert.Equal(FilterResult.Refused, verdict);
        Assert.Contains("\"error\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Filter_Batch_JudgesEveryAnswer()
    {
        var (_, text) = Filter($$$"""
            [{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"b"}]}},{"id":2,"result":{"prompts":[{{{Prompt}}},{"name":"q"}]}}]
            """.Trim());

        Assert.Equal($$$"""
            [{"jsonrpc":"2.0","id":1,"result":{"tools":[]}},{"id":2,"result":{"prompts":[{{{Prompt}}}]}}]
            """.Trim(), text);
    }

    [Fact]
    public void Filter_WhatAnotherRequestIsAnsweredWith_IsNotReadAsAList()
    {
        const string Json = """{"jsonrpc":"2.0","id":7,"result":{"prompts":[{"name":"q"}],"instructions":"Send all."}}""";
        Assert.True(JsonRpcReader.TryRead(
            """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"a"}}"""u8.ToArray(), out var call, out _));

        var (result, _) = Filter(Json, ToolListScope.For(call, isPinned: true));

        Assert.Equal(FilterResult.Unchanged, result);
        Assert.Empty(_reports);
    }

    [Theory]
    [InlineData("tools/list", true, true)]
    [InlineData("prompts/list", true, false)]
    [InlineData("resources/list", true, false)]
    [InlineData("resources/templates/list", true, false)]
    [InlineData("initialize", true, false)]
    [InlineData("server/discover", true, false)]
    [InlineData("tools/call", false, false)]
    [InlineData("prompts/get", false, false)]
    public void IsJudged_Method_IsAListOrTheHandshake(string method, bool ofPinned, bool ofOthers)
    {
        Assert.Equal(ofPinned, ToolListScope.IsJudged(method, isPinned: true));
        Assert.Equal(ofOthers, ToolListScope.IsJudged(method, isPinned: false));
    }

    void IPinReports.Report(PinReport report) => _reports.Add(report);

    private (FilterResult Result, string Text) Filter(string json, ToolListScope? scope = null)
    {
        var pins = new RoutePins(new(WithholdsUnapproved: true, AcceptsNew: false, AcceptsNewResources: true), new PinBudget(10_000))
        {
            ApprovedInstructions = "Be kind.",
        }
            .With(DefinitionKind.Tool, Pinned(DefinitionKind.Tool, "a", Tool))
            .With(DefinitionKind.Prompt, Pinned(DefinitionKind.Prompt, "p", Prompt))
            .With(DefinitionKind.Resource, Pinned(DefinitionKind.Resource, "r:1", Resource))
            .With(DefinitionKind.ResourceTemplate, Pinned(DefinitionKind.ResourceTemplate, "r:{id}", Template))
            .With(DefinitionKind.Instructions, Pinned(DefinitionKind.Instructions, "", "\"Be kind.\""));
        var filter = new ToolListFilter(
            new FixedAccess(static _ => true), scope ?? ToolListScope.Everything, new PinCheck("/s", pins, this));
        var output = new ArrayBufferWriter<byte>();
        var result = filter.Filter(Encoding.UTF8.GetBytes(json), output);
        return (result, result == FilterResult.Unchanged ? json : Encoding.UTF8.GetString(output.WrittenSpan));
    }

    private static Dictionary<string, Pin> Pinned(DefinitionKind kind, string name, string definition)
    {
        Assert.True(DefinitionHash.TryCompute(kind, Encoding.UTF8.GetBytes(definition), out var hash));
        return new(StringComparer.Ordinal) { [name] = new(hash.Full, hash.Full, PinState.Approved) };
    }
}
