using System.Security.Cryptography;
using McpGateway.Foundation.Secrets;
using McpGateway.Web.Hosting;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.Tests.Web.Hosting;

/// <summary>What stands around every page: its headers, whose session it is, and the seal on what it gives to browsers.</summary>
public sealed class HostingTests : PageRig
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Headers_Answer_IsGuardedWhenTheEndpointIsAPage(bool isPage)
    {
        var context = new DefaultHttpContext();
        context.SetEndpoint(new(null, isPage ? new(new PageMetadata()) : new(), "page"));

        await new PageHeaders(static _ => Task.CompletedTask).InvokeAsync(context);

        var headers = context.Response.Headers;
        Assert.Equal(isPage, headers.ContainsKey("Content-Security-Policy"));
        if (isPage)
        {
            Assert.Contains("default-src 'none'; script-src 'self'", headers.ContentSecurityPolicy.ToString(), StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", headers.ContentSecurityPolicy.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe-eval", headers.ContentSecurityPolicy.ToString(), StringComparison.Ordinal);
            Assert.Equal(
                ("DENY", "nosniff", "no-store"),
                (headers.XFrameOptions.ToString(), headers.XContentTypeOptions.ToString(), headers.CacheControl.ToString()));
        }
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
}
