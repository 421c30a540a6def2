using System.Text.Json;
using McpGateway.Core.BuiltIn.Mcpgw;

namespace McpGateway.Tests.BuiltIn.Mcpgw;

public sealed class SchemaTrimmerTests
{
    private const string Schema = """
        {"type":"object","title":"T","$schema":"s","description":"d","required":["description"],
         "properties":{
           "description":{"type":"string","description":"An argument that happens to have this name","examples":["x"]},
           "mode":{"enum":["title","description"],"title":"Mode"},
           "items":{"type":"array","items":{"type":"object","title":"I","properties":{"title":{"type":"string"}}}},
           "odd":{"default":{"title":"kept","description":"kept"}}}}
        """;

    [Fact]
    public void Cut_Lean_DropsProseAndKeepsNamesAndValues()
    {
        var lean = SchemaTrimmer.Cut(JsonElement.Parse(Schema), Detail.Lean)!;

        Assert.Equal(
            """{"type":"object","required":["description"],"properties":{"description":{"type":"string"},"mode":{"enum":"""
                + """["title","description"]},"items":{"type":"array","items":{"type":"object","properties":{"title":{"type":"string"}}}}"""
                + ""","odd":{"default":{"title":"kept","description":"kept"}}}}""",
            lean.ToJsonString());
    }

    [Fact]
    public void Cut_Required_KeepsWhatACallNeeds()
    {
        var required = SchemaTrimmer.Cut(JsonElement.Parse(Schema), Detail.Required)!;

        Assert.Equal("""{"type":"object","required":["description"],"properties":{"description":{"type":"string"}}}""",
            required.ToJsonString());
    }

    [Theory]
    [InlineData("true")]
    [InlineData("""{"properties":5,"required":"x"}""")]
    [InlineData("""{"properties":{"a":true},"required":[1,"a"]}""")]
    [InlineData("[]")]
    public void Cut_OddSchemas_DoNotThrow(string schema)
    {
        foreach (var detail in Enum.GetValues<Detail>())
        {
            _ = SchemaTrimmer.Cut(JsonElement.Parse(schema), detail);
        }

        Assert.NotNull(ArgumentTemplate.Of(JsonElement.Parse(schema)));
    }

    [Theory]
    [InlineData("""{"type":"object"}""", "{}")]
    [InlineData("""{"properties":{"a":{"type":"integer"},"b":{"type":"string"}},"required":["a"]}""", """{"a":"\u003Cinteger\u003E"}""")]
    [InlineData("""{"properties":{"a":{"type":"string","default":"UTC"}}}""", """{"a":"UTC"}""")]
    [InlineData("""{"properties":{"a":{"const":7},"b":{}},"required":["a","b"]}""", """{"a":7,"b":"\u003Cvalue\u003E"}""")]
    public void ArgumentTemplate_Schema_ShowsWhatToFillIn(string schema, string expected) =>
        Assert.Equal(expected, ArgumentTemplate.Of(JsonElement.Parse(schema)).ToJsonString());

    [Fact]
    public void FirstWords_LongText_EndsAtAWord()
    {
        Assert.Equal("short", SchemaTrimmer.FirstWords("short"));
        Assert.EndsWith("word…", SchemaTrimmer.FirstWords(string.Join(' ', Enumerable.Repeat("word", 100))), StringComparison.Ordinal);
        Assert.Equal(161, SchemaTrimmer.FirstWords(new string('x', 500)).Length);
    }
}
