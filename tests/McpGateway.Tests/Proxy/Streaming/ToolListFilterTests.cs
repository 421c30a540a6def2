using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using McpGateway.Proxy.JsonRpc;
using McpGateway.Proxy.Streaming;

namespace McpGateway.Tests.Proxy.Streaming;

public sealed class ToolListFilterTests
{
    public static TheoryData<string, string> Lists { get; } = new()
    {
        // result.tools before, after; a and b are allowed
        { """[{"name":"a"},{"name":"b"}]""", """[{"name":"a"},{"name":"b"}]""" },
        { """[{"name":"x"},{"name":"a"}]""", """[{"name":"a"}]""" },
        { """[{"name":"a"},{"name":"x"}]""", """[{"name":"a"}]""" },
        { """[{"name":"a"},{"name":"x"},{"name":"b"}]""", """[{"name":"a"},{"name":"b"}]""" },
        { """[{"name":"x"},{"name":"y"},{"name":"a"},{"name":"z"},{"name":"b"},{"name":"x"}]""", """[{"name":"a"},{"name":"b"}]""" },
        { """[{"name":"x"}]""", "[]" },
        { """[ {"name":"x"} , {"name":"y"} ]""", "[  ]" },
        { """[ {"name":"x"} ,  {"name":"a"} , {"name":"b"} ]""", """[ {"name":"a"} , {"name":"b"} ]""" },
        { "[]", "[]" },
        { "null", "null" },

        // names in disguise, and tools that cannot be judged
        { """[{"n\u0061me":"x"},{"name":"\u0061"}]""", """[{"name":"\u0061"}]""" },
        { """[{"name":"\u0078"}]""", "[]" },
        { """[{"title":"a"},{},{"name":7},{"name":null},{"name":""},{"name":["a"]},"a",["a"],null,1]""", "[]" },
        { """[{"name":"a","Name":"x"}]""", "[]" },
        { """[{"Name":"a"},{"name":"A"},{"name":"a "},{"name":"a\ud800"}]""", "[]" },
        { """[{"inputSchema":{"name":"x","tools":[{"name":"x"}]},"name":"a"}]""",
            """[{"inputSchema":{"name":"x","tools":[{"name":"x"}]},"name":"a"}]""" },
        { """[{"inputSchema":{"name":"a"},"name":"x"}]""", "[]" },
        { """[{"annotations":{"name":"a"}}]""", "[]" },
    };

    /// <summary>Answers from which two readers could take two lists.</summary>
    public static TheoryData<string, string> Doubtful { get; } = new()
    {
        { """{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"a"}],"tools":[{"name":"x"}]}}""", "1" },
        { """{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"a"}],"t\u006fols":[{"name":"x"}]}}""", "1" },
        { """{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"a","name":"x"}]}}""", "1" },
        { """{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"x","n\u0061me":"a"}]}}""", "1" },
        { """{"jsonrpc":"2.0","id":1,"result":{},"result":{"tools":[{"name":"x"}]}}""", "1" },
        { """{"jsonrpc":"2.0","id":1,"result":{"tools":[]},"r\u0065sult":{"tools":[{"name":"x"}]}}""", "1" },
        { """{"jsonrpc":"2.0","id":1,"id":2,"result":{"tools":[{"name":"a"}]}}""", "null" },
        { """{"jsonrpc":"2.0","id":1,"result":{"tools":{"x":{"name":"x"}}}}""", "1" },
        { """{"jsonrpc":"2.0","id":1,"result":{"Tools":[{"name":"x"}]}}""", "1" },
        { """{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"a"}],"TOOLS":[{"name":"x"}]}}""", "1" },
        { """{"jsonrpc":"2.0","id":1,"result":{"tool\u017f":[{"name":"x"}]}}""", "1" },
        { """{"jsonrpc":"2.0","id":1,"result":{"toolſ":[{"name":"x"}]}}""", "1" },
        { """{"jsonrpc":"2.0","id":1,"result":{"\u0054ools":[{"name":"x"}]}}""", "1" },
        { """{"jsonrpc":"2.0","id":1,"Result":{"tools":[{"name":"x"}]}}""", "1" },
        { """{"jsonrpc":"2.0","id":1,"result":{"tools":"x"}}""", "1" },
        { """{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"x"}]}""", "null" },
        { """{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"x"},]}}""", "null" },
        { """{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"x"}]}} {"more":1}""", "null" },
    };

    [Theory]
    [MemberData(nameof(Lists))]
    public void Filter_ToolList_ShowsTheAllowedToolsOnly(string before, string after)
    {
        const string Answer = """{ "jsonrpc":"2.0", "result":{"_meta":{"x":1},"tools":LIST,"nextCursor":"c\u0065", "ttlMs":1.50}, "id":1 """
            + """}""";
        var expected = Answer.Replace("LIST", after, StringComparison.Ordinal);

        var (result, text) = Filter(Answer.Replace("LIST", before, StringComparison.Ordinal), ToolListScope.Everything);

        Assert.Equal(expected, text);
        Assert.Equal(before == after ? FilterResult.Unchanged : FilterResult.Filtered, result);
    }

    [Theory]
    [MemberData(nameof(Doubtful))]
    public void Filter_DoubtfulAnswer_IsReplacedByAnError(string json, string id)
    {
        var (result, text) = Filter(json, ToolListScope.Everything);

        Assert.Equal(FilterResult.Refused, result);
        using var error = JsonDocument.Parse(text);
        Assert.Equal(JsonRpcErrors.UpstreamInvalid, error.RootElement.GetProperty("error").GetProperty("code").GetInt32());
        Assert.Equal(id, error.RootElement.GetProperty("id").GetRawText());
        Assert.DoesNotContain("\"name\"", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{"capabilities":{"tools":{}}}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"\u0022tools\u0022"}]}}""")]
    [InlineData("""{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"error":{"code":-1,"message":"no \"tools\""}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":[{"tools":[{"name":"x"}]}]}""")]
    [InlineData("not json at all")]
    [InlineData("")]
    public void Filter_OtherMessages_PassUnchanged(string json) =>
        Assert.Equal((FilterResult.Unchanged, json), Filter(json, ToolListScope.Everything));

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    public void Filter_OtherEncoding_IsRefused(string encoding)
    {
        var json = Encoding.GetEncoding(encoding).GetBytes("""{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"x"}]}}""");
        var output = new ArrayBufferWriter<byte>();

        Assert.Equal(FilterResult.Refused, new ToolListFilter(new FixedAccess("a"), ToolListScope.Everything).Filter(json, output));
        Assert.DoesNotContain("name", Encoding.UTF8.GetString(output.WrittenSpan), StringComparison.Ordinal);
    }

    [Fact]
    public void Filter_ByteOrderMark_DoesNotHideTheList()
    {
        var (result, text) = Filter("\uFEFF{\"id\":1,\"result\":{\"tools\":[{\"name\":\"x\"}]}}", ToolListScope.Everything);

        Assert.Equal(FilterResult.Filtered, result);
        Assert.Equal("""{"id":1,"result":{"tools":[]}}""", text);
    }

    [Fact]
    public void Filter_Batch_JudgesEachMessageByItself()
    {
        const string Json = """
            [{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"x"},{"name":"a"}]}},
             {"jsonrpc":"2.0","id":2,"result":{"tools":[{"name":"x","name":"a"}]}}, {"jsonrpc":"2.0","method":"m"}]
            """;

        var (result, text) = Filter(Json, ToolListScope.Everything);

        using var parsed = JsonDocument.Parse(text);
        Assert.Equal(FilterResult.Refused, result);
        Assert.StartsWith("""[{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"a"}]}},""", text, StringComparison.Ordinal);
        Assert.Equal(2, parsed.RootElement[1].GetProperty("id").GetInt32());
        Assert.True(parsed.RootElement[1].TryGetProperty("error", out _));
        Assert.EndsWith("""}}, {"jsonrpc":"2.0","method":"m"}]""", text, StringComparison.Ordinal);
    }

    [Theory]

    // POST, id of the answer, is filtered
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/list"}""", "1", true)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/list"}""", "1.0", true)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/list"}""", "\"1\"", true)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/list"}""", "2", true)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/list"}""", "null", true)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a"}}""", "1", false)]
    [InlineData("""{"jsonrpc":"2.0","id":"1","method":"tools/call","params":{"name":"a"}}""", "1.0", false)]
    [InlineData("""{"jsonrpc":"2.0","id":"\u0061","method":"tools/call","params":{"name":"a"}}""", "\"a\"", false)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a"}}""", "2", true)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a"}}""", "null", true)]
    [InlineData("""{"jsonrpc":"2.0","method":"notifications/initialized"}""", "1", true)]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"method":"tools/list"},{"jsonrpc":"2.0","id":2,"method":"ping"}]""", "1", true)]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"method":"tools/list"},{"jsonrpc":"2.0","id":2,"method":"ping"}]""", "2", false)]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"method":"tools/list"},{"jsonrpc":"2.0","id":"1","method":"ping"}]""", "\"1\"", true)]
    [InlineData("""[{"jsonrpc":"2.0","id":9007199254740993,"method":"tools/list"},{"jsonrpc":"2.0","id":9007199254740992"""
        + ""","method":"ping"}]""", "9007199254740992", true)]
    public void Filter_AnswerToAPost_IsFilteredUnlessItBelongsToAnotherRequest(string post, string id, bool isFiltered)
    {
        Assert.True(JsonRpcReader.TryRead(Encoding.UTF8.GetBytes(post), out var body, out _));
        var json = $$$"""{"jsonrpc":"2.0","id":{{{id}}},"result":{"tools":[{"name":"x"}]}}""";

        var (result, _) = Filter(json, ToolListScope.For(body));

        Assert.Equal(isFiltered ? FilterResult.Filtered : FilterResult.Unchanged, result);
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/list"}""", true)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools\/list"}""", true)]
    [InlineData("""[{"jsonrpc":"2.0","id":2,"method":"ping"},{"jsonrpc":"2.0","id":1,"method":"tools/list"}]""", true)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping"}""", false)]
    public void ExpectsToolList_Post_SaysWhetherItAsksForOne(string post, bool expected)
    {
        Assert.True(JsonRpcReader.TryRead(Encoding.UTF8.GetBytes(post), out var body, out _));
        Assert.Equal(expected, ToolListScope.For(body).ExpectsToolList);
    }

    [Fact]
    public void Filter_HundredThousandTools_TakesLinearTime()
    {
        var tools = string.Join(',', Enumerable.Range(0, 100_000).Select(index => $$"""{"name":"{{(index % 2 == 0 ? "a" : "x")}}"}"""));
        var watch = Stopwatch.StartNew();

        var (_, text) = Filter($$$"""{"jsonrpc":"2.0","id":1,"result":{"tools":[{{{tools}}}]}}""", ToolListScope.Everything);

        Assert.DoesNotContain("\"x\"", text, StringComparison.Ordinal);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"took {watch.Elapsed}");
    }

    internal static (FilterResult Result, string Text) Filter(string json, ToolListScope scope)
    {
        var output = new ArrayBufferWriter<byte>();
        var result = new ToolListFilter(new FixedAccess("a", "b"), scope).Filter(Encoding.UTF8.GetBytes(json), output);
        Assert.Equal(result == FilterResult.Unchanged, output.WrittenCount == 0);
        return (result, result == FilterResult.Unchanged ? json : Encoding.UTF8.GetString(output.WrittenSpan));
    }
}
