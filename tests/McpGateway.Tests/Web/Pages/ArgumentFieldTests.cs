using System.Text.Json;
using Bunit;
using McpGateway.Web.Components;
using McpGateway.Web.Pages.Server;
using Microsoft.AspNetCore.Components;

namespace McpGateway.Tests.Web.Pages;

/// <summary>One field per argument of a tool, made of a schema that a foreign server wrote.</summary>
public sealed class ArgumentFieldTests : BunitContext
{
    [Theory]
    [InlineData("""{"type":"string"}""", "input", null)]
    [InlineData("""{"type":"integer"}""", "input", "decimal")]
    [InlineData("""{"type":"number"}""", "input", "decimal")]
    [InlineData("""{"type":"boolean"}""", "input[type=checkbox]", null)]
    [InlineData("""{"enum":["a","b"]}""", "select", null)]
    [InlineData("""{"type":"object"}""", "textarea", null)]
    [InlineData("""{"type":["string","null"]}""", "input", null)]
    [InlineData("""{}""", "textarea", null)]
    [InlineData("true", "textarea", null)]
    public void Field_Schema_HasItsInput(string schema, string selector, string? mode)
    {
        var field = Open(schema, out _);

        Assert.Equal(mode, field.Find(selector).GetAttribute("inputmode"));
    }

    [Theory]
    [InlineData("""{"type":"string"}""", "input", "typed", "typed")]
    [InlineData("""{"type":"object"}""", "textarea", "{}", "{}")]
    [InlineData("""{"enum":["a","b"]}""", "select", "b", "b")]
    [InlineData("""{"type":"boolean"}""", "input", true, "true")]
    [InlineData("""{"type":"boolean"}""", "input", false, "false")]
    public async Task Field_Changed_TellsTheValue(string schema, string selector, object value, string expected)
    {
        var field = Open(schema, out var told);
        var element = field.Find(selector);

        await (selector == "select" || value is bool
            ? element.ChangeAsync(new ChangeEventArgs { Value = value })
            : element.InputAsync(new ChangeEventArgs { Value = value }));

        Assert.Equal([expected], told);
    }

    [Theory]
    [InlineData(true, "Choose…", ", required")]
    [InlineData(false, "(not stated)", "")]
    public void Choice_Required_MustBeMade(bool isRequired, string first, string label)
    {
        var field = Open("""{"enum":["a"]}""", out _, isRequired);

        Assert.Equal(first, field.FindAll("option")[0].TextContent);
        Assert.Equal("choice" + label, field.Find("label .soft").TextContent);
    }

    [Fact]
    public void Problem_IsSaidWhereItIs()
    {
        var field = Open("""{"type":"number"}""", out _, problem: "This is no number");

        Assert.Equal("true", field.Find("input").GetAttribute("aria-invalid"));
        Assert.Equal("This is no number", field.Find("[role=alert]").TextContent);
        Assert.Equal(field.Find(".hint").Id, field.Find("input").GetAttribute("aria-describedby"));
    }

    [Fact]
    public void Text_OfTheServer_IsShownAsText()
    {
        var field = Open("""{"type":"string","description":"<img src=x>\u202E"}""", out _, name: "<b>n</b>\u200B");

        Assert.Empty(field.FindAll("img, b"));
        Assert.Contains("⟨U+202E⟩", field.Find(".hint").TextContent, StringComparison.Ordinal);
        Assert.Contains("⟨U+200B⟩", field.Find("label").TextContent, StringComparison.Ordinal);
    }

    private IRenderedComponent<ArgumentField> Open(
        string schema, out List<string?> told, bool isRequired = false, string problem = "", string name = "a")
    {
        var values = told = [];
        var whole =
            $$"""{"properties":{{{JsonSerializer.Serialize(name)}}:{{schema}}},"required":"""
                + $$"""{{(isRequired ? JsonSerializer.Serialize(new[] { name }) : "[]")}}}""";
        var source = Assert.Single(SchemaField.Of(JsonElement.Parse(whole)));
        return Render<ArgumentField>(parameters => parameters
            .Add(field => field.Source, source)
            .Add(field => field.Problem, problem)
            .Add(field => field.Changed, values.Add));
    }
}
