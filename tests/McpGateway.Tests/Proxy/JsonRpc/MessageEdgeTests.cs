using System.Buffers;
using System.Text;
using McpGateway.Proxy.JsonRpc;
using McpGateway.Proxy.Protocol;
using Microsoft.Extensions.Primitives;

namespace McpGateway.Tests.Proxy.JsonRpc;

/// <summary>The sizes, positions and texts at the edge of what is accepted.</summary>
public sealed class MessageEdgeTests
{
    private const string Version = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"}";

    [Theory]
    [InlineData(256, true)]
    [InlineData(257, false)]
    public void Method_Length_IsBounded(int length, bool isAccepted)
    {
        Assert.Equal(
            isAccepted, Read($$"""{"jsonrpc":"2.0","id":1,"method":"{{new string('m', length)}}"}""", out var body, out var fault));
        Assert.Equal(isAccepted ? "" : "The member 'method' must have 1 to 256 bytes.", fault.Message ?? "");
        Assert.Equal(isAccepted ? length : 0, body.Count == 0 ? 0 : body[0].Method.Length);
    }

    [Fact]
    public void Batch_ExactlyTheMost_IsRead()
    {
        var json = "[" + string.Join(',', Enumerable.Repeat("""{"jsonrpc":"2.0","method":"ping"}""", JsonRpcReader.MaxBatch)) + "]";

        Assert.True(Read(json, out var body, out _));
        Assert.Equal(JsonRpcReader.MaxBatch, body.Count);
    }

    [Theory]
    [InlineData("[1", "line 1, byte 3")]
    [InlineData("{\n\"jsonrpc\":x}", "line 2, byte 11")]
    public void Fault_OfTheText_NamesThePosition_AndQuotesNothing(string json, string position)
    {
        Assert.False(Read(json, out var body, out var fault));
        Assert.Equal(JsonRpcErrors.ParseError, fault.Code);
        Assert.Equal($"The body is not one valid JSON text nested at most 64 levels deep ({position}).", fault.Message);
        Assert.Equal(0, body.Count);
    }

    [Theory]
    [InlineData("", "The body is empty: send one JSON-RPC message.")]
    [InlineData("\uFEFF{}", "The body starts with a byte order mark: send plain UTF-8 without it.")]
    public void Fault_OfTheBytes_SaysWhatToSend(string text, string message)
    {
        Assert.False(Read(text, out _, out var fault));
        Assert.Equal(message, fault.Message);
    }

    [Theory]
    [InlineData("tools/call", "\"name\":[\"a\"]", "The member params.name must be a string.")]
    [InlineData("tools/call", "\"uri\":\"a\"", "The method tools/call needs a string params.name.")]
    [InlineData("prompts/get", "", "The method prompts/get needs a string params.name.")]
    [InlineData("resources/read", "\"uri\":\"\"", "The method resources/read needs a string params.uri.")]
    [InlineData("resources/subscribe", "\"uri\":1", "The member params.uri must be a string.")]
    [InlineData("tasks/get", "\"taskId\":null", "The member params.taskId must be a string.")]
    [InlineData("tasks/result", "\"taskId\":\"\\ud800\"", "The member params.taskId has a lone surrogate.")]
    [InlineData("completion/complete", "\"ref\":{\"name\":true}", "The member params.ref must be a string.")]
    [InlineData(
        "x", "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":2026}", "The member params._meta protocolVersion must be a string.")]
    [InlineData("x", "\"_meta\":7", "The member 'params._meta' must be an object.")]
    [InlineData("initialize", "\"protocolVersion\":7", "The member params.protocolVersion must be a string.")]
    [InlineData("x", "\"ref\":{\"type\":1,\"Type\":2}",
        "A member of 'params.ref' differs only in letter case from one that decides: use the exact name, once.")]
    [InlineData("x", "\"a\":1,\"a\":2", "A member of 'params' appears twice: send each name once.")]
    [InlineData("x", "\"\\ud800\":2", "A member name of 'params' has a lone surrogate.")]
    public void Fault_OfTheParams_NamesTheMember(string method, string members, string message)
    {
        Assert.False(Read($$$"""{"jsonrpc":"2.0","id":5,"method":"{{{method}}}","params":{{{{members}}}}}""", out _, out var fault));
        Assert.Equal((JsonRpcErrors.InvalidRequest, message), (fault.Code, fault.Message));
        Assert.Equal("5", Encoding.UTF8.GetString(fault.RawId.Span));
    }

    [Theory]
    [InlineData("resources/subscribe", "")]
    [InlineData("resources/unsubscribe", "\"name\":\"n\"")]
    [InlineData("tasks/get", "")]
    [InlineData("completion/complete", "\"ref\":\"text\"")]
    [InlineData("completion/complete", "\"ref\":\"text\",\"name\":\"n\"")]
    [InlineData("completion/complete", "\"ref\":{\"type\":\"t\"}")]
    [InlineData("completion/complete", "\"ref\":[{\"name\":\"n\"}]")]
    [InlineData("x", "\"name\":{\"a\":[1]},\"uri\":[],\"taskId\":3,\"protocolVersion\":true")]
    public void Target_ThatTheMethodMayLack_IsNull(string method, string members)
    {
        Assert.True(
            Read($$$"""{"jsonrpc":"2.0","id":5,"method":"{{{method}}}","params":{{{{members}}}}}""", out var body, out var fault),
            fault.Message);
        Assert.Null(body[0].Target);
        Assert.Null(body[0].ProtocolVersion);
    }

    [Theory]
    [InlineData("2026-07-28", true)]
    [InlineData("2025-11-25", true)]
    [InlineData("\\u0032026-07-28", false)]
    [InlineData("next", false)]
    public void Version_Known_IsTheSharedInstance(string version, bool isShared)
    {
        Assert.True(Read(
            $$$$"""{"jsonrpc":"2.0","id":1,"method":"x","params":{"_meta":{"a":{"b":1}"""
                + $$$$""","io.modelcontextprotocol/protocolVersion":"{{{{version}}}}"}}}""",
            out var body,
            out _));

        var expected = version.Replace("\\u0032", "2", StringComparison.Ordinal);
        Assert.Equal(expected, body[0].ProtocolVersion);
        Assert.True(body[0].IsSelfDescribing);
        Assert.Equal(isShared, McpRevisions.Supported.Any(known => ReferenceEquals(known, body[0].ProtocolVersion)));
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{"a":[{"b":{}}]}}""", true)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":null}""", true)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"error":{"code":1},"method":"x"}""", false)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"error":[]}""", false)]
    [InlineData("""{"id":1,"other":{"jsonrpc":"2.0"},"method":"x"}""", false)]
    [InlineData("""{"jsonrpc":"2.00","id":1,"method":"x"}""", false)]
    [InlineData("""{"jsonrpc":"2.0","id":1E3,"method":"x"}""", false)]
    [InlineData("""{"jsonrpc":"2.0","id":123456789012345678901234567890,"method":"x"}""", true)]
    [InlineData("""{"jsonrpc":"2.0","id":"","method":"x"}""", true)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"x","ſcope":1,"Kelvin":2}""", true)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"x","params":{"tasKId":1,"taskId":"a"}}""", false)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"re\u0073ult":{}}""", true)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"x","\u0049D":1}""", false)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"x","":1,"params":{"":1}}""", true)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"x","params":{"":1,"":2}}""", false)]
    public void Message_AsListed(string json, bool isAccepted) => Assert.Equal(isAccepted, Read(json, out _, out _));

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData(" ~", " ~")]
    [InlineData("\t", null)]
    [InlineData("\u007f", null)]
    [InlineData("é", null)]
    [InlineData("=?base64??=", "")]
    [InlineData("=?base64?=", "=?base64?=")]
    [InlineData("=?base64?YQ==?=", "a")]
    [InlineData("=?base64?YQ==", "=?base64?YQ==")]
    [InlineData("x=?base64?YQ==?=", "x=?base64?YQ==?=")]
    [InlineData("=?base64?YQ?=", null)]
    [InlineData("=?base64?YR==?=", null)]
    [InlineData("=?base64?Y Q==?=", null)]
    [InlineData("=?base64?gA==?=", null)]
    [InlineData("=?base64?4pyT?=", "✓")]
    public void Decode_HeaderValue_AsListed(string value, string? expected) => Assert.Equal(expected, HeaderAgreement.Decode(value));

    [Theory]
    [InlineData("tasks/update", "\"taskId\":\"k\",", true)]
    [InlineData("tasks/cancel", "\"taskId\":\"k\",", true)]
    [InlineData("tasks/get", "\"taskId\":\"k\",", true)]
    [InlineData("tasks/get", "", false)]
    [InlineData("tasks/result", "\"taskId\":\"k\",", false)]
    [InlineData("prompts/get", "\"name\":\"p\",", true)]
    [InlineData("resources/subscribe", "\"uri\":\"u\",", false)]
    public void Check_ModernRequestWithoutAName_IsRefusedWhereOneIsRequired(string method, string members, bool isRequired)
    {
        var body = Accept($$$"""{"jsonrpc":"2.0","id":1,"method":"{{{method}}}","params":{{{{members}}}{{{Version}}}}}""");

        Assert.Equal(!isRequired, HeaderAgreement.Check(body, method, default, "2026-07-28", out var fault));
        Assert.Equal(isRequired ? $"Header mismatch: The header Mcp-Name is required for {method}." : null, fault.Message);
    }

    [Theory]
    [InlineData("completion/complete", "\"ref\":{\"name\":\"p\"}", "anything", null)]
    [InlineData("acme/thing", "", "anything", null)]
    [InlineData("tools/list", "", "x", "The header Mcp-Name was sent, but the body has nothing that it could name.")]
    [InlineData("tasks/result", "\"taskId\":\"k\"", "j", "The header Mcp-Name does not match the name, uri or taskId of the body.")]
    [InlineData("tasks/result", "\"taskId\":\"k\"", "é", "The header Mcp-Name has characters or an encoding that are not allowed: "
        + "use visible ASCII or =?base64?…?=.")]
    public void Check_NameWithoutARevision_MustNotContradict(string method, string members, string name, string? problem)
    {
        var body = Accept($$$"""{"jsonrpc":"2.0","id":1,"method":"{{{method}}}","params":{{{{members}}}}}""");

        Assert.Equal(problem is null, HeaderAgreement.Check(body, default, name, default, out var fault));
        Assert.Equal(problem is null ? null : "Header mismatch: " + problem, fault.Message);
    }

    [Fact]
    public void Check_ResponseUnderAName_IsRefused_AndHeadersSentTwiceAreNamed()
    {
        var response = Accept("""{"jsonrpc":"2.0","id":7,"result":{}}""");

        Assert.False(HeaderAgreement.Check(response, default, "x", default, out _));
        Assert.False(HeaderAgreement.Check(response, new StringValues(["a", "a"]), default, default, out var fault));
        Assert.Equal("Header mismatch: Mcp-Method, Mcp-Name and MCP-Protocol-Version may be sent once each.", fault.Message);
        Assert.Equal("7", Encoding.UTF8.GetString(fault.RawId.Span));
        Assert.True(HeaderAgreement.Check(default, default, default, default, out _));
    }

    /// <summary>The first of these is what the caller has to mend first.</summary>
    [Theory]
    [InlineData("2025-11-25", "ping", "other", "MCP-Protocol-Version")]
    [InlineData("2026-07-28", "ping", "other", "Mcp-Method")]
    [InlineData("2026-07-28", "tools/call", "other", "Mcp-Name")]
    public void Check_SeveralHeadersDisagree_TheFaultNamesVersionThenMethodThenName(
        string version, string method, string name, string header)
    {
        var body = Accept($$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"t",{{{Version}}}}}""");

        Assert.False(HeaderAgreement.Check(body, method, name, version, out var fault));
        Assert.StartsWith($"Header mismatch: The header {header} does not match", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>What initialize offers is not yet spoken: the answer to it decides.</summary>
    [Fact]
    public void Check_InitializeThatOffersAModernRevision_NeedsNoHeaders()
    {
        var body = Accept("""{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2026-07-28"}}""");

        Assert.True(HeaderAgreement.Check(body, default, default, default, out _));
    }

    [Fact]
    public void Check_BatchOfWhichALaterMessageDisagrees_IsRefusedWithoutAnId()
    {
        var body = Accept("""[{"jsonrpc":"2.0","id":1,"method":"ping"},{"jsonrpc":"2.0","id":2,"method":"tools/list"}]""");

        Assert.False(HeaderAgreement.Check(body, "ping", default, default, out var fault));
        Assert.True(fault.RawId.IsEmpty);
        Assert.Equal(JsonRpcErrors.HeaderMismatch, fault.Code);
    }

    [Theory]
    [InlineData("1", "\"1\"", true)]
    [InlineData("\"1e2\"", "100", true)]
    [InlineData("\"x\"", "\"x\"", true)]
    [InlineData("\"x\"", "x", false)]
    [InlineData("{}", "{}", true)]
    [InlineData("{}", "[]", false)]
    [InlineData("null", "true", false)]
    [InlineData("\"\\ud800\"", "\"\\udc00\"", false)]
    [InlineData("1", "", false)]
    [InlineData("", "1", false)]
    public void Matches_TwoIds_AsListed(string one, string other, bool expected) =>
        Assert.Equal(expected, JsonRpcId.Matches(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other)));

    [Theory]
    [InlineData("7", "7")]
    [InlineData("-0", "0")]
    [InlineData("\"text\"", "\"text")]
    [InlineData("null", null)]
    [InlineData("", null)]
    [InlineData("{", null)]
    [InlineData("x", null)]
    [InlineData("\"\\ud800\"", null)]
    public void Key_OfAnId_AsListed(string raw, string? expected) => Assert.Equal(expected, JsonRpcId.Key(Encoding.UTF8.GetBytes(raw)));

    [Fact]
    public void Write_Fault_AndData_AreOneError()
    {
        var output = new ArrayBufferWriter<byte>();
        JsonRpcErrors.Write(output, new JsonRpcFault(JsonRpcErrors.HeaderMismatch, "m", "\"i\""u8.ToArray()));
        JsonRpcErrors.Write(output, default, JsonRpcErrors.NotFound, "n", "{\"a\":1}"u8);

        Assert.Equal(
            """{"jsonrpc":"2.0","id":"i","error":{"code":-32020,"message":"m"}}"""
            + """{"jsonrpc":"2.0","id":null,"error":{"code":40400,"message":"n","data":{"a":1}}}""",
            Encoding.UTF8.GetString(output.WrittenSpan));
    }

    private static bool Read(string json, out JsonRpcBody body, out JsonRpcFault fault) =>
        JsonRpcReader.TryRead(Encoding.UTF8.GetBytes(json), out body, out fault);

    private static JsonRpcBody Accept(string json)
    {
        Assert.True(Read(json, out var body, out var fault), fault.Message);
        return body;
    }
}
