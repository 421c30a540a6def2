using FsCheck;
using FsCheck.Fluent;
using McpGateway.Core.Registry.Servers;

namespace McpGateway.Tests.Registry.Servers;

public sealed class ServerUrlTests
{
    [Theory]
    [InlineData("http://weather.test")]
    [InlineData("https://weather.test:8443/a/b?c=d&e=%20")]
    [InlineData("http://127.0.0.1:1/")]
    [InlineData("http://[2001:db8::1]/mcp")]
    [InlineData("HTTPS://WEATHER.test/")]
    public void ProblemsOf_UsableAddress_None(string url) => Assert.Empty(ServerUrl.ProblemsOf(url));

    [Theory]
    [InlineData("weather.test/mcp", "absolute")]
    [InlineData("/mcp", "absolute")]
    [InlineData("//weather.test/mcp", "absolute")]
    [InlineData("http://", "absolute")]
    [InlineData("file:///etc/passwd", "absolute")]
    [InlineData("gopher://weather.test/", "absolute")]
    [InlineData("javascript:alert(1)", "absolute")]
    [InlineData("unix:///run/docker.sock", "absolute")]
    [InlineData("inprocess://mcpgw/", "absolute")]
    [InlineData("http://weather.test/a b", "spaces")]
    [InlineData("http://weather.test/\r\nX: y", "spaces")]
    [InlineData("http://weather.test\\@evil.test/", "backslashes")]
    [InlineData("http://weather.test/\u0085", "control")]
    [InlineData("http://kim@weather.test/", "user name or password")]
    [InlineData("http://kim:pw@weather.test/", "user name or password")]
    [InlineData("http://weather.test/#part", "fragment")]
    public void ProblemsOf_UnusableAddress_SaysWhy(string url, string reason) =>
        Assert.Contains(reason, Assert.Single(ServerUrl.ProblemsOf(url)), StringComparison.Ordinal);

    [Theory]
    [InlineData(2048, true)]
    [InlineData(2049, false)]
    public void ProblemsOf_Length_IsLimited(int length, bool isAccepted) =>
        Assert.Equal(isAccepted, !ServerUrl.ProblemsOf("http://weather.test/".PadRight(length, 'a')).Any());

    [Theory]
    [InlineData("http://a.test/x?key=1", "http://a.test/x")]
    [InlineData("http://a.test/x?", "http://a.test/x")]
    [InlineData("http://a.test/x?a?b", "http://a.test/x")]
    [InlineData("http://a.test/x", "http://a.test/x")]
    [InlineData("not an address?key=1", "not an address")]
    public void WithoutQuery_Address_LosesWhatMayBeAKey(string url, string shown) => Assert.Equal(shown, ServerUrl.WithoutQuery(url));

    [Theory]
    [InlineData("http://a.test/x", "http://A.TEST:80/x/", true)]
    [InlineData("http://a.test", "http://a.test/", true)]
    [InlineData("http://a.test/x", "http://a.test/X", false)]
    [InlineData("http://a.test/x", "https://a.test/x", false)]
    [InlineData("http://a.test/x", "http://a.test/x?y", false)]
    public void ForComparison_Spellings_AreOneAddress(string left, string right, bool areSame) =>
        Assert.Equal(areSame, ServerUrl.ForComparison(left) == ServerUrl.ForComparison(right));

    /// <summary>What is wrong is said without repeating the address, which may hold a credential.</summary>
    [Fact]
    public void ProblemsOf_AnyText_DoesNotRepeatIt() => Prop.ForAll<Guid, string>(static (secret, text) =>
        ServerUrl.ProblemsOf($"http://user:{secret:N}@host.test/{text}#").All(problem =>
            !problem.Contains(secret.ToString("N"), StringComparison.Ordinal)))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void ProblemsOf_WhatIsAccepted_IsAnHttpAddressWithAHost() => Prop.ForAll<string, string>(static (host, path) =>
    {
        var url = $"http://{host}/{path}";
        return ServerUrl.ProblemsOf(url).Any() || new Uri(url) is { Host.Length: > 0, Scheme: "http", UserInfo: "" };
    }).QuickCheckThrowOnFailure();
}
