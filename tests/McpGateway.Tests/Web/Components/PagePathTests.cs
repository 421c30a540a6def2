using McpGateway.Web.Components;

namespace McpGateway.Tests.Web.Components;

public sealed class PagePathTests
{
    [Fact]
    public void With_Values_EncodesThemAndLeavesOutWhatIsNot() =>
        Assert.Equal("ui/x?a=b%26c%3D1&e=", PagePath.With("ui/x", ("a", "b&c=1"), ("d", null), ("e", "")));

    [Fact]
    public void With_NoValue_IsThePage() => Assert.Equal("ui/x", PagePath.With("ui/x", ("a", null)));

    [Theory]
    [InlineData("/team/a b/", "team/a%20b")]
    [InlineData("time", "time")]
    [InlineData("a?b", "a%3Fb")]
    public void Escape_Path_KeepsItsSegments(string path, string expected) => Assert.Equal(expected, PagePath.Escape(path));
}
