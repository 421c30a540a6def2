using System.Net;
using System.Security.Cryptography;
using McpGateway.Foundation.Secrets;
using McpGateway.Identity.Sessions;
using McpGateway.Web.Hosting;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.Tests.Web.Hosting;

/// <summary>The door of the UI: who may come in, and what every answer of it says to browsers.</summary>
public sealed class WebGateTests : PageRig
{
    [Theory]
    [InlineData("/ui", true, null, true)]
    [InlineData("/ui/servers", true, null, true)]
    [InlineData("/_blazor/negotiate", true, null, true)]
    [InlineData("/ui/servers", false, 302, false)]
    [InlineData("/UI/servers", false, 302, false)]
    [InlineData("/_blazor", false, 401, false)]
    [InlineData("/_blazor/negotiate", false, 401, false)]
    [InlineData("/uix", false, null, true)]
    [InlineData("/api/servers", false, null, true)]
    public async Task Invoke_PathAndSession_LetsInOrSendsAway(string path, bool isSignedIn, int? status, bool passes)
    {
        var (context, entered) = await EnterAsync(path, isSignedIn);

        Assert.Equal(passes, entered);
        Assert.Equal(status ?? 200, context.Response.StatusCode);
    }

    [Fact]
    public async Task Invoke_NoSession_LeadsBackAfterSigningIn()
    {
        var (context, _) = await EnterAsync("/ui/servers", isSignedIn: false, query: "?status=healthy&x=1", pathBase: "/gw");

        Assert.Equal("/gw/login?next=%2Fui%2Fservers%3Fstatus%3Dhealthy%26x%3D1", context.Response.Headers.Location);
    }

    [Fact]
    public async Task Invoke_ForgedCookie_IsNobody()
    {
        var (context, entered) = await EnterAsync("/ui", isSignedIn: false, cookie: "0123456789abcdef0123456789abcdef");

        Assert.False(entered);
        Assert.Equal(302, context.Response.StatusCode);
    }

    [Theory]
    [InlineData("/ui", true)]
    [InlineData("/ui", false)]
    [InlineData("/_blazor", false)]
    [InlineData("/api/x", null)]
    public async Task Invoke_Answer_IsGuardedOnTheUiOnly(string path, bool? isSignedIn)
    {
        var (context, _) = await EnterAsync(path, isSignedIn ?? false);

        var headers = context.Response.Headers;
        Assert.Equal(isSignedIn is not null, headers.ContainsKey("Content-Security-Policy"));
        if (isSignedIn is not null)
        {
            Assert.Contains("default-src 'none'; script-src 'self'", headers.ContentSecurityPolicy.ToString(), StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", headers.ContentSecurityPolicy.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe-eval", headers.ContentSecurityPolicy.ToString(), StringComparison.Ordinal);
            Assert.Equal(("DENY", "nosniff", "no-store"),
                (headers.XFrameOptions.ToString(), headers.XContentTypeOptions.ToString(), headers.CacheControl.ToString()));
        }
    }

    [Fact]
    public async Task Invoke_Visitor_IsKnownByNameSessionAndAddress()
    {
        var (context, _) = await EnterAsync("/ui", isSignedIn: true);

        Assert.Equal("bob", context.User.Identity?.Name);
        Assert.Equal(Visitors.Id, context.User.FindFirst(UserSession.IdClaim)?.Value);
        Assert.Equal("192.0.2.9", context.User.FindFirst(UserSession.AddressClaim)?.Value);
    }

    [Fact]
    public async Task Session_OfThePage_IsThatOfTheCookieAndEndsWithIt()
    {
        await SignInAsync("staff");
        var session = Services.GetRequiredService<UserSession>();
        Assert.Equal("bob", (await session.CallerAsync()).UserName);
        Assert.Null((await session.OriginAsync()).Address);
        Assert.Equal("localhost", (await session.OriginAsync()).Host);

        Visitors.Id = "another";

        Assert.Null(await session.FindAsync());
        await Assert.ThrowsAsync<SessionEndedException>(async () => await session.RequireAsync());
        Assert.IsType<SignedIn>(Services.GetRequiredService<AuthenticationStateProvider>());
    }

    [Fact]
    public void Protector_Purposes_OpenOnlyTheirOwn()
    {
        var provider = new SealedDataProtection(Services.GetRequiredService<ISecretProtector>());
        var antiforgery = provider.CreateProtector("a");
        var nested = antiforgery.CreateProtector("b");
        var data = nested.Protect([1, 2, 3]);

        Assert.Equal([1, 2, 3], provider.CreateProtector("a").CreateProtector("b").Unprotect(data));
        Assert.Throws<CryptographicException>(() => antiforgery.Unprotect(data));
        Assert.Throws<CryptographicException>(() => provider.CreateProtector("b").Unprotect(data));
        data[^1] ^= 1;
        Assert.Throws<CryptographicException>(() => nested.Unprotect(data));
        Assert.Throws<CryptographicException>(() => nested.Unprotect([]));
    }

    private async Task<(DefaultHttpContext Context, bool Entered)> EnterAsync(
        string path, bool isSignedIn, string query = "", string pathBase = "", string? cookie = null)
    {
        await SignInAsync("staff");
        var context = new DefaultHttpContext();
        (context.Request.Path, context.Request.QueryString, context.Request.PathBase) = (path, new QueryString(query), pathBase);
        context.Connection.RemoteIpAddress = IPAddress.Parse("192.0.2.9");
        if (isSignedIn || cookie is not null)
        {
            context.Request.Headers.Cookie = $"mcp_gateway_session={cookie ?? Visitors.Id}";
        }

        var entered = false;
        var gate = new WebGate(
            _ =>
            {
                entered = true;
                return Task.CompletedTask;
            },
            Services.GetRequiredService<BrowserSessions>());
        await gate.InvokeAsync(context);
        return (context, entered);
    }
}
