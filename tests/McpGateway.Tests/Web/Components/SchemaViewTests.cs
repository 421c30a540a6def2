using System.Text.Json;
using Bunit;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Web.Components;

namespace McpGateway.Tests.Web.Components;

public sealed class SchemaViewTests : BunitContext
{
    [Fact]
    public void Row_OfAField_SaysAllOfIt()
    {
        var cells = Show("""{"properties":{"unit":{"enum":["C","F"],"description":"Which degrees.","default":"C"} },"required":["unit"]}""")
            .FindAll("tbody td");

        Assert.Contains("unit", cells[0].TextContent, StringComparison.Ordinal);
        Assert.Equal("required", cells[0].QuerySelector(".badge")!.TextContent);
        Assert.Equal("choice", cells[1].TextContent);
        Assert.Equal("Which degrees. One of: C, F. Default: C.", cells[2].TextContent.Trim());
    }

    [Fact]
    public void Row_OfAFieldThatMayBeLeftOut_HasNoBadge() =>
        Assert.Empty(Show("""{"properties":{"a":{"type":"string"} },"required":["b"]}""").FindAll(".badge"));

    [Theory]
    [InlineData("""{"type":"string"}""", "string")]
    [InlineData("""{"type":["integer","null"]}""", "integer")]
    [InlineData("""{"type":["integer","string"]}""", "any")]
    [InlineData("""{"anyOf":[{"type":"number"},{"type":"null"}]}""", "number")]
    [InlineData("""{"anyOf":[{"type":"number"},{"type":"string"}]}""", "any")]
    [InlineData("""{"enum":[1,2]}""", "any")]
    [InlineData("{}", "any")]
    [InlineData("true", "any")]
    [InlineData("null", "any")]
    public void Type_OfASchema_IsNamed(string schema, string expected) =>
        Assert.Equal(expected, Show($$"""{"properties":{"x":{{schema}} } }""").FindAll("tbody td")[1].TextContent);

    [Theory]
    [InlineData("""{"default":"text"}""", "text")]
    [InlineData("""{"default":7}""", "7")]
    [InlineData("""{"default":null}""", "null")]
    [InlineData("""{"default":false}""", "false")]
    [InlineData("""{"default":["a"]}""", """["a"]""")]
    [InlineData("""{"default":""}""", "")]
    public void Default_OfAnyKind_IsShown(string schema, string expected) =>
        Assert.Equal(expected, Show($$"""{"properties":{"x":{{schema}} } }""").Find("tbody td code").TextContent);

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("null")]
    [InlineData("""{"properties":[]}""")]
    public void View_SchemaWithoutFields_SaysSoAndShowsTheSchema(string schema)
    {
        var view = Show(schema);

        Assert.Empty(view.FindAll("table"));
        Assert.Equal("No arguments.", view.Find("p").TextContent);
        Assert.Equal(JsonText.Pretty(JsonElement.Parse(schema)), view.Find("pre").TextContent);
    }

    [Fact]
    public void View_OwnWordsForNothing_AreUsed() => Assert.Equal(
        "No result.",
        Render<SchemaView>(parameters => parameters.Add(
            view => view.Schema, JsonElement.Parse("{}")).Add(view => view.EmptyText, "No result.")).Find("p").TextContent);

    [Fact]
    public void View_EndlessSchema_IsCutOff()
    {
        var members = string.Join(',', Enumerable.Range(0, 1000).Select(static number => $"\"p{number}\":{{}}"));

        Assert.Equal(200, Show($$"""{"properties":{ {{members}} } }""").FindAll("tbody tr").Count);
    }

    /// <summary>Every word of a schema is somebody else's.</summary>
    [Fact]
    public void View_HostileSchema_IsText() => Prop.ForAll(HostileText.Any, text =>
    {
        var schema = JsonSerializer.SerializeToElement(new
        {
            properties = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["x" + text] = new { description = text, @default = text, @enum = new[] { text } },
            },
        });
        var view = Render<SchemaView>(parameters => parameters.Add(component => component.Schema, schema));

        Assert.Single(view.FindAll("tbody tr"));
        Assert.Empty(view.FindAll("script, img, b, [onmouseover], [onfocus], [onerror]"));
        Assert.Empty(HostileText.UnseenIn(view.Find("tbody td").TextContent));
        Assert.Empty(HostileText.UnseenIn(view.Find("tbody code").TextContent));
        Assert.Empty(HostileText.UnseenIn(view.FindAll("tbody td")[2].TextContent, allowsLines: true));
        Assert.Empty(HostileText.UnseenIn(view.Find("pre").TextContent, allowsLines: true));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void View_SchemaThatChanges_IsShownAnew()
    {
        var view = Show("""{"properties":{"old":{} } }""");

        view.Render(parameters => parameters.Add(component => component.Schema, JsonElement.Parse("""{"properties":{"new":{} } }""")));

        Assert.Equal("new", view.Find("tbody td").TextContent.Trim());
    }

    /// <summary>A box that scrolls is reached with the keyboard.</summary>
    [Fact]
    public void Boxes_ThatScroll_TakeTheFocus() =>
        Assert.All(Show("""{"properties":{"a":{} } }""").FindAll(".table-wrap, pre"), static box =>
            Assert.Equal("0", box.GetAttribute("tabindex")));

    private IRenderedComponent<SchemaView> Show(string schema) =>
        Render<SchemaView>(parameters => parameters.Add(view => view.Schema, JsonElement.Parse(schema)));
}
