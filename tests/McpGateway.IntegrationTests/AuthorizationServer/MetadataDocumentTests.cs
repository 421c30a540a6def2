using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.IntegrationTests.AuthorizationServer;

/// <summary>Clients named by the URL of their metadata, served by a real server that also misbehaves.</summary>
public sealed class MetadataDocumentTests : IAsyncLifetime
{
    private WebApplication _site = null!;
    private int _fetches;
    private Func<HttpContext, string, Task> _answer = null!;

    private string Url => _site.Urls.Single() + "/client.json";

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        _site = builder.Build();
        _site.Run(context =>
        {
            Interlocked.Increment(ref _fetches);
            return _answer(context, Url);
        });
        _answer = (context, url) => WriteAsync(context, Document(url));
        await _site.StartAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task Document_Proper_IsAClient_FetchedOnce()
    {
        await using var world = await StartAsync();
        var tokens = await world.TokensAsync(Url);

        Assert.Equal(HttpStatusCode.OK, await world.CallAsync(tokens.Access));
        using var refreshed = await world.RefreshAsync(Url, tokens.Refresh);
        Assert.Equal(HttpStatusCode.OK, refreshed.StatusCode);
        Assert.Equal(1, _fetches);
    }

    [Fact]
    public async Task Document_SiteDownLater_StillRefreshes()
    {
        await using var world = await StartAsync();
        var tokens = await world.TokensAsync(Url);
        _answer = (context, _) =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        world.Host.Clock.Advance(TimeSpan.FromHours(2));

        using var refreshed = await world.RefreshAsync(Url, tokens.Refresh);

        Assert.Equal(HttpStatusCode.OK, refreshed.StatusCode);
        Assert.Equal(2, _fetches);
    }

    [Theory]
    [InlineData("""{"client_id":"https://other.example/client.json","redirect_uris":["https://client.example/callback"]}""")]
    [InlineData("""{"redirect_uris":["https://client.example/callback"]}""")]
    [InlineData("""{"client_id":"URL"}""")]
    [InlineData("""{"client_id":"URL","redirect_uris":["https://other.example/callback"]}""")]
    [InlineData("""{"client_id":"URL","redirect_uris":["javascript:alert(1)"]}""")]
    [InlineData("""{"client_id":"URL","redirect_uris":["https://client.example/callback"],"client_secret":"s"}""")]
    [InlineData("""{"client_id":"URL","redirect_uris":["https://client.example/callback"]"""
        + ""","token_endpoint_auth_method":"client_secret_post"}""")]
    [InlineData("""{"client_id":"URL","client_id":"URL","redirect_uris":["https://client.example/callback"]}""")]
    [InlineData("""[]""")]
    [InlineData("""<html>""")]
    public async Task Document_ThatCannotBeTrusted_IsNoClient(string document)
    {
        await using var world = await StartAsync();
        _answer = (context, url) => WriteAsync(context, document.Replace("URL", url, StringComparison.Ordinal));
        using var answer = await world.AskAsync(world.Request(Url));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Null(answer.Headers.Location);
    }

    [Theory]
    [InlineData("redirect")]
    [InlineData("large")]
    [InlineData("html")]
    [InlineData("error")]
    public async Task Site_AnswersOtherwise_IsNoClient_AndNotAskedAgainAtOnce(string how)
    {
        await using var world = await StartAsync();
        _answer = (context, url) =>
        {
            context.Response.StatusCode = how switch { "redirect" => 302, "error" => 500, _ => 200 };
            context.Response.Headers.Location = how == "redirect" ? url + "?again" : default;
            var text = how == "large"
                ? Document(url).Replace("}", ",\"x\":\"" + new string('x', 20_000) + "\"}", StringComparison.Ordinal)
                : Document(url);
            return WriteAsync(context, text, how == "html" ? "text/html" : "application/json");
        };
        using var first = await world.AskAsync(world.Request(Url));
        using var second = await world.AskAsync(world.Request(Url));
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, 1), (first.StatusCode, second.StatusCode, _fetches));
    }

    [Theory]
    [InlineData("http://127.0.0.1:PORT/client.json")]
    [InlineData("https://127.0.0.1:PORT/client.json")]
    [InlineData("https://localhost:PORT/client.json")]
    [InlineData("https://[::1]:PORT/client.json")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("https://2852039166/latest")]
    [InlineData("https://[::ffff:169.254.169.254]/x")]
    [InlineData("https://metadata.google.internal@127.0.0.1:PORT/x")]
    [InlineData("https://client.example")]
    [InlineData("https://client.example/")]
    [InlineData("https://client.example/a/../b")]
    [InlineData("https://client.example/a#b")]
    [InlineData("HTTPS://client.example/a")]
    public async Task Url_OfAnInnerAddressOrNotCanonical_IsNotFetched(string url)
    {
        await using var world = await OAuthWorld.StartAsync();
        var port = new Uri(_site.Urls.Single()).Port;
        using var answer = await world.AskAsync(world.Request(url.Replace("PORT", $"{port}", StringComparison.Ordinal)));
        Assert.Equal((HttpStatusCode.BadRequest, 0), (answer.StatusCode, _fetches));
    }

    private static Task<OAuthWorld> StartAsync() => OAuthWorld.StartAsync(("OAuth:UnsafeAllowsPrivateMetadataDocuments", "true"));

    private static string Document(string url) =>
        $$"""{"client_id":"{{url}}","client_name":"Documented","redirect_uris":["{{OAuthWorld.Callback}}"]"""
            + $$""","token_endpoint_auth_method":"none"}""";

    private static Task WriteAsync(HttpContext context, string text, string type = "application/json")
    {
        context.Response.ContentType = type;
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
