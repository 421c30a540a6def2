using System.Security.Cryptography;
using System.Text;
using McpGateway.Foundation.Pages;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.Tests.Foundation.Pages;

public sealed class StandalonePageTests
{
    [Theory]
    [InlineData("short", 10, "short")]
    [InlineData("exactly ten", 11, "exactly ten")]
    [InlineData("one more than that", 8, "one more…")]
    [InlineData("ab🙂cd", 3, "ab…")]
    [InlineData("a\u202Eb", 10, "a⟨U+202E⟩b")]
    [InlineData(null, 10, "")]
    public void ShowStart_LongText_IsCutBetweenCharacters(string? text, int length, string expected) =>
        Assert.Equal(expected, VisibleText.ShowStart(text, length));

    [Fact]
    public async Task Answer_Headers_AreThoseOfAPageWithoutScript()
    {
        var (context, _) = await AnswerAsync(Page());

        var headers = context.Response.Headers;
        Assert.Equal("text/html; charset=utf-8", context.Response.ContentType);
        Assert.Equal("no-store", headers.CacheControl);
        Assert.Equal("DENY", headers.XFrameOptions);
        Assert.Equal("nosniff", headers.XContentTypeOptions);
        Assert.Equal("same-origin", headers["Referrer-Policy"]);
        Assert.Equal("same-origin", headers["Cross-Origin-Opener-Policy"]);
        Assert.Equal(
            $"default-src 'none'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
                + $"style-src {PageStyle.Source}",
            headers.ContentSecurityPolicy);
        Assert.False(headers.ContainsKey("Set-Cookie"));
    }

    /// <summary>The browser hashes what stands between the tags: one letter more, and the page has no style.</summary>
    [Fact]
    public async Task Answer_Style_IsTheOneThatThePolicyAllows()
    {
        var (context, html) = await AnswerAsync(Page());

        var style = html[
            (html.IndexOf("<style>", StringComparison.Ordinal) + "<style>".Length)..html.IndexOf("</style>", StringComparison.Ordinal)];
        Assert.DoesNotContain('\r', style);
        Assert.Contains(
            Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style))),
            context.Response.Headers.ContentSecurityPolicy.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_Document_IsWholeAndWithoutScript()
    {
        var (_, html) = await AnswerAsync(Page());

        Assert.StartsWith("<!doctype html>", html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("<html lang=\"en\" data-theme=\"system\">", html, StringComparison.Ordinal);
        Assert.Contains(
            "<title>A &amp; B · MCP Gateway</title>", html.Replace("&#xB7;", "·", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("<h1>A &amp; B</h1>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<!--", html, StringComparison.Ordinal);
        Assert.DoesNotContain(" style=", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("light", "light")]
    [InlineData("dark", "dark")]
    [InlineData("\"><script>", "system")]
    [InlineData("", "system")]
    public async Task Answer_Theme_IsThatOfTheUi(string cookie, string expected)
    {
        var (_, html) = await AnswerAsync(Page(), request => request.Headers.Cookie = $"ui_theme={cookie}");

        Assert.Contains($"data-theme=\"{expected}\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_UnderAPath_NamesItsOwnPagesThere()
    {
        var page = StandalonePage.Of<Link>("Link", (nameof(Link.Address), "/login?a=1&b=2")) with { GoesTo = "/next" };

        var (_, html) = await AnswerAsync(page, request => request.PathBase = "/tools/mcp gateway");

        Assert.Contains("href=\"/tools/mcp%20gateway/login?a=1&amp;b=2\"", html, StringComparison.Ordinal);
        Assert.Contains("href=\"/tools/mcp%20gateway/favicon.ico\"", html, StringComparison.Ordinal);
        Assert.Contains("content=\"0;url=/tools/mcp%20gateway/next\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_AddressElsewhere_StaysAsItIs()
    {
        var (_, html) = await AnswerAsync(
            StandalonePage.Of<Link>("Link", (nameof(Link.Address), "https://idp.example/logout")), request => request.PathBase = "/tools");

        Assert.Contains("href=\"https://idp.example/logout\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_WhatThePageStates_IsAnswered()
    {
        var page = Page() with { Status = 403, IsWide = true, FormTargets = "https: http:", ReferrerPolicy = "no-referrer" };

        var (context, html) = await AnswerAsync(page);

        Assert.Equal(403, context.Response.StatusCode);
        Assert.Equal("no-referrer", context.Response.Headers["Referrer-Policy"]);
        Assert.Contains(
            "form-action 'self' https: http:;", context.Response.Headers.ContentSecurityPolicy.ToString(), StringComparison.Ordinal);
        Assert.Contains("<main class=\"wide\">", html, StringComparison.Ordinal);
        Assert.Contains("<main>", (await AnswerAsync(Page())).Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/html,application/xhtml+xml", true)]
    [InlineData("TEXT/HTML", true)]
    [InlineData("application/json", false)]
    [InlineData("*/*", false)]
    [InlineData("", false)]
    public void IsWantedBy_Accept_TellsBrowsersFromPrograms(string accept, bool expected)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.Accept = accept;

        Assert.Equal(expected, StandalonePage.IsWantedBy(context.Request));
    }

    private static StandalonePage Page() => StandalonePage.Of<Link>("A & B", (nameof(Link.Address), "/"));

    private static async Task<(HttpContext Context, string Html)> AnswerAsync(StandalonePage page, Action<HttpRequest>? change = null)
    {
        await using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        using var body = new MemoryStream();
        var context = new DefaultHttpContext { RequestServices = services };
        context.Response.Body = body;
        change?.Invoke(context.Request);
        await page.Answer(context).ExecuteAsync(context);
        Assert.Equal(body.Length, context.Response.ContentLength);
        return (context, Encoding.UTF8.GetString(body.ToArray()));
    }

    private sealed class Link : PageBody
    {
        [Microsoft.AspNetCore.Components.Parameter]
        public string Address { get; set; } = "";

        protected override void BuildRenderTree(Microsoft.AspNetCore.Components.Rendering.RenderTreeBuilder builder)
        {
            builder.OpenElement(0, "a");
            builder.AddAttribute(1, "href", To(Address));
            builder.CloseElement();
        }
    }
}
