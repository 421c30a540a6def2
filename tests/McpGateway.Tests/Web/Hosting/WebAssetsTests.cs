using System.IO.Compression;
using System.Text;
using McpGateway.Foundation.Pages;
using McpGateway.Web.Hosting;
using Microsoft.AspNetCore.Http;

namespace McpGateway.Tests.Web.Hosting;

public sealed class WebAssetsTests
{
    private readonly WebAssets _assets = new();

    public static TheoryData<string, string> Files => new()
    {
        { "app.css", "text/css; charset=utf-8" },
        { "app.js", "text/javascript; charset=utf-8" },
        { "blazor.web.js", "text/javascript; charset=utf-8" },
        { "logo.svg", "image/svg+xml" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task File_OfThePages_IsServedWithItsType(string name, string type)
    {
        var (context, body) = await AskAsync(name);

        Assert.Equal(200, context.Response.StatusCode);
        Assert.Equal(type, context.Response.ContentType);
        Assert.Equal("nosniff", context.Response.Headers.XContentTypeOptions);
        Assert.Equal("Accept-Encoding", context.Response.Headers.Vary);
        Assert.Equal(body.Length, context.Response.ContentLength);
        Assert.NotEmpty(body);
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    [InlineData("gzip, deflate, br, zstd")]
    [InlineData("gzip, deflate")]
    public async Task File_Compressed_IsTheSameFile(string accepted)
    {
        var (_, plain) = await AskAsync("app.css");
        var (context, packed) = await AskAsync("app.css", request => request.Headers.AcceptEncoding = accepted);

        var encoding = context.Response.Headers.ContentEncoding.ToString();
        using var source = new MemoryStream(packed);
        using Stream unpacked = encoding == "br"
            ? new BrotliStream(source, CompressionMode.Decompress)
            : new GZipStream(source, CompressionMode.Decompress);
        using var target = new MemoryStream();
        await unpacked.CopyToAsync(target, TestContext.Current.CancellationToken);

        Assert.Equal(accepted.Contains("br", StringComparison.Ordinal) ? "br" : "gzip", encoding);
        Assert.Equal(plain, target.ToArray());
        Assert.True(packed.Length * 3 < plain.Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("identity")]
    [InlineData("deflate")]
    public async Task File_ForThoseWhoUnpackNothing_IsPlain(string accepted)
    {
        var (context, _) = await AskAsync("app.css", request => request.Headers.AcceptEncoding = accepted);

        Assert.Equal(0, context.Response.Headers.ContentEncoding.Count);
    }

    /// <summary>Kept for good under the address that holds the content's hash; asked for again under any other.</summary>
    [Theory]
    [InlineData(true, "public, max-age=31536000, immutable")]
    [InlineData(false, "no-cache")]
    public async Task Caching_ByAddress_IsForGoodOrNot(bool hasTag, string expected)
    {
        var tag = _assets.UrlOf("app.js").Split("?v=")[1];

        var (context, _) = await AskAsync(
            "app.js", request => request.QueryString = new QueryString(hasTag ? $"?v={tag}" : "?v=0123456789abcdef"));

        Assert.Equal(expected, context.Response.Headers.CacheControl);
    }

    [Fact]
    public async Task Caching_KnownContent_IsNotSentAgain()
    {
        var (first, _) = await AskAsync("app.js");

        var (again, body) = await AskAsync("app.js", request => request.Headers.IfNoneMatch = first.Response.Headers.ETag);
        var (changed, _) = await AskAsync("app.js", static request => request.Headers.IfNoneMatch = "\"another\"");

        Assert.Equal(304, again.Response.StatusCode);
        Assert.Empty(body);
        Assert.Equal(200, changed.Response.StatusCode);
    }

    [Theory]
    [InlineData("nothing.css")]
    [InlineData("../appsettings.json")]
    [InlineData("McpGateway.Web.dll")]
    [InlineData("")]
    public async Task File_ThatIsNone_IsNotFound(string name)
    {
        var (context, body) = await AskAsync(name);

        Assert.Equal(404, context.Response.StatusCode);
        Assert.Empty(body);
    }

    [Fact]
    public async Task Head_Asked_HasTheHeadersOnly()
    {
        var (context, body) = await AskAsync("app.css", static request => request.Method = HttpMethods.Head);

        Assert.Empty(body);
        Assert.True(context.Response.ContentLength > 1000);
    }

    [Fact]
    public async Task StyleSheet_BeginsWithTheTokensOfAllPages()
    {
        var (_, body) = await AskAsync(WebAssets.StyleSheet);

        var sheet = Encoding.UTF8.GetString(body);
        Assert.StartsWith(PageStyle.Tokens, sheet, StringComparison.Ordinal);
        Assert.EndsWith(WebSources.StyleSheet.ReplaceLineEndings("\n")[^200..], sheet.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    private async Task<(HttpContext Context, byte[] Body)> AskAsync(string name, Action<HttpRequest>? change = null)
    {
        using var body = new MemoryStream();
        var context = new DefaultHttpContext();
        context.Request.Method = HttpMethods.Get;
        context.Response.Body = body;
        change?.Invoke(context.Request);
        await _assets.ServeAsync(context, name);
        return (context, body.ToArray());
    }
}
