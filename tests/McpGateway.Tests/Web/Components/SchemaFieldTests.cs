using System.Text.Json;
using McpGateway.Web.Components;

namespace McpGateway.Tests.Web.Components;

public sealed class SchemaFieldTests
{
    [Theory]
    [InlineData("""{"type":"string"}""", "Text")]
    [InlineData("""{"type":"integer"}""", "Whole")]
    [InlineData("""{"type":"number"}""", "Number")]
    [InlineData("""{"type":"boolean"}""", "Flag")]
    [InlineData("""{"type":["string","null"]}""", "Text")]
    [InlineData("""{"anyOf":[{"type":"integer"},{"type":"null"}]}""", "Whole")]
    [InlineData("""{"enum":["a","b"]}""", "Choice")]
    [InlineData("""{"type":"array","items":{}}""", "Json")]
    [InlineData("""{"type":"object"}""", "Json")]
    [InlineData("""{"type":7}""", "Json")]
    [InlineData("true", "Json")]
    public void Of_EachType_GetsItsField(string schema, string expected)
    {
        var fields = SchemaField.Of(JsonElement.Parse($$"""{"type":"object","properties":{"x":{{schema}} },"required":["x"]}"""));

        var field = Assert.Single(fields);
        Assert.Equal(expected, field.Kind.ToString());
        Assert.True(field.IsRequired);
    }

    [Theory]
    [InlineData("7")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"properties":[1]}""")]
    [InlineData("""{"properties":{},"required":"x"}""")]
    public void Of_SchemaThatIsNone_HasNoFields(string schema) => Assert.Empty(SchemaField.Of(JsonElement.Parse(schema)));

    [Theory]
    [InlineData("integer", "12", "12")]
    [InlineData("number", "1.5", "1.5")]
    [InlineData("string", "12", "\"12\"")]
    [InlineData("boolean", "true", "true")]
    [InlineData("array", "[1]", "[1]")]
    [InlineData("integer", "1.5", null)]
    [InlineData("integer", "x", null)]
    [InlineData("number", "\"1\"", null)]
    [InlineData("array", "[1", null)]
    public void TryRead_Text_BecomesJsonOfItsType(string type, string text, string? expected)
    {
        var field = SchemaField.Of(JsonElement.Parse($$"""{"properties":{"x":{"type":"{{type}}"} } }"""))[0];

        var isRead = field.TryRead(text, out var value, out var problem);

        Assert.Equal(expected, isRead ? value.GetRawText() : null);
        Assert.Equal(isRead, problem.Length == 0);
    }
}
