using System.Text;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Foundation;
using McpGateway.Identity.Http;
using Microsoft.AspNetCore.Http;

namespace McpGateway.Tests.Identity.Http;

/// <summary>Where a browser is sent after signing in or out: never to another host.</summary>
public sealed class LocalAddressTests
{
    private const string Origin = "https://gateway.example/base";

    [Theory]
    [InlineData("/ui", "/ui")]
    [InlineData("/ui?x=1&y=%2F#f", "/ui?x=1&y=%2F#f")]
    [InlineData("/", "/")]
    [InlineData(null, "/")]
    [InlineData("", "/")]
    [InlineData("ui", "/")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("\\/evil.example", "/")]
    [InlineData("/ui\\x", "/")]
    [InlineData("/\t/evil.example", "/")]
    [InlineData("/ ui", "/")]
    [InlineData("/ui\n", "/")]
    [InlineData("/ü", "/")]
    [InlineData("https://evil.example/", "/")]
    [InlineData("javascript:alert(1)", "/")]
    public void Safe_Next_AsListed(string? next, string expected) => Assert.Equal(expected, ReturnPath.Safe(next));

    [Fact]
    public void Safe_Length_IsBounded()
    {
        Assert.Equal(6144, ReturnPath.Safe("/" + new string('a', 6143)).Length);
        Assert.Equal("/", ReturnPath.Safe("/" + new string('a', 6144)));
    }

    [Theory]
    [InlineData("/ui", "/ui")]
    [InlineData("https://gateway.example/base", "/")]
    [InlineData("https://gateway.example/base/ui?x", "/ui?x")]
    [InlineData("HTTPS://GATEWAY.example/base/ui", "/ui")]
    [InlineData("https://gateway.example/other", null)]
    [InlineData("https://gateway.example/base.evil.example/", null)]
    [InlineData("https://gateway.example/base@evil.example/", null)]
    [InlineData("https://gateway.example/base//evil.example", null)]
    [InlineData("https://gateway.example/base/\\evil", null)]
    [InlineData("https://evil.example/", null)]
    [InlineData("//evil.example", null)]
    [InlineData("ui", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void PathOf_Target_AsListed(string? target, string? expected) => Assert.Equal(expected, LocalAddress.PathOf(Origin, target));

    /// <summary>As a browser reads it: relative to this host, whatever the text, it stays on this host.</summary>
    [Fact]
    public void Safe_AnyText_StaysOnThisHost()
    {
        var piece = Gen.Elements("/", "\\", "evil.example", "//", "..", "@", ":", "?", "#", "%2f", "\t", " ", "a", "https:", "\u0000", "é");
        Prop.ForAll(piece.ListOf().ToArbitrary(), pieces =>
        {
            var safe = ReturnPath.Safe(string.Concat(pieces));
            var reached = new Uri(new Uri("https://gateway.example/"), new Uri(safe, UriKind.Relative));
            return reached.Host == "gateway.example" && reached.Scheme == "https";
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Theory]
    [InlineData("GET", false, false)]
    [InlineData("HEAD", false, false)]
    [InlineData("OPTIONS", false, false)]
    [InlineData("GET", true, true)]
    [InlineData("POST", false, true)]
    [InlineData("PUT", false, true)]
    [InlineData("DELETE", false, true)]
    [InlineData("BREW", false, true)]
    public void ChangesState_Method_AsListed(string method, bool isWebSocket, bool expected)
    {
        var request = new DefaultHttpContext().Request;
        request.Method = method;
        if (isWebSocket)
        {
            request.Headers["Sec-WebSocket-Version"] = "13";
        }

        Assert.Equal(expected, SameOriginRule.ChangesState(request));
    }

    [Theory]
    [InlineData(0.1, "1")]
    [InlineData(30, "30")]
    [InlineData(30.5, "31")]
    public void TooManyAttempts_Wait_IsRoundedUp(double seconds, string expected)
    {
        var context = new DefaultHttpContext();

        Assert.Equal(
            429, Assert.IsAssignableFrom<IStatusCodeHttpResult>(TooManyAttempts.Refuse(context, TimeSpan.FromSeconds(seconds))).StatusCode);
        Assert.Equal(expected, context.Response.Headers.RetryAfter);
        Assert.Equal(
            $"Too many failed sign-in attempts. Try again in {expected} seconds.", TooManyAttempts.Text(TimeSpan.FromSeconds(seconds)));
        Assert.Equal($"Too many wrong codes. Try again in {expected} seconds.", TooManyAttempts.TextOfCodes(TimeSpan.FromSeconds(seconds)));
    }

    [Theory]
    [InlineData("{}", true)]
    [InlineData("{\"a\":{\"b\":[1]}}", true)]
    [InlineData("[]", false)]
    [InlineData("null", false)]
    [InlineData("{\"a\":1,\"a\":2}", false)]
    [InlineData("{\"a\":{\"b\":1,\"b\":2}}", false)]
    [InlineData("{\"a\":1}x", false)]
    [InlineData("{\"a\":1,}", false)]
    [InlineData("", false)]
    public async Task SmallJsonBody_Text_IsAnObjectOrRefused(string text, bool isAccepted)
    {
        var request = new DefaultHttpContext().Request;
        request.Body = new MemoryStream(Encoding.UTF8.GetBytes(text));

        Assert.Equal(
            isAccepted ? null : ErrorKind.Invalid,
            (await SmallJsonBody.ReadAsync(request, TestContext.Current.CancellationToken)).Error?.Kind);
    }

    [Fact]
    public void SmallJsonBody_AnyBytes_AreRefusedWithoutAnException() => Prop.ForAll<byte[]>(bytes =>
    {
        var request = new DefaultHttpContext().Request;
        request.Body = new MemoryStream(bytes ?? []);
        return !SmallJsonBody.ReadAsync(request, CancellationToken.None).GetAwaiter().GetResult().IsSuccess;
    }).QuickCheckThrowOnFailure();
}
