using McpGateway.Core.Registry.Servers;

namespace McpGateway.Tests.Registry;

public sealed class HeaderValidatorTests
{
    [Theory]
    [InlineData("Authorization", "Bearer x")]
    [InlineData("X-Api-Key", "")]
    [InlineData("Cookie", "a=b; c=d")]
    public void ProblemsOf_UsableHeader_None(string name, string value) => Assert.Empty(HeaderValidator.ProblemsOf([new(name, value)]));

    [Theory]
    [InlineData("Connection")]
    [InlineData("transfer-encoding")]
    [InlineData("Host")]
    [InlineData("Content-Length")]
    [InlineData("Mcp-Session-Id")]
    [InlineData("X-User")]
    [InlineData("x-scopes")]
    [InlineData("X-Authorization")]
    [InlineData("X-Forwarded-For")]
    [InlineData("X-Forwarded-Anything")]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a:b")]
    [InlineData("ä")]
    public void ProblemsOf_NameThatIsNotTheOperators_Refused(string name) => Assert.NotEmpty(HeaderValidator.ProblemsOf([new(name, "v")]));

    [Theory]
    [InlineData("a\rb")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    [InlineData("a\u007fb")]
    [InlineData("ä")]
    public void ProblemsOf_ValueThatSplitsTheRequest_RefusedWithoutRepeatingIt(string value) =>
        Assert.DoesNotContain(value, Assert.Single(HeaderValidator.ProblemsOf([new("X-A", value)])), StringComparison.Ordinal);

    [Fact]
    public void ProblemsOf_TooMany_Refused() =>
        Assert.Single(HeaderValidator.ProblemsOf([.. Enumerable.Range(0, 33).Select(number => new ServerHeader($"X-{number}", "v"))]));

    [Theory]
    [InlineData("http://a.test/x", "http://a.test/y", false)]
    [InlineData("http://a.test/x", "http://A.test:80/", false)]
    [InlineData("http://a.test/", "https://a.test/", true)]
    [InlineData("http://a.test/", "http://a.test:81/", true)]
    [InlineData("http://a.test/", "http://b.test/", true)]
    public void Moves_AnotherOrigin_IsSeen(string before, string after, bool moves) =>
        Assert.Equal(moves, HeaderChanges.Moves(Server(before), Server(after)));

    private static ServerRecord Server(string url) => new()
    {
        ServerName = "s",
        Description = "",
        Path = "/s",
        ProxyPassUrl = url,
        RegisteredBy = "t",
        RegisteredAt = DateTimeOffset.UnixEpoch,
        UpdatedAt = DateTimeOffset.UnixEpoch,
    };
}
