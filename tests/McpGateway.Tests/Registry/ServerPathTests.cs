using FsCheck;
using FsCheck.Fluent;
using McpGateway.Core.Registry.Servers;

namespace McpGateway.Tests.Registry;

public sealed class ServerPathTests
{
    [Theory]
    [InlineData("/currenttime")]
    [InlineData("/full/")]
    [InlineData("/team/github")]
    [InlineData("/a.b-c_d~1")]
    [InlineData("/io.github.x-y")]
    [InlineData("/apis")]
    [InlineData("/rating")]
    public void ProblemsOf_UsablePath_None(string path) => Assert.Empty(ServerPath.ProblemsOf(path));

    [Theory]
    [InlineData("/", "must name the server")]
    [InlineData("/a//b", "empty segment")]
    [InlineData("/a//", "empty segment")]
    [InlineData("/a/./b", "'.' or '..'")]
    [InlineData("/a/..", "'.' or '..'")]
    [InlineData("/a%2fb", "letters, digits")]
    [InlineData("/a\\b", "letters, digits")]
    [InlineData("/a;b", "letters, digits")]
    [InlineData("/a b", "letters, digits")]
    [InlineData("/ä", "letters, digits")]
    [InlineData("/a?b", "letters, digits")]
    [InlineData("/{a}", "letters, digits")]
    [InlineData("/api", "must not start with '/api'")]
    [InlineData("/API/x", "must not start with '/API'")]
    [InlineData("/v0.1", "must not start")]
    [InlineData("/.well-known/x", "must not start")]
    [InlineData("/mcp", "must not start")]
    [InlineData("/oauth2/login", "must not start")]
    [InlineData("/tools/x", "must not start")]
    [InlineData("/a/mcp", "addresses a transport")]
    [InlineData("/a/sse/b", "addresses a transport")]
    [InlineData("/a/Messages", "addresses a transport")]
    [InlineData("/a/rating", "the API appends it")]
    [InlineData("/1/2/3/4/5/6/7/8/9", "more than 8 segments")]
    public void ProblemsOf_UnusablePath_SaysWhy(string path, string reason) =>
        Assert.Contains(ServerPath.ProblemsOf(path), problem => problem.Contains(reason, StringComparison.Ordinal));

    [Fact]
    public void ProblemsOf_LongPath_SaysWhy() =>
        Assert.Contains("255", Assert.Single(ServerPath.ProblemsOf("/" + new string('a', 255))), StringComparison.Ordinal);

    [Theory]
    [InlineData("p", "/p")]
    [InlineData("/p", "/p")]
    [InlineData("//p/", "/p")]
    [InlineData(" /a/b/ ", "/a/b")]
    [InlineData("", "/")]
    public void KeyOf_Spellings_AreOne(string path, string key) => Assert.Equal(key, ServerPath.KeyOf(path));

    [Fact]
    public void Path_WithoutProblems_IsItsOwnUrlPath() => Prop.ForAll<string>(static text =>
    {
        var path = ServerPath.Normalise(text ?? "");
        return ServerPath.ProblemsOf(path).Any() || new Uri("http://h" + path).AbsolutePath == path;
    }).QuickCheckThrowOnFailure();
}
