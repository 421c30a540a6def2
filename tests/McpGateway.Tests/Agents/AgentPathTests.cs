using McpGateway.Core.Agents;

namespace McpGateway.Tests.Agents;

public sealed class AgentPathTests
{
    [Theory]
    [InlineData("/reviewer", true)]
    [InlineData("/team/code-reviewer", true)]
    [InlineData("/toggle", true)]
    [InlineData("/discover", false)]
    [InlineData("/Discover/semantic", false)]
    [InlineData("/team/toggle", false)]
    [InlineData("/team/Health", false)]
    [InlineData("/team/card", false)]
    [InlineData("/team/rating", false)]
    [InlineData("/api", false)]
    [InlineData("/API", false)]
    [InlineData("/register", false)]
    [InlineData("/ui", false)]
    [InlineData("/.well-known", false)]
    [InlineData("/a//b", false)]
    [InlineData("/a/../b", false)]
    [InlineData("/a b", false)]
    [InlineData("/a%2fb", false)]
    [InlineData("/", false)]
    public void ProblemsOf_Path_AreFoundBeforeItIsTaken(string path, bool isFine) =>
        Assert.Equal(isFine, !AgentPath.ProblemsOf(path).Any());

    [Theory]
    [InlineData("Code Reviewer Agent", "/code-reviewer-agent")]
    [InlineData(" Simple ", "/simple")]
    public void OfName_Name_BecomesAPath(string name, string path) => Assert.Equal(path, AgentPath.OfName(name));

    [Theory]
    [InlineData("p")]
    [InlineData("/p")]
    [InlineData("//p/")]
    public void KeyOf_Spellings_AreOne(string path) => Assert.Equal("/p", AgentPath.KeyOf(path));
}
