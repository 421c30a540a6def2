using System.Text;
using McpGateway.Proxy.JsonRpc;
using Microsoft.Extensions.Primitives;

namespace McpGateway.Tests.Proxy.JsonRpc;

public sealed class HeaderAgreementTests
{
    private const string Meta = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"}";
    private const string ModernCall = "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":\"weather\"," + Meta
        + "}}";
    private const string ModernList = "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/list\",\"params\":{" + Meta + "}}";
    private const string ModernRead = "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"resources/read\",\"params\":{\"uri\":\"file:///a\","
        + Meta + "}}";
    private const string ModernNotification = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{" + Meta + "}}";
    private const string ModernTask = "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tasks/get\",\"params\":{\"taskId\":\"k\"," + Meta + "}}";
    private const string WorldCall = "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":\"Hello, 世界\"," + Meta
        + "}}";
    private const string Call = """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"weather"}}""";
    private const string List = """{"jsonrpc":"2.0","id":7,"method":"tools/list"}""";
    private const string Subscribe = """{"jsonrpc":"2.0","id":7,"method":"resources/subscribe","params":{"uri":"u"}}""";
    private const string Custom = """{"jsonrpc":"2.0","id":7,"method":"acme/thing","params":{"name":"n"}}""";
    private const string Response = """{"jsonrpc":"2.0","id":7,"result":{}}""";
    private const string Initialize = """{"jsonrpc":"2.0","id":7,"method":"initialize","params":{"protocolVersion":"2025-11-25"}}""";
    private const string Modern = "2026-07-28";

    public static TheoryData<string, string?, string?, string?, bool> Cases { get; } = new()
    {
        // body, Mcp-Method, Mcp-Name, MCP-Protocol-Version, agrees
        { ModernCall, "tools/call", "weather", Modern, true },
        { ModernCall, " tools/call ", "\tweather ", Modern, true },
        { ModernCall, "tools/call", "=?base64?d2VhdGhlcg==?=", Modern, true },
        { WorldCall, "tools/call", "=?base64?SGVsbG8sIOS4lueVjA==?=", Modern, true },
        { WorldCall, "tools/call", "Hello, 世界", Modern, false },
        { ModernCall, "tools/call", "=?base64?d2VhdGhlcg?=", Modern, false },
        { ModernCall, "tools/call", "=?base64?d2VhdGhlch==?=", Modern, false },
        { ModernCall, "tools/call", "=?base64?d2Vh dGhlcg==?=", Modern, false },
        { ModernCall, "tools/call", "=?BASE64?d2VhdGhlcg==?=", Modern, false },
        { ModernCall, "tools/call", "=?base64?/w==?=", Modern, false },
        { ModernCall, "tools/call", "other", Modern, false },
        { ModernCall, "tools/call", "Weather", Modern, false },
        { ModernCall, "tools/call", "", Modern, false },
        { ModernCall, "tools/call", null, Modern, false },
        { ModernCall, "tools/list", "weather", Modern, false },
        { ModernCall, "Tools/Call", "weather", Modern, false },
        { ModernCall, null, "weather", Modern, false },
        { ModernCall, "tools/call", "weather", null, false },
        { ModernCall, "tools/call", "weather", "2025-11-25", false },
        { ModernCall, null, null, null, false },
        { ModernList, "tools/list", null, Modern, true },
        { ModernList, "tools/list", "weather", Modern, false },
        { ModernRead, "resources/read", "file:///a", Modern, true },
        { ModernRead, "resources/read", "file:///b", Modern, false },
        { ModernRead, "resources/read", null, Modern, false },
        { ModernTask, "tasks/get", "k", Modern, true },
        { ModernTask, "tasks/get", null, Modern, false },
        { ModernNotification, null, null, null, true },
        { ModernNotification, "notifications/cancelled", null, Modern, true },
        { ModernNotification, "tools/call", null, Modern, false },
        { Call, null, null, Modern, false },
        { Initialize, null, null, Modern, false },

        // earlier revisions: optional, but never a second truth
        { Call, null, null, null, true },
        { Call, null, null, "2025-11-25", true },
        { Call, "tools/call", "weather", "2025-11-25", true },
        { Call, "tools/call", "weather", null, true },
        { Call, "tools/list", null, null, false },
        { Call, "tools/list", null, "2025-06-18", false },
        { Call, null, "other", null, false },
        { Call, "tools/call", "other", "2025-06-18", false },
        { List, null, "weather", null, false },
        { Subscribe, "resources/subscribe", "u", null, true },
        { Subscribe, "resources/subscribe", "v", null, false },
        { Custom, "acme/thing", "n", null, true },
        { Response, null, null, "2025-06-18", true },
        { Response, "tools/call", null, "2025-06-18", false },
        { Initialize, null, null, null, true },
        { Initialize, "initialize", null, "2025-06-18", true },
        { "[" + Call + "]", null, null, null, true },
        { "[" + Call + "]", "tools/call", "weather", null, true },
        { "[" + Call + "," + List + "]", "tools/call", null, null, false },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_HeadersAndBody_AgreeOrAreRefused(string json, string? method, string? name, string? version, bool agrees)
    {
        Assert.Equal(agrees, HeaderAgreement.Check(Read(json), method, name, version, out var fault));

        // A request that lacks the revision its header promises is incomplete; everything else contradicts itself.
        var incomplete = version == Modern && !json.Contains("io.modelcontextprotocol/protocolVersion", StringComparison.Ordinal);
        Assert.Equal(agrees ? 0 : incomplete ? JsonRpcErrors.InvalidParams : JsonRpcErrors.HeaderMismatch, fault.Code);
    }

    [Fact]
    public void Check_Mismatch_CarriesTheRequestId()
    {
        Assert.False(HeaderAgreement.Check(Read(Call), "tools/list", default, default, out var fault));
        Assert.Equal("7", Encoding.UTF8.GetString(fault.RawId.Span));
    }

    [Fact]
    public void Check_HeaderSentTwice_IsRefused()
    {
        Assert.False(HeaderAgreement.Check(Read(Call), new StringValues(["tools/call", "tools/call"]), default, default, out _));
        Assert.False(HeaderAgreement.Check(Read(Call), default, new StringValues(["weather", "other"]), default, out _));
        Assert.False(HeaderAgreement.Check(Read(Call), default, default, new StringValues(["2025-06-18", Modern]), out _));
    }

    [Theory]
    [InlineData("[" + ModernCall + "]", null)]
    [InlineData("[" + Call + "]", Modern)]
    public void Check_BatchInARevisionWithoutBatches_IsAnInvalidRequest(string json, string? version)
    {
        Assert.False(HeaderAgreement.Check(Read(json), default, default, version, out var fault));
        Assert.Equal(JsonRpcErrors.InvalidRequest, fault.Code);
    }

    private static JsonRpcBody Read(string json)
    {
        Assert.True(JsonRpcReader.TryRead(Encoding.UTF8.GetBytes(json), out var body, out var fault), fault.Message);
        return body;
    }
}
