using McpGateway.Web.Components;

namespace McpGateway.Tests.Web.Components;

public sealed class TextDiffTests
{
    [Theory]
    [InlineData("a\nb\nc", "a\nb\nc", "")]
    [InlineData("a\nX\nc", "a\nb\nc", "X")]
    [InlineData("a\nb\nX\nc", "a\nb\nc", "X")]
    [InlineData("a\nc", "a\nb\nc", "")]
    [InlineData("c\na", "a\nc", "a")]
    public void Mark_ChangedLines_AreMarked(string text, string other, string expected) =>
        Assert.Equal(expected, string.Join(',', TextDiff.Mark(text, other).Where(line => line.IsNew).Select(line => line.Line)));
}
