using System.Text;
using System.Text.Json;
using McpGateway.Core.Audit.Masking;
using McpGateway.Proxy.Recording;

namespace McpGateway.Tests.Audit;

/// <summary>What of the arguments of a call is recorded.</summary>
public sealed class ArgumentMaskTests
{
    [Theory]
    [InlineData("""{"city":"Rome","password":"x"}""", """{"city":"Rome","password":"********"}""")]
    [InlineData("""{"pin":1234,"city":"Rome"}""", """{"pin":"********","city":"Rome"}""")]
    [InlineData("""{"user":{"name":"ann","answer":"blue"}}""", """{"user":{"name":"ann","answer":"********"}}""")]
    [InlineData("""{"cards":[{"number":"4111","label":"a"}]}""", """{"cards":[{"number":"********","label":"a"}]}""")]
    [InlineData("""{"either":"x"}""", """{"either":"********"}""")]
    [InlineData("""{"labels":{"a":"x"}}""", """{"labels":"********"}""")]
    [InlineData("""{"other":"x"}""", """{"other":"********"}""")]
    [InlineData("""{"elsewhere":"x"}""", """{"elsewhere":"********"}""")]
    [InlineData("""{"url":"https://ann:secret@host.example/"}""", """{"url":"https://********@host.example/"}""")]
    public void Of_SecretsByNameOrSchema_AreMasked(string sent, string recorded)
    {
        var secrets = SecretArguments.Of(JsonElement.Parse(
            """
            {"type":"object","properties":{"city":{"type":"string"},"pin":{"type":"integer","writeOnly":true},
            "user":{"type":"object","properties":{"name":{"type":"string"},"answer":{"type":"string","format":"password"}}},
            "cards":{"type":"array","items":{"$ref":"#/$defs/card"}},"either":{"anyOf":[{"type":"null"},{"isSecret":true}]},
            "labels":{"type":"object","additionalProperties":{"writeOnly":true}},"other":{"$ref":"#/$defs/none"},
            "elsewhere":{"$ref":"https://x.example/y"}},
            "$defs":{"card":{"properties":{"number":{"type":"string","writeOnly":true},"label":{"type":"string"}}}}}
            """u8));

        Assert.Equal(recorded, Masked(sent, secrets));
    }

    [Fact]
    public void Of_ToolThatIsNotKnown_ShowsNamesOnly() =>
        Assert.Equal("""{"city":"********","list":["********"]}""", Masked("""{"city":"Rome","list":[1]}""", null));

    [Fact]
    public void Of_TooLong_SaysSo()
    {
        var recorded = Masked($$"""{"text":"{{new string('x', CallArguments.Longest)}}"}""", new HashSet<string>());

        Assert.Contains("not recorded", recorded, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a"}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":[]}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call"}""")]
    public void Of_WithoutArguments_IsNothing(string body) =>
        Assert.Null(CallArguments.Of(Encoding.UTF8.GetBytes(body), null));

    private static string Masked(string arguments, IReadOnlySet<string>? secrets)
    {
        var parameters = $$"""{"_meta":{"arguments":1},"name":"a","arguments":{{arguments}} }""";
        var body = $$"""{"jsonrpc":"2.0","id":1,"params":{{parameters}},"method":"tools/call"}""";
        return ArgumentMask.Of(CallArguments.Of(Encoding.UTF8.GetBytes(body), secrets))!.Value.GetRawText();
    }
}
