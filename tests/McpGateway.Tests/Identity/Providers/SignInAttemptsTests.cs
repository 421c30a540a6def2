using McpGateway.Foundation.Secrets;
using McpGateway.Identity.Providers;
using Microsoft.AspNetCore.Http;

namespace McpGateway.Tests.Identity.Providers;

/// <summary>An answer of a provider counts in the browser that asked for it, once, and not for long.</summary>
public sealed class SignInAttemptsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Take_AnswerInTheSameBrowser_GivesTheAttemptOnce()
    {
        await using var core = await AuthCore.StartAsync();
        var attempts = Attempts(core);
        var (begun, cookies) = Begin(attempts);

        var taken = await attempts.TakeAsync(Browser(cookies), "idp", begun.State, Cancellation);
        var again = await attempts.TakeAsync(Browser(cookies), "idp", begun.State, Cancellation);

        Assert.Equal(begun, taken);
        Assert.Equal(("https://gw.example/oauth2/callback/idp", "/ui"), (taken!.CallbackUri, taken.ReturnTo));
        Assert.Null(again);
    }

    [Fact]
    public async Task Take_AnotherBrowserOrProviderOrState_GivesNothing()
    {
        await using var core = await AuthCore.StartAsync();
        var attempts = Attempts(core);
        var (begun, cookies) = Begin(attempts);
        var (other, otherCookies) = Begin(attempts);

        Assert.Null(await attempts.TakeAsync(Browser(""), "idp", begun.State, Cancellation));
        Assert.Null(await attempts.TakeAsync(Browser(otherCookies), "idp", begun.State, Cancellation));
        Assert.Null(await attempts.TakeAsync(Browser(cookies), "github", begun.State, Cancellation));
        Assert.Null(await attempts.TakeAsync(Browser(cookies), "idp", begun.State + "x", Cancellation));
        Assert.NotNull(await attempts.TakeAsync(Browser(otherCookies), "idp", other.State, Cancellation));
    }

    /// <summary>The cookie of another attempt under this one's name: whoever can write cookies cannot swap what they hold.</summary>
    [Fact]
    public async Task Take_CookieOfAnotherAttempt_GivesNothing()
    {
        await using var core = await AuthCore.StartAsync();
        var attempts = Attempts(core);
        var (begun, cookies) = Begin(attempts);
        var (_, otherCookies) = Begin(attempts);
        var swapped = $"{cookies.Split('=')[0]}={otherCookies.Split('=')[1]}";

        Assert.Null(await attempts.TakeAsync(Browser(swapped), "idp", begun.State, Cancellation));
    }

    [Theory]
    [InlineData(599, true)]
    [InlineData(600, false)]
    public async Task Take_AfterTenMinutes_GivesNothing(int seconds, bool isGood)
    {
        await using var core = await AuthCore.StartAsync();
        var attempts = Attempts(core);
        var (begun, cookies) = Begin(attempts);
        core.Clock.Advance(TimeSpan.FromSeconds(seconds));

        Assert.Equal(isGood, await attempts.TakeAsync(Browser(cookies), "idp", begun.State, Cancellation) is not null);
    }

    [Theory]
    [InlineData("")]
    [InlineData("%%%")]
    [InlineData("AAAA")]
    [InlineData("e30")]
    public async Task Take_CookieThatWasNotMadeHere_GivesNothing(string value)
    {
        await using var core = await AuthCore.StartAsync();
        var attempts = Attempts(core);
        var (begun, cookies) = Begin(attempts);

        Assert.Null(await attempts.TakeAsync(Browser($"{cookies.Split('=')[0]}={value}"), "idp", begun.State, Cancellation));
    }

    [Theory]
    [InlineData("https", true)]
    [InlineData("http", false)]
    public async Task Begin_Cookie_IsTheServersAloneAndHoldsNothingReadable(string scheme, bool isSecure)
    {
        await using var core = await AuthCore.StartAsync();
        var context = Browser("");
        context.Request.Scheme = scheme;

        var begun = Attempts(core).Begin(context, "idp", "https://gw.example/oauth2/callback/idp", "/ui");

        var cookie = Assert.Single(context.Response.Headers.SetCookie)!;
        Assert.StartsWith(SignInAttempts.CookiePrefix, cookie, StringComparison.Ordinal);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("max-age=600", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("path=/oauth2", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(isSecure, cookie.Contains("secure", StringComparison.OrdinalIgnoreCase));
        Assert.All(
            [begun.State, begun.Nonce, begun.Verifier], secret => Assert.DoesNotContain(secret, cookie, StringComparison.Ordinal));
        Assert.Equal(3, new[] { begun.State, begun.Nonce, begun.Verifier }.Distinct().Count());
        Assert.Equal("idp", begun.ToString());
    }

    private static SignInAttempts Attempts(AuthCore core) => new(core.Documents, core.Get<ISecretProtector>(), core.Clock);

    private static (SignInAttempt Attempt, string Cookies) Begin(SignInAttempts attempts)
    {
        var context = Browser("");
        var attempt = attempts.Begin(context, "idp", "https://gw.example/oauth2/callback/idp", "/ui");
        return (attempt, context.Response.Headers.SetCookie[0]!.Split(';')[0]);
    }

    private static DefaultHttpContext Browser(string cookies)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.Cookie = cookies;
        return context;
    }
}
