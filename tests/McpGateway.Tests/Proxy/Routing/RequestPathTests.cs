using FsCheck;
using FsCheck.Fluent;
using McpGateway.Proxy.Routing;

namespace McpGateway.Tests.Proxy.Routing;

public sealed class RequestPathTests
{
    [Theory]
    [InlineData("/", "/", "")]
    [InlineData("/github/mcp", "/github/mcp", "")]
    [InlineData("/github/", "/github/", "")]
    [InlineData("/github/mcp?a=/../b&c=%2f", "/github/mcp", "?a=/../b&c=%2f")]
    [InlineData("/github?", "/github", "?")]
    [InlineData("/g%69thub/%6Dcp", "/github/mcp", "")]
    [InlineData("/g/messages/a%20b", "/g/messages/a b", "")]
    [InlineData("/g/caf%C3%A9", "/g/café", "")]
    [InlineData("/g/100%25", "/g/100%", "")]
    [InlineData("/g/what%3F", "/g/what?", "")]
    [InlineData("/GitHub", "/GitHub", "")]
    [InlineData("/a.b/..c/d..", "/a.b/..c/d..", "")]
    [InlineData("http://gateway:7860/github/mcp?x=1", "/github/mcp", "?x=1")]
    [InlineData("HTTPS://gateway/github", "/github", "")]
    public void TryParse_OrdinaryTarget_HasOneCanonicalPath(string target, string path, string query)
    {
        Assert.True(RequestPath.TryParse(target, out var parsed, out var fault), fault);
        Assert.Equal(path, parsed.Path);
        Assert.Equal(query, parsed.Query);
    }

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("github")]
    [InlineData("http://gateway")]
    [InlineData("http://gateway?x=/y")]
    [InlineData("ftp://gateway/github")]
    [InlineData("?/github")]
    [InlineData("/a/../b")]
    [InlineData("/a/..")]
    [InlineData("/..")]
    [InlineData("/./a")]
    [InlineData("/a/.")]
    [InlineData("/a/%2e%2e/b")]
    [InlineData("/a/.%2E/b")]
    [InlineData("/a/%2e/b")]
    [InlineData("//a")]
    [InlineData("/a//b")]
    [InlineData("/a//")]
    [InlineData("//")]
    [InlineData("http://gateway//a")]
    [InlineData("/a%2fb")]
    [InlineData("/a%2Fb")]
    [InlineData("/a%5cb")]
    [InlineData("/a%5Cb")]
    [InlineData("/a\\b")]
    [InlineData("/a;x=1")]
    [InlineData("/a;/b")]
    [InlineData("/a%3bx")]
    [InlineData("/a%3Bx")]
    [InlineData("/a%00")]
    [InlineData("/a%0a")]
    [InlineData("/a%0D%0Ab")]
    [InlineData("/a%1f")]
    [InlineData("/a%7f")]
    [InlineData("/a%C2%85")]
    [InlineData("/a\tb")]
    [InlineData("/a b")]
    [InlineData("/a\0")]
    [InlineData("/a#b")]
    [InlineData("/a<b>")]
    [InlineData("/aé")]
    [InlineData("/a%")]
    [InlineData("/a%2")]
    [InlineData("/a%zz")]
    [InlineData("/a%2gb")]
    [InlineData("/a%u002f")]
    [InlineData("/a%C0%AFb")]
    [InlineData("/a%C0%AE%C0%AE/b")]
    [InlineData("/a%E0%80%AFb")]
    [InlineData("/a%FF")]
    [InlineData("/a%C3")]
    [InlineData("/a%ED%A0%80")]
    [InlineData("/a%252fb")]
    [InlineData("/a%252e%252e/b")]
    [InlineData("/a%25%32%66b")]
    [InlineData("/a%25252fb")]
    [InlineData("/a%255c")]
    [InlineData("/a%25u002f")]
    [InlineData("/a%EF%BC%8Fb")]
    [InlineData("/a/%EF%BC%8E%EF%BC%8E/b")]
    [InlineData("/a%E2%80%8B")]
    [InlineData("/a%E2%80%AE")]
    [InlineData("/a%EF%BB%BF")]
    public void TryParse_TargetThatCanBeReadInTwoWays_IsRefused(string target)
    {
        Assert.False(RequestPath.TryParse(target, out _, out var fault));
        Assert.NotEmpty(fault);
    }

    [Fact]
    public void TryParse_AcceptedPath_IsStableAndClean() =>
        Prop.ForAll(Targets().ToArbitrary(), IsStableAndClean).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    [Fact]
    public void TryParse_AnyText_NeverThrows() =>
        Prop.ForAll<string?>(text => RequestPath.TryParse(text ?? "", out _, out var fault) == (fault is null)).QuickCheckThrowOnFailure();

    private static Gen<string> Targets() =>
        from parts in Gen.NonEmptyListOf(Gen.Elements(
            "/", "/", "a", "mcp", ".", "..", "%2e", "%2f", "%25", "%", "2e", "2f", "%61", "%C3%A9", "é", ";", "\\", "%00", "~", "%20",
            "%5c", "?x", "//"))
        select "/" + string.Concat(parts);

    /// <summary>Encoding the canonical path again and reading it must give the same path, and nothing dangerous may be in it.</summary>
    private static bool IsStableAndClean(string target)
    {
        if (!RequestPath.TryParse(target, out var path, out _))
        {
            return true;
        }

        var segments = path.Path[1..].Split('/');
        var again = string.Join('/', path.Path.Split('/').Select(Uri.EscapeDataString));
        return segments.SkipLast(1).All(segment => segment.Length > 0)
            && segments.All(segment => segment is not ("." or ".."))
            && !path.Path.AsSpan().ContainsAny("\\;\0")
            && RequestPath.TryParse(again, out var second, out _)
            && second.Path == path.Path;
    }
}
