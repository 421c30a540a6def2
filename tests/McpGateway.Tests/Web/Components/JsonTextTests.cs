using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Web.Components;

namespace McpGateway.Tests.Web.Components;

public sealed class JsonTextTests
{
    [Theory]
    [InlineData("{}", "{}")]
    [InlineData("[]", "[]")]
    [InlineData("null", "null")]
    [InlineData("\"a\"", "\"a\"")]
    [InlineData("1.50", "1.50")]
    [InlineData("1e400", "1e400")]
    [InlineData("""{"a":[1,{"b":null}]}""", "{\n  \"a\": [\n    1,\n    {\n      \"b\": null\n    }\n  ]\n}")]
    public void Pretty_Json_IsIndented(string json, string expected) =>
        Assert.Equal(expected, JsonText.Pretty(JsonElement.Parse(json)).ReplaceLineEndings("\n"));

    /// <summary>People read letters, not their numbers; the page encodes what is markup.</summary>
    [Theory]
    [InlineData("\"\\u00e4\\u65e5\"", "\"ä日\"")]
    [InlineData("\"\\u003cb\\u003e & '\"", "\"<b> & '\"")]
    public void Pretty_Letters_AreLetters(string json, string expected) => Assert.Equal(expected, JsonText.Pretty(JsonElement.Parse(json)));

    [Fact]
    public void Pretty_Nothing_IsEmpty() => Assert.Equal("", JsonText.Pretty(default));

    /// <summary>The platform throws when such a text is written; a page must not break of what a server sends.</summary>
    [Theory]
    [InlineData("\"\\ud800\"")]
    [InlineData("{\"\\udc00\":1}")]
    [InlineData("[{\"a\":\"x\\ud83d\"}]")]
    public void Pretty_HalfACharacter_IsShownAsSent(string json) => Assert.Equal(json, JsonText.Pretty(JsonElement.Parse(json)));

    [Fact]
    public void Pretty_AnyText_ReadsBackTheSame() => Prop.ForAll(HostileText.Any, text =>
    {
        var value = JsonSerializer.SerializeToElement(new Dictionary<string, string>(StringComparer.Ordinal) { ["member"] = text });

        return JsonElement.DeepEquals(value, JsonElement.Parse(JsonText.Pretty(value)));
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("{\"a\":1}", true)]
    [InlineData(" 7 ", true)]
    [InlineData("null", true)]
    [InlineData("", false)]
    [InlineData("{", false)]
    [InlineData("{\"a\":1,}", false)]
    [InlineData("{'a':1}", false)]
    [InlineData("{\"a\":1} x", false)]
    [InlineData("// comment\n1", false)]
    [InlineData("{\"a\":1,\"a\":2}", false)]
    [InlineData("NaN", false)]
    public void TryParse_Text_IsJsonOrNot(string text, bool isJson) => Assert.Equal(isJson, JsonText.TryParse(text) is not null);

    [Fact]
    public void TryParse_DeepText_IsRefused() => Assert.Null(JsonText.TryParse(new string('[', 5000) + new string(']', 5000)));

    [Fact]
    public void TryParse_AnyText_DoesNotThrow() => Prop.ForAll(HostileText.Any, static text =>
    {
        var parsed = JsonText.TryParse(text);
        return parsed is null || parsed.Value.ValueKind != JsonValueKind.Undefined;
    }).QuickCheckThrowOnFailure();
}
