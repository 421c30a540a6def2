using McpGateway.Foundation.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.Tests.Foundation.Http;

public sealed class PublicPathTests
{
    [Theory]
    [InlineData("/mcp-gateway/ui/servers", "/ui/servers")]
    [InlineData("/mcp-gateway", "/")]
    [InlineData("/mcp-gateway?a=b", "/?a=b")]
    [InlineData("/mcp-gateway/", "/")]
    [InlineData("/ui/servers?tab=mcp-gateway", "/ui/servers?tab=mcp-gateway")]
    [InlineData("/mcp-gateway-2/mcp", "/mcp-gateway-2/mcp")]
    [InlineData("/MCP-gateway/mcp", "/MCP-gateway/mcp")]
    [InlineData("/mcp%2Dgateway/mcp", "/mcp%2Dgateway/mcp")]
    [InlineData("/.well-known/oauth-authorization-server/mcp-gateway", "/.well-known/oauth-authorization-server")]
    [InlineData("/.well-known/oauth-protected-resource/mcp-gateway/time/mcp", "/.well-known/oauth-protected-resource/time/mcp")]
    [InlineData("/.well-known/oauth-protected-resource/time/mcp", "/.well-known/oauth-protected-resource/time/mcp")]
    [InlineData("/.well-known/mcp-servers", "/.well-known/mcp-servers")]
    [InlineData("/mcp-gateway/mcp-gateway/mcp", "/mcp-gateway/mcp")]
    public async Task Request_WithThePrefixOrWithoutIt_IsReadTheSame(string target, string seen)
    {
        var context = await RunAsync("https://example.test/mcp-gateway/", target);

        Assert.Equal("/mcp-gateway", context.Request.PathBase);
        Assert.Equal(seen, context.Features.Get<IHttpRequestFeature>()!.RawTarget);
        Assert.Equal(Uri.UnescapeDataString(seen.Split('?')[0]), context.Request.Path);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("https://example.test")]
    public async Task Request_OfAGatewayWithAHostToItself_StaysAsItIs(string? publicUrl)
    {
        var context = await RunAsync(publicUrl, "/mcp-gateway/mcp");

        Assert.Equal(("", "/mcp-gateway/mcp"), (context.Request.PathBase.Value, context.Request.Path.Value));
        Assert.Equal("/", context.Request.CookiePath());
        Assert.Equal("/login", context.Request.Located("/login"));
    }

    [Theory]
    [InlineData("/login?next=%2Fui", "/mcp-gateway/login?next=%2Fui")]
    [InlineData("https://provider.test/logout", "https://provider.test/logout")]
    public async Task Located_Target_GetsThePrefixOnlyOnThisHost(string target, string located)
    {
        var request = (await RunAsync("https://example.test/mcp-gateway", "/login")).Request;

        Assert.Equal(located, request.Located(target));
        Assert.Equal("/mcp-gateway", request.CookiePath());
        Assert.Equal("/mcp-gateway/oauth2", request.CookiePath("/oauth2"));
    }

    [Theory]
    [InlineData(null, "http://forged.test", "no-store")]
    [InlineData("https://example.test", "https://example.test", "public, max-age=300")]
    [InlineData("https://example.test/mcp-gateway/", "https://example.test/mcp-gateway", "public, max-age=300")]
    public async Task Origin_ForgedHost_IsStatedOnlyWithoutAConfiguredOneAndNeverCached(string? publicUrl, string origin, string cache)
    {
        var context = await RunAsync(publicUrl, "/");
        (context.Request.Scheme, context.Request.Host) = ("http", new("FORGED.test"));
        var origins = OriginOf(publicUrl);

        Assert.Equal(origin, origins.Of(context.Request));
        Assert.Equal(cache, origins.CacheControl("public, max-age=300"));
        Assert.True(origins.Is(origin, context.Request));
    }

    private static PublicOrigin OriginOf(string? publicUrl) => new(new ConfigurationBuilder()
        .AddInMemoryCollection([new("PUBLIC_URL", publicUrl)]).Build());

    private static async Task<HttpContext> RunAsync(string? publicUrl, string target)
    {
        using var services = new ServiceCollection().AddSingleton(OriginOf(publicUrl)).BuildServiceProvider();
        var app = new ApplicationBuilder(services);
        app.UsePublicPath();
        app.Run(_ => Task.CompletedTask);
        var context = new DefaultHttpContext();
        context.Features.Get<IHttpRequestFeature>()!.RawTarget = target;
        context.Request.Path = Uri.UnescapeDataString(target.Split('?')[0]);
        await app.Build()(context);
        return context;
    }
}
