using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Cli.Compat.Support;

namespace McpGateway.Tests.Cli.Compat;

public sealed class PythonJsonTests
{
    /// <summary>Right sides are what <c>json.dumps(value, indent=2)</c> of Python 3 prints.</summary>
    [Theory]
    [InlineData("null", "null")]
    [InlineData("true", "true")]
    [InlineData("4.0", "4.0")]
    [InlineData("-1e3", "-1e3")]
    [InlineData("[]", "[]")]
    [InlineData("{}", "{}")]
    [InlineData("""{"a":[],"b":{}}""", "{\n  \"a\": [],\n  \"b\": {}\n}")]
    [InlineData("""[1,{"a":[true,null]}]""", "[\n  1,\n  {\n    \"a\": [\n      true,\n      null\n    ]\n  }\n]")]
    [InlineData("\"<b>&'+ /\"", "\"<b>&'+ /\"")]
    [InlineData(@"""\u00e9\u20ac\ud83d\ude00""", @"""\u00e9\u20ac\ud83d\ude00""")]
    [InlineData(@"""\"" \\ \n \t \r \b \f \u0001 \u007f""", "\"\\\" \\\\ \\n \\t \\r \\b \\f \\u0001 \u007f\"")]
    public void Write_AsPythonDoes(string json, string expected) => Assert.Equal(expected, PythonJson.Write(JsonNode.Parse(json)));

    [Fact]
    public void Write_AnyText_IsAsciiAndReadsBack() => Prop.ForAll<string>(text =>
    {
        if (text is null || !IsWellFormed(text))
        {
            return true;
        }

        var written = PythonJson.Write(new JsonObject { ["k"] = text });
        return written.All(char.IsAscii) && JsonNode.Parse(written)!["k"]!.GetValue<string>() == text;
    }).QuickCheckThrowOnFailure();

    private static bool IsWellFormed(string text) =>
        !text.Where((letter, index) => char.IsSurrogate(letter)
            && !(index + 1 < text.Length && char.IsSurrogatePair(letter, text[index + 1]))
            && !(index > 0 && char.IsSurrogatePair(text[index - 1], letter))).Any();
}
