using System.Text.Json;
using McpGateway.Tests.Discovery;
using McpGateway.Web.Pages.Server;

namespace McpGateway.Tests.Web.Pages;

public sealed class ToolFactsTests
{
    [Theory]
    [InlineData("""{"readOnlyHint":true}""", "Read only")]
    [InlineData("""{"readOnlyHint":true,"destructiveHint":true}""", "Read only")]
    [InlineData("""{"readOnlyHint":false,"destructiveHint":true}""", "Destructive")]
    [InlineData("""{"readOnlyHint":false,"idempotentHint":true}""", "Writes|Repeatable")]
    [InlineData("""{"readOnlyHint":"yes"}""", "")]
    [InlineData("[]", "")]
    [InlineData(null, "")]
    public void HintsOf_Annotations_AreThoseStated(string? annotations, string expected)
    {
        var tool = Catalogue.Tool("erase") with { Annotations = annotations is null ? null : JsonElement.Parse(annotations) };

        Assert.Equal(expected, string.Join('|', ToolFacts.HintsOf(tool).Select(static hint => hint.Text)));
    }

    [Fact]
    public void TokensOf_Definition_GrowsWithIt() => Assert.True(
        ToolFacts.TokensOf(Catalogue.Tool("a", new string('x', 4000))) - ToolFacts.TokensOf(Catalogue.Tool("a", "")) is > 900 and < 1100);
}
