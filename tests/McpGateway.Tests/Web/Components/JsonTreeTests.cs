using System.Text.Json;
using Bunit;
using McpGateway.Web.Components;

namespace McpGateway.Tests.Web.Components;

public sealed class JsonTreeTests : BunitContext
{
    public JsonTreeTests() => JSInterop.Mode = JSRuntimeMode.Loose;

    [Fact]
    public void Tree_Object_HasALineForEachMember()
    {
        var tree = Open("""{"a":{"b":[1,"<i>"]},"c":true}""");

        Assert.Equal(3, tree.FindAll("details").Count);
        Assert.Equal(["0: 1", "1: \"<i>\"", "c: true"], tree.FindAll(".leaf").Select(static leaf => leaf.TextContent.Trim()));
        Assert.Empty(tree.FindAll("i"));
    }

    [Theory]
    [InlineData("12")]
    [InlineData("\"text\"")]
    public void Tree_OfOneValue_IsText(string json) => Assert.Equal(json, Open(json).Find("pre").TextContent);

    [Fact]
    public void Tree_DeeplyNested_EndsInText() =>
        Assert.InRange(Open(new string('[', 60) + new string(']', 60)).FindAll("details").Count, 10, 40);

    private IRenderedComponent<JsonTree> Open(string json) =>
        Render<JsonTree>(parameters => parameters.Add(tree => tree.Value, JsonElement.Parse(json)));
}
