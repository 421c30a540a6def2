using Bunit;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Foundation.Pages;
using McpGateway.Identity.Providers;
using McpGateway.Identity.SignIn;
using McpGateway.Tests.Web;

namespace McpGateway.Tests.Identity.SignIn;

/// <summary>The pages around signing in, as their visitors see them.</summary>
public sealed class SignInBodyTests : BunitContext
{
    private static readonly PageVisitor Visitor = new("/tools", "system");

    [Fact]
    public void Form_Fields_AreThoseThatPasswordManagersKnow()
    {
        var page = SignInWith();

        Assert.Equal("/tools/api/auth/login", page.Find("form").GetAttribute("action"));
        Assert.Equal("username", page.Find("#username").GetAttribute("autocomplete"));
        Assert.Equal("current-password", page.Find("#password").GetAttribute("autocomplete"));
        Assert.Equal("password", page.Find("#password").GetAttribute("type"));
        Assert.Equal(["next", "username", "password"], page.FindAll("form input").Select(static field => field.GetAttribute("name")));
        Assert.All(page.FindAll("form input:not([type=hidden])"), static field => Assert.True(field.HasAttribute("required")));
    }

    /// <summary>The focus is in the first thing on the page, so it must not jump over the providers.</summary>
    [Theory]
    [InlineData(0, true)]
    [InlineData(2, false)]
    public void Form_Focus_IsThereWhenItIsFirst(int providers, bool expected) =>
        Assert.Equal(expected, SignInWith(providers: providers).Find("#username").HasAttribute("autofocus"));

    [Theory]
    [InlineData("/", "use and manage")]
    [InlineData("/ui/servers", "use and manage")]
    [InlineData("/oauth2/authorize?client_id=x", "A client asks to be let in")]
    public void Page_WhatItIsFor_IsSaid(string next, string expected) =>
        Assert.Contains(expected, SignInWith(next).Find("p").TextContent, StringComparison.Ordinal);

    [Fact]
    public void Notice_BesideAProblem_IsNotShown()
    {
        Assert.Single(SignInWith(notice: "You are signed out.").FindAll("#done"));

        var page = SignInWith(notice: "You are signed out.", problem: "Wrong.");

        Assert.Empty(page.FindAll("#done"));
        Assert.Equal("Wrong.", page.Find("#problem").TextContent);
    }

    [Fact]
    public void Next_AnyText_ComesBackAsItWas() => Prop.ForAll(HostileText.Any, text =>
    {
        var page = SignInWith("/ui/" + Clean(text));

        Assert.Equal("/ui/" + Clean(text), page.Find("input[name=next]").GetAttribute("value"));
        Assert.Empty(page.FindAll("script, img, [onmouseover], [onfocus]"));
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("/", "/tools/login/password")]
    [InlineData("/ui/a?b=c&d", "/tools/login/password?next=%2Fui%2Fa%3Fb%3Dc%26d")]
    public void TemporaryPassword_Link_KeepsWhereToGo(string next, string expected) =>
        Assert.Equal(expected, SignInWith(next).Find(".hint a").GetAttribute("href"));

    [Fact]
    public void Password_Fields_TellOldFromNew()
    {
        var page = PageFrame.Render<PasswordBody>(
            this, Visitor, (nameof(PasswordBody.Next), "/ui/"), (nameof(PasswordBody.Problem), "Too short."));

        Assert.Equal("/tools/api/auth/password", page.Find("form").GetAttribute("action"));
        Assert.Equal(
            ["next", "username", "password", "new_password"],
            page.FindAll("form input").Select(static field => field.GetAttribute("name")));
        Assert.Equal("new-password", page.Find("#new_password").GetAttribute("autocomplete"));
        Assert.Equal("rule", page.Find("#new_password").GetAttribute("aria-describedby"));
        Assert.Contains(page.Find("#new_password").GetAttribute("minlength")!, page.Find("#rule").TextContent, StringComparison.Ordinal);
        Assert.Equal("Too short.", page.Find("#problem").TextContent);
        Assert.Equal("/tools/login?next=%2Fui%2F", page.Find(".hint a").GetAttribute("href"));
    }

    [Theory]
    [InlineData(0, "no group")]
    [InlineData(1, "g0")]
    [InlineData(3, "g0, g1, g2")]
    public void NoAccess_Groups_AreNamed(int groups, string expected) =>
        Assert.Equal(expected, NoAccessOf(groups).Find("#groups").TextContent.Trim());

    [Fact]
    public void NoAccess_ManyGroups_AreCutOff()
    {
        var text = NoAccessOf(31).Find("#groups").TextContent.Trim();

        Assert.EndsWith("g29, …", text, StringComparison.Ordinal);
        Assert.DoesNotContain("…", NoAccessOf(30).Find("#groups").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void NoAccess_OfAProvider_SaysWhoseGroupsTheyAre()
    {
        var page = NoAccessOf(1, "Company");

        Assert.Contains("with Company", page.Find("p").TextContent, StringComparison.Ordinal);
        Assert.Equal("Company says you are in", page.Find("dt").TextContent);
        Assert.Contains("sign in again", page.Markup, StringComparison.Ordinal);
        Assert.Equal("/tools/login/no-access?next=%2Fui%2F", page.Find("a.primary").GetAttribute("href"));
        Assert.Equal("/tools/api/auth/logout", page.Find("form").GetAttribute("action"));
    }

    [Fact]
    public void NoAccess_AnyName_IsText() => Prop.ForAll(HostileText.Any, text =>
    {
        var page = PageFrame.Render<NoAccessBody>(
            this, Visitor, (
                nameof(NoAccessBody.UserName),
                "u" + text), (nameof(NoAccessBody.Groups), new[] { "g" + text }), (nameof(NoAccessBody.Again), "/again"));

        Assert.Empty(page.FindAll("script, img, b"));
        Assert.Empty(HostileText.UnseenIn(page.Find("strong bdi").TextContent));
        Assert.Empty(HostileText.UnseenIn(page.Find("#groups bdi").TextContent));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task SigningOut_Page_GoesOnByItselfAndByHand()
    {
        var page = SigningOutPage.Of("https://idp.example/logout?a=1&b=2");
        var body = PageFrame.Render<SigningOutBody>(this, Visitor, (nameof(SigningOutBody.Address), "https://idp.example/logout?a=1&b=2"));

        Assert.Equal("https://idp.example/logout?a=1&b=2", page.GoesTo);
        Assert.Equal("no-referrer", page.ReferrerPolicy);
        Assert.Equal("https://idp.example/logout?a=1&b=2", body.Find("a").GetAttribute("href"));
        Assert.Contains("Signing out", await Foundation.Pages.PageText.BodyAsync(page), StringComparison.Ordinal);
    }

    [Fact]
    public void ProviderProblem_Page_SaysWhatAndLeadsBack()
    {
        var page = PageFrame.Render<ProviderProblemBody>(this, Visitor, (nameof(ProviderProblemBody.Detail), "<i>State</i>"));

        Assert.Equal("<i>State</i>", page.Find("#problem").TextContent);
        Assert.Equal("/tools/login", page.Find("a").GetAttribute("href"));
        Assert.Equal(400, ProviderProblemPage.Of("x", 400).Status);
    }

    private static string Clean(string text) =>
        string.Concat(text.Where(static letter => letter is not ('\0' or '\r' or '\n') && !char.IsSurrogate(letter)));

    private IRenderedComponent<PageFrame> SignInWith(string next = "/", int providers = 0, string? notice = null, string? problem = null) =>
        PageFrame.Render<SignInBody>(
            this,
            Visitor,
            (nameof(SignInBody.Next), next),
            (nameof(SignInBody.HasForm), true),
            (nameof(SignInBody.Notice), notice),
            (nameof(SignInBody.Problem), problem),
            (nameof(SignInBody.Providers), Enumerable.Range(0, providers).Select(
                static number => new ProviderChoice($"P{number}", $"/p{number}")).ToArray()));

    private IRenderedComponent<PageFrame> NoAccessOf(int groups, string? provider = null) => PageFrame.Render<NoAccessBody>(
        this,
        Visitor,
        (nameof(NoAccessBody.UserName), "nora"),
        (nameof(NoAccessBody.Groups), Enumerable.Range(0, groups).Select(static number => $"g{number}").ToArray()),
        (nameof(NoAccessBody.Provider), provider),
        (nameof(NoAccessBody.Again), "/login/no-access?next=%2Fui%2F"));
}
