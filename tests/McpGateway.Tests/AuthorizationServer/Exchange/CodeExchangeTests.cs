using McpGateway.AuthorizationServer.Authorize;
using McpGateway.AuthorizationServer.Exchange;
using McpGateway.Identity.Clients;
using McpGateway.Identity.Tokens;

namespace McpGateway.Tests.AuthorizationServer.Exchange;

public sealed class CodeExchangeTests
{
    [Theory]
    [InlineData("code", "", "invalid_request", true)]
    [InlineData("code", "invented", "invalid_grant", true)]
    [InlineData("code_verifier", "", "invalid_request", true)]
    [InlineData("code_verifier", "123456789012345678901234567890123456789012", "invalid_request", true)]
    [InlineData("code_verifier", "1234567890123456789012345678901234567890123", "invalid_grant", false)]
    [InlineData("redirect_uri", "", "invalid_grant", false)]
    [InlineData("redirect_uri", "https://client.example/callback/", "invalid_grant", false)]
    [InlineData("redirect_uri", "https://CLIENT.example/callback", "invalid_grant", false)]
    [InlineData("resource", "https://gateway.example/weather", "invalid_target", true)]
    [InlineData("resource", "https://other.example", "invalid_target", true)]
    public async Task Redeem_WhatDoesNotFit_IsRefused_AndAMismatchSpendsTheCode(string name, string value, string error, bool isStillGood)
    {
        await using var core = await OAuthCore.StartAsync();
        var client = await core.ClientAsync();
        var code = await core.CodeAsync();

        Assert.Equal(error, OAuthCore.CodeOf(await core.RedeemAsync(client, code, (name, value))));
        Assert.Equal(isStillGood ? "" : "invalid_grant", OAuthCore.CodeOf(await core.RedeemAsync(client, code)));
    }

    [Theory]
    [InlineData(128, "invalid_grant")]
    [InlineData(129, "invalid_request")]
    public async Task Redeem_LongVerifier_IsBounded(int length, string error)
    {
        await using var core = await OAuthCore.StartAsync();
        var client = await core.ClientAsync();

        Assert.Equal(
            error, OAuthCore.CodeOf(await core.RedeemAsync(client, await core.CodeAsync(), ("code_verifier", new string('v', length)))));
    }

    [Theory]
    [InlineData(59, "")]
    [InlineData(60, "invalid_grant")]
    public async Task Redeem_AfterSeconds_IsGoodForAMinute(int seconds, string error)
    {
        await using var core = await OAuthCore.StartAsync();
        var client = await core.ClientAsync();
        var code = await core.CodeAsync();
        core.Core.Clock.Advance(TimeSpan.FromSeconds(seconds));

        Assert.Equal(error, OAuthCore.CodeOf(await core.RedeemAsync(client, code)));
    }

    [Fact]
    public async Task Redeem_ByAnotherClient_IsRefused_AndSpendsTheCode()
    {
        await using var core = await OAuthCore.StartAsync();
        var (client, thief) = (await core.ClientAsync(), await core.ClientAsync("thief"));
        var code = await core.CodeAsync();

        Assert.Equal("invalid_grant", OAuthCore.CodeOf(await core.RedeemAsync(thief, code)));
        Assert.Equal("invalid_grant", OAuthCore.CodeOf(await core.RedeemAsync(client, code)));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("https://client.example/callback", "")]
    [InlineData("https://client.example/other", "invalid_grant")]
    public async Task Redeem_RedirectUriThatTheRequestLeftOut_MayBeLeftOutOrNamedRightly(string redirectUri, string error)
    {
        await using var core = await OAuthCore.StartAsync();
        var client = await core.ClientAsync();
        var code = await core.CodeAsync(OAuthCore.Request() with { NamesRedirectUri = false });

        Assert.Equal(error, OAuthCore.CodeOf(await core.RedeemAsync(client, code, ("redirect_uri", redirectUri))));
    }

    [Fact]
    public async Task Redeem_Twice_EndsTheTokensOfTheFirst()
    {
        await using var core = await OAuthCore.StartAsync();
        var client = await core.ClientAsync();
        var code = await core.CodeAsync();
        var first = (await core.RedeemAsync(client, code)).Value!;
        Assert.Equal(TokenRefusal.None, (await core.Core.JudgeAsync(first.Token.Text)).Refusal);

        Assert.Equal("invalid_grant", OAuthCore.CodeOf(await core.RedeemAsync(client, code)));

        Assert.Equal(TokenRefusal.Revoked, (await core.Core.JudgeAsync(first.Token.Text)).Refusal);
        Assert.Equal("invalid_grant", OAuthCore.CodeOf(await core.RefreshAsync(client, first.RefreshToken!)));
    }

    [Fact]
    public async Task Redeem_UserGoneMeanwhile_IsRefused()
    {
        await using var core = await OAuthCore.StartAsync();
        var client = await core.ClientAsync();
        var code = await core.CodeAsync();
        await core.Core.PutUserAsync("bob", user => user with { IsEnabled = false });

        Assert.Equal("invalid_grant", OAuthCore.CodeOf(await core.RedeemAsync(client, code)));
    }

    [Fact]
    public async Task Redeem_ClientThatMayNotRefresh_GetsNoRefreshToken_AndAGrantThatEndsWithItsAccessToken()
    {
        await using var core = await OAuthCore.StartAsync();
        var client = await core.ClientAsync(change: known => known with { GrantTypes = [GrantTypes.AuthorizationCode] });

        var answer = (await core.RedeemAsync(client, await core.CodeAsync())).Value!;

        Assert.Null(answer.RefreshToken);
        Assert.False(answer.ToJson().ContainsKey("refresh_token"));
        Assert.Equal(core.Core.Clock.GetUtcNow() + TimeSpan.FromMinutes(15), answer.Token.ExpiresAt);
        Assert.Equal(900, (long)answer.ToJson()["expires_in"]!);
        Assert.Equal(answer.Token.Id, answer.ToString());
    }

    [Fact]
    public async Task Redeem_NamedResources_NarrowTheToken()
    {
        await using var core = await OAuthCore.StartAsync();
        var client = await core.ClientAsync();
        var code = await core.CodeAsync(OAuthCore.Request() with { Resources = [OAuthCore.Origin + "/a", OAuthCore.Origin + "/b"] });

        var answer =
            (await core.RedeemAsync(client, code, ("resource", OAuthCore.Origin + "/b"), ("resource", OAuthCore.Origin + "/b"))).Value!;

        var judged = await core.Core.JudgeAsync(answer.Token.Text);
        Assert.Equal([OAuthCore.Origin + "/b"], judged.Identity!.Resources!.Audiences);
    }

    [Theory]
    [InlineData("", "o,o/a")]
    [InlineData("o/a", "o/a")]
    [InlineData("o/a,o/a,o/", "o/a,o")]
    [InlineData("o/b", null)]
    [InlineData("o/a,x", null)]
    [InlineData("O", "o")]
    public void Narrow_AskedOfGranted_AsListed(string asked, string? expected)
    {
        string[] Resources(string list) => [.. list.Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(text => text.Replace("o", OAuthCore.Origin, StringComparison.Ordinal).Replace(
                "O", "HTTPS://GATEWAY.example", StringComparison.Ordinal))];
        var narrowed = CodeExchange.Narrow(Resources("o,o/a"), Resources(asked), OAuthCore.Origin);

        Assert.Equal(expected is null ? "invalid_target" : "", OAuthCore.CodeOf(narrowed));
        Assert.Equal(expected is null ? null : Resources(expected), narrowed.IsSuccess ? narrowed.Value : null);
    }

    [Fact]
    public async Task Store_HoldsNoCode_AndTheRecordSaysOnlyItsGrant()
    {
        await using var core = await OAuthCore.StartAsync();
        var code = await core.CodeAsync();

        var stored = Assert.Single(await core.Core.Documents.ListAsync(CodeStore.Kind, OAuthCore.Cancellation));
        Assert.Equal(Secrets.Hash(code), stored.Key);
        Assert.Equal(stored.Value.GrantId, stored.Value.ToString());
    }
}
