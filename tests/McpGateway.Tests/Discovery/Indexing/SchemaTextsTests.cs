using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Core.Discovery.Indexing;

namespace McpGateway.Tests.Discovery.Indexing;

/// <summary>What of a schema can be searched: names, descriptions and values of parameters, within bounds.</summary>
public sealed class SchemaTextsTests
{
    [Theory]
    [InlineData("""{"properties":{"city":{"description":"Name of the place"}}}""", "n:city t:Name of the place")]
    [InlineData("""{"properties":{"unit":{"enum":["celsius",1,null,"fahrenheit"]}}}""", "n:unit t:celsius t:fahrenheit")]
    [InlineData("""{"properties":{"at":{"properties":{"lat":{},"lon":{"description":"d"}}}}}""", "n:at n:lat n:lon t:d")]
    [InlineData("""{"properties":{"list":{"items":{"properties":{"inner":{}}}}}}""", "n:list n:inner")]
    [InlineData("""{"anyOf":[{"properties":{"a":{}}},{"properties":{"b":{}}}]}""", "n:a n:b")]
    [InlineData("""{"oneOf":[{"properties":{"a":{}}}],"allOf":[{"properties":{"b":{}}}]}""", "n:a n:b")]
    [InlineData("""{"additionalProperties":{"properties":{"a":{}}}}""", "n:a")]
    [InlineData("""{"additionalProperties":false,"items":true,"anyOf":null}""", "")]
    [InlineData("""{"properties":{"a":true,"b":"text","c":null}}""", "n:a n:b n:c")]
    [InlineData("""{"properties":["a"]}""", "")]
    [InlineData("""{"properties":{"a":{"description":5,"enum":"x"}}}""", "n:a")]
    [InlineData("""{"description":"of the whole schema"}""", "")]
    [InlineData("true", "")]
    [InlineData("null", "")]
    [InlineData("[]", "")]
    public void Add_Schema_GivesItsWords(string schema, string expected) => Assert.Equal(
        expected, string.Join(' ', Texts(schema).Select(text => (text.Field == IndexField.ParameterNames ? "n:" : "t:") + text.Text)));

    [Fact]
    public void Add_DeepSchema_IsReadToALimit()
    {
        var schema = "{}";
        for (var depth = 20; depth > 0; depth--)
        {
            schema = $$$"""{"properties":{"p{{{depth}}}":{{{schema}}}}}""";
        }

        Assert.Equal(["p1", "p2", "p3", "p4", "p5", "p6"], Texts(schema).Select(text => text.Text));
    }

    [Fact]
    public void Add_WideSchema_IsReadToALimit() => Assert.InRange(
        Texts("{\"properties\":{" + string.Join(',',
            Enumerable.Range(0, 10_000).Select(number => $"\"p{number}\":{{\"description\":\"d\"}}")) + "}}").Count, 200, 203);

    [Fact]
    public void Add_LongEnum_IsReadToALimit() => Assert.InRange(
        Texts("{\"properties\":{\"p\":{\"enum\":[" + string.Join(',',
            Enumerable.Range(0, 10_000).Select(number => $"\"v{number}\"")) + "]}}}").Count, 200, 203);

    [Fact]
    public void Payload_AnyTexts_ComeBackWhole() => Prop.ForAll<string, byte[]>(static (text, schema) =>
    {
        var description = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text ?? ""));
        var payload = new EntityPayload(description, schema ?? []);
        return payload.Description == description && payload.Schema.Span.SequenceEqual(schema ?? []);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Unit_ServerWithTools_HasTheServerFirst()
    {
        var unit = Catalogue.Unit(Catalogue.Server("Git Hub", "code"),
            Catalogue.Tool("create_issue", "Opens one", """{"properties":{"title":{}}}"""));

        Assert.Equal(("/git-hub", "git-hub", "Git Hub", 1),
            (unit.Key, unit.Info.TechnicalName, unit.Info.DisplayName, unit.Info.ToolCount));
        Assert.Equal([EntityKind.Server, EntityKind.Tool], unit.Entities.Select(entity => entity.Kind));
        Assert.Contains(unit.Entities[1].Texts, text => text is { Field: IndexField.ParameterNames, Text: "title" });
        Assert.Contains(unit.Entities[1].Texts, text => text is { Field: IndexField.Owner, Text: "Git Hub" });
        Assert.Equal("Opens one", unit.Entities[1].Payload.Description);
    }

    [Fact]
    public void Unit_NothingDiscovered_CountsTheStatedTools() =>
        Assert.Equal(7, ServerUnits.From(Catalogue.Server("S") with { StatedTools = 7 }, null).Info.ToolCount);

    private static List<FieldText> Texts(string schema)
    {
        var texts = new List<FieldText>();
        SchemaTexts.Add(JsonElement.Parse(schema), texts);
        return texts;
    }
}
