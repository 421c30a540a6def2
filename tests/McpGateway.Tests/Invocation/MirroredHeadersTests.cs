using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Core.Invocation;

namespace McpGateway.Tests.Invocation;

/// <summary>SEP-2243: what a server may be asked to have repeated in headers, and how it is written so that no header breaks.</summary>
public sealed class MirroredHeadersTests
{
    private const string Schema =
        """
        {"type":"object","properties":{"region":{"type":"string","x-mcp-header":"Region"},"n":{"x-mcp-header":"N"},
        "plain":{"type":"string"},"bad":{"x-mcp-header":"a b"},"empty":{"x-mcp-header":""},"number":{"x-mcp-header":5},"text":"no schema"}}
        """;

    [Fact]
    public void Of_Handshake_StatesRevisionAndMethodOnly() =>
        Assert.Equal(["MCP-Protocol-Version: 2026-07-28", "Mcp-Method: server/discover"],
            Lines(MirroredHeaders.Of("server/discover", null, null)));

    [Theory]
    [InlineData("""{"region":"eu"}""", "Mcp-Param-Region: eu")]
    [InlineData("""{"region":"eu west"}""", "Mcp-Param-Region: =?base64?ZXUgd2VzdA==?=")]
    [InlineData("""{"region":""}""", "Mcp-Param-Region: =?base64??=")]
    [InlineData("""{"region":"=?x"}""", "Mcp-Param-Region: =?base64?PT94?=")]
    [InlineData("""{"region":"a\r\nX-Admin: yes"}""", "Mcp-Param-Region: =?base64?YQ0KWC1BZG1pbjogeWVz?=")]
    [InlineData("""{"n":1.50}""", "Mcp-Param-N: 1.50")]
    [InlineData("""{"n":true}""", "Mcp-Param-N: true")]
    [InlineData("""{"n":false}""", "Mcp-Param-N: false")]
    [InlineData("""{"n":null}""", null)]
    [InlineData("""{"n":{}}""", null)]
    [InlineData("""{"n":[1]}""", null)]
    [InlineData("""{"plain":"v","bad":"v","empty":"v","number":"v","text":"v","unknown":"v"}""", null)]
    [InlineData("""[]""", null)]
    public void Of_MarkedArguments_AreRepeated(string arguments, string? header) => Assert.Equal(
        header, Lines(MirroredHeaders.Of("tools/call", Calls.Of("t", arguments), JsonElement.Parse(Schema))).Skip(3).SingleOrDefault());

    [Theory]
    [InlineData("get_time", "get_time")]
    [InlineData("tool with space", "=?base64?dG9vbCB3aXRoIHNwYWNl?=")]
    [InlineData("wetter-ü", "=?base64?d2V0dGVyLcO8?=")]
    public void Of_Tool_IsNamed(string tool, string header) =>
        Assert.Equal("Mcp-Name: " + header, Lines(MirroredHeaders.Of("tools/call", Calls.Of(tool), null)).Last());

    [Theory]
    [InlineData(null)]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("{}")]
    [InlineData("""{"properties":[]}""")]
    [InlineData("""{"properties":null}""")]
    public void Of_SchemaWithoutProperties_AsksForNothing(string? schema) => Assert.Equal(
        3, MirroredHeaders.Of("tools/call", Calls.Of("t", """{"region":"eu"}"""), schema is null ? null
            : JsonElement.Parse(schema)).Count());

    /// <summary>Whatever the argument, the header is visible ASCII and says exactly what the argument said.</summary>
    [Fact]
    public void Of_AnyText_IsReadBackAndNeverSplitsTheRequest() => Prop.ForAll<NonNull<string>>(static text =>
    {
        var value = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Get));
        var call = Calls.Of(value.Length == 0 ? "t" : value);
        var header = MirroredHeaders.Of("tools/call", call, null).Last().Value;
        return header.All(character => character is > ' ' and < '\u007f') && Decode(header) == call.Tool;
    }).QuickCheckThrowOnFailure();

    private static string Decode(string header) => header.StartsWith("=?base64?", StringComparison.Ordinal)
        ? Encoding.UTF8.GetString(Convert.FromBase64String(header["=?base64?".Length..^2]))
        : header;

    private static IEnumerable<string> Lines(IEnumerable<KeyValuePair<string, string>> headers) =>
        headers.Select(header => $"{header.Key}: {header.Value}");
}
