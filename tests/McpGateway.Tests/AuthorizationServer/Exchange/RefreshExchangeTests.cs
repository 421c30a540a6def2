using McpGateway.AuthorizationServer.Grants;
using McpGateway.Identity.Clients;
using McpGateway.Identity.Tokens;

namespace McpGateway.Tests.AuthorizationServer.Exchange;

public sealed class RefreshExchangeTests
{
    private const string Here = "192.0.2.1";
    private const string Elsewhere = "192.0.2.2";

    [Fact]
    public async Task Refresh_ManyTimes_EachTokenIsNew_AndOnlyTheNewestIsGood()
    {
        await using var core = await OAuthCore.StartAsync();
        var client = await core.ClientAsync();
        var seen = new List<string> { (await core.RedeemAsync(client, await core.CodeAsync())).Value!.RefreshToken! };
        for (var generation = 1; generation <= 5; generation++)
        {
            core.Core.Clock.Advance(TimeSpan.FromMinutes(1));
            seen.Add((await core.RefreshAsync(client, seen[^1])).Value!.RefreshToken!);
        }

        Assert.Equal(seen.Count, seen.Distinct(StringComparer.Ordinal).Count());
        var grant = Assert.Single(await core.Get<GrantStore>().ListAsync("local:bob", OAuthCore.Cancellation));
        Assert.Equal((5, Secrets.Hash(seen[^1]), Secrets.Hash(seen[^2])), (grant.Generation, grant.RefreshHash, grant.FormerHash));
    }

    [Theory]
    [InlineData(0, Here, "")]
    [InlineData(9, Here, "")]
    [InlineData(10, Here, "invalid_grant")]
    [InlineData(0, Elsewhere, "invalid_grant")]
    public async Task Refresh_SameTokenAgain_IsAnsweredOnlySoonAndFromTheSamePlace(int seconds, string address, string error)
    {
        await using var core = await OAuthCore.StartAsync();
        var client = await core.ClientAsync();
        var first = (await core.RedeemAsync(client, await core.CodeAsync())).Value!.RefreshToken!;
        var second = (await core.RefreshAsync(client, first, Here)).Value!.RefreshToken!;
        core.Core.Clock.Advance(TimeSpan.FromSeconds(seconds));

        var again = await core.RefreshAsync(client, first, address);

        Assert.Equal(error, OAuthCore.CodeOf(again));
        Assert.Equal(error.Length == 0 ? second : null, again.IsSuccess ? again.Value.RefreshToken : null);

        // A refused repeat was a replay, which ends the family.
        Assert.Equal(error, OAuthCore.CodeOf(await core.RefreshAsync(client, second, Here)));
    }

    [Fact]
    public async Task Refresh_ASecondGenerationBack_EndsTheFamily_EvenWithinTheWindow()
    {
        await using var core = await OAuthCore.StartAsync();
        var client = await core.ClientAsync();
        var first = (await core.RedeemAsync(client, await core.CodeAsync())).Value!.RefreshToken!;
        var second = (await core.RefreshAsync(client, first, Here)).Value!.RefreshToken!;
        var third = (await core.RefreshAsync(client, second, Here)).Value!;

        Assert.Equal("invalid_grant", OAuthCore.CodeOf(await core.RefreshAsync(client, first, Here)));

        Assert.Equal("invalid_grant", OAuthCore.CodeOf(await core.RefreshAsync(client, third.RefreshToken!, Here)));
        Assert.Equal(TokenRefusal.Revoked, (await core.Core.JudgeAsync(third.Token.Text)).Refusal);
    }

    [Fact]
    public async Task Refresh_WindowOfZero_EndsTheFamilyAtEverySecondUse()
    {
        await using var core = await OAuthCore.StartAsync(("OAuth:RefreshRepeatWindow", "00:00:00"));
        var client = await core.ClientAsync();
        var first = (await core.RedeemAsync(client, await core.CodeAsync())).Value!.RefreshToken!;
        await core.RefreshAsync(client, first, Here);

        Assert.Equal("invalid_grant", OAuthCore.CodeOf(await core.RefreshAsync(client, first, Here)));
        Assert.Empty(await core.Get<GrantStore>().ListAsync("local:bob", OAuthCore.Cancellation));
    }

    [Theory]
    [InlineData("", "invalid_request")]
    [InlineData("mgr_", "invalid_grant")]
    [InlineData("mgr_AAAA", "invalid_grant")]
    [InlineData("anything", "invalid_grant")]
    public async Task Refresh_Invented_EndsNothing(string token, string error)
    {
        await using var core = await OAuthCore.StartAsync();
        var client = await core.ClientAsync();
        var good = (await core.RedeemAsync(client, await core.CodeAsync())).Value!.RefreshToken!;

        Assert.Equal(error, OAuthCore.CodeOf(await core.RefreshAsync(client, token)));
        Assert.Equal("", OAuthCore.CodeOf(await core.RefreshAsync(client, good)));
    }

    [Theory]
    [InlineData("*", "", "*")]
    [InlineData("*", "readers", "readers")]
    [InlineData("*", "*", "*")]
    [InlineData("*", "a\"b", null)]
    [InlineData("readers,writers", "", "readers,writers")]
    [InlineData("readers,writers", "writers", "writers")]
    [InlineData("readers,writers", "writers others", "writers")]
    [InlineData("readers", "others", null)]
    [InlineData("readers", "*", null)]
    [InlineData("readers", "openid", null)]
    [InlineData("readers", "a\"b", null)]
    public async Task Refresh_Scope_IsNeverMoreThanWasGranted(string granted, string asked, string? expected)
    {
        await using var core = await OAuthCore.StartAsync();
        var client = await core.ClientAsync();
        var code = await core.CodeAsync(OAuthCore.Request() with { Scopes = Named(granted).Split(',') });
        var first = (await core.RedeemAsync(client, code)).Value!.RefreshToken!;

        var answer = await core.RefreshAsync(client, first, more: ("scope", Named(asked)));

        Assert.Equal(expected is null ? "invalid_scope" : "", OAuthCore.CodeOf(answer));
        Assert.Equal(expected is null ? null : Named(expected), answer.IsSuccess ? string.Join(',', answer.Value.Scopes) : null);

        static string Named(string text) => text.Replace("*", OAuthScopes.Everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refresh_RefusedScopeOrResource_LeavesTheTokenGood()
    {
        await using var core = await OAuthCore.StartAsync();
        var client = await core.ClientAsync();
        var first = (await core.RedeemAsync(client, await core.CodeAsync())).Value!.RefreshToken!;

        Assert.Equal(
            "invalid_target", OAuthCore.CodeOf(await core.RefreshAsync(client, first, more: ("resource", "https://other.example"))));
        Assert.Equal("", OAuthCore.CodeOf(await core.RefreshAsync(client, first)));
    }

    [Fact]
    public async Task Refresh_UserDisabled_EndsTheFamilyForGood()
    {
        await using var core = await OAuthCore.StartAsync();
        var client = await core.ClientAsync();
        var first = (await core.RedeemAsync(client, await core.CodeAsync())).Value!.RefreshToken!;
        await core.Core.PutUserAsync("bob", user => user with { IsEnabled = false });

        Assert.Equal("invalid_grant", OAuthCore.CodeOf(await core.RefreshAsync(client, first)));

        await core.Core.PutUserAsync("bob", user => user);
        Assert.Equal("invalid_grant", OAuthCore.CodeOf(await core.RefreshAsync(client, first)));
    }

    [Fact]
    public async Task Revoke_OfAUserOrAClient_EndsThoseGrantsOnly()
    {
        await using var core = await OAuthCore.StartAsync();
        await core.Core.PutUserAsync("eve", user => user);
        var (one, two) = (await core.ClientAsync("one"), await core.ClientAsync("two"));
        var eve = OAuthCore.Bob with { Subject = "local:eve", UserName = "eve" };
        var bobsOne = (await core.RedeemAsync(one, await core.CodeAsync(OAuthCore.Request("one")))).Value!.RefreshToken!;
        var bobsTwo = (await core.RedeemAsync(two, await core.CodeAsync(OAuthCore.Request("two")))).Value!.RefreshToken!;
        var evesOne = (await core.RedeemAsync(one, await core.CodeAsync(OAuthCore.Request("one"), eve))).Value!.RefreshToken!;
        var evesTwo = (await core.RedeemAsync(two, await core.CodeAsync(OAuthCore.Request("two"), eve))).Value!.RefreshToken!;

        await core.Get<GrantStore>().RevokeOfUserAsync(new(), "local:bob", "one", "test", OAuthCore.Cancellation);
        Assert.Equal("invalid_grant", OAuthCore.CodeOf(await core.RefreshAsync(one, bobsOne)));
        await core.Get<GrantStore>().RevokeOfClientAsync(new(), "two", "test", OAuthCore.Cancellation);
        Assert.Equal("invalid_grant", OAuthCore.CodeOf(await core.RefreshAsync(two, bobsTwo)));
        Assert.Equal("invalid_grant", OAuthCore.CodeOf(await core.RefreshAsync(two, evesTwo)));

        Assert.Equal("", OAuthCore.CodeOf(await core.RefreshAsync(one, evesOne)));
    }
}
