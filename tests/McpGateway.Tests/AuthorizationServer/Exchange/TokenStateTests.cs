using McpGateway.AuthorizationServer.Exchange;
using McpGateway.AuthorizationServer.Protocol;
using McpGateway.Identity.Tokens;

namespace McpGateway.Tests.AuthorizationServer.Exchange;

/// <summary>What a client may learn of tokens (RFC 7662), and end (RFC 7009): its own, never another's.</summary>
public sealed class TokenStateTests
{
    [Fact]
    public async Task Describe_OwnTokens_SaysWhoseAndForWhat()
    {
        await using var core = await OAuthCore.StartAsync();
        var client = await core.ClientAsync();
        var tokens = (await core.RedeemAsync(client, await core.CodeAsync())).Value!;

        var access = (await core.Get<TokenState>().DescribeAsync(client, tokens.Token.Text, OAuthCore.Cancellation))!;
        var refresh = (await core.Get<TokenState>().DescribeAsync(client, tokens.RefreshToken!, OAuthCore.Cancellation))!;

        Assert.Equal(
            ("client", "bob", "local:bob", OAuthScopes.Everything, "Bearer", OAuthCore.Origin),
            ((string)access["client_id"]!, (string)access["username"]!, (string)access["sub"]!, (string)access["scope"]!,
                (string)access["token_type"]!,
                (string)access["iss"]!));
        Assert.Equal(tokens.Token.Id, (string)access["jti"]!);
        Assert.Equal(900, (long)access["exp"]! - (long)access["iat"]!);
        Assert.Equal("[\"staff\"]", access["groups"]!.ToJsonString());
        Assert.Equal(
            ("client", "bob", OAuthCore.Origin), ((string)refresh["client_id"]!, (string)refresh["username"]!, (string)refresh["iss"]!));
        Assert.True((bool)refresh["active"]!);
        Assert.Equal(core.Core.Clock.GetUtcNow().AddDays(30).ToUnixTimeSeconds(), (long)refresh["exp"]!);
    }

    [Theory]
    [InlineData("another client")]
    [InlineData("used refresh token")]
    [InlineData("revoked")]
    [InlineData("user disabled")]
    [InlineData("invented")]
    public async Task Describe_NotActiveOrNotOwn_IsNothing(string what)
    {
        await using var core = await OAuthCore.StartAsync();
        var client = await core.ClientAsync();
        var asking = what == "another client" ? await core.ClientAsync("other") : client;
        var tokens = (await core.RedeemAsync(client, await core.CodeAsync())).Value!;
        var (access, refresh) = (tokens.Token.Text, tokens.RefreshToken!);
        switch (what)
        {
            case "used refresh token":
                await core.RefreshAsync(client, refresh);
                access = "x";
                break;
            case "revoked":
                await core.Get<TokenState>().RevokeAsync(client, refresh, OAuthCore.Cancellation);
                break;
            case "user disabled":
                await core.Core.PutUserAsync("bob", user => user with { IsEnabled = false });
                break;
            case "invented":
                (access, refresh) = ("a.b.c", "mgr_AAAA");
                break;
            default:
                break;
        }

        Assert.Null(await core.Get<TokenState>().DescribeAsync(asking, access, OAuthCore.Cancellation));
        Assert.Null(await core.Get<TokenState>().DescribeAsync(asking, refresh, OAuthCore.Cancellation));
    }

    [Fact]
    public async Task Revoke_AccessToken_EndsItAlone_AndRefreshToken_TheWholeFamily()
    {
        await using var core = await OAuthCore.StartAsync();
        var client = await core.ClientAsync();
        var first = (await core.RedeemAsync(client, await core.CodeAsync())).Value!;

        await core.Get<TokenState>().RevokeAsync(client, first.Token.Text, OAuthCore.Cancellation);
        Assert.Equal(TokenRefusal.Revoked, (await core.Core.JudgeAsync(first.Token.Text)).Refusal);
        var second = (await core.RefreshAsync(client, first.RefreshToken!)).Value!;
        Assert.Equal(TokenRefusal.None, (await core.Core.JudgeAsync(second.Token.Text)).Refusal);

        await core.Get<TokenState>().RevokeAsync(client, first.RefreshToken!, OAuthCore.Cancellation);
        Assert.Equal(TokenRefusal.Revoked, (await core.Core.JudgeAsync(second.Token.Text)).Refusal);
        Assert.Equal("invalid_grant", OAuthCore.CodeOf(await core.RefreshAsync(client, second.RefreshToken!)));
    }

    [Fact]
    public async Task Revoke_AnotherClientsTokens_ChangesNothing()
    {
        await using var core = await OAuthCore.StartAsync();
        var (client, other) = (await core.ClientAsync(), await core.ClientAsync("other"));
        var tokens = (await core.RedeemAsync(client, await core.CodeAsync())).Value!;

        await core.Get<TokenState>().RevokeAsync(other, tokens.Token.Text, OAuthCore.Cancellation);
        await core.Get<TokenState>().RevokeAsync(other, tokens.RefreshToken!, OAuthCore.Cancellation);
        await core.Get<TokenState>().RevokeAsync(other, "garbage", OAuthCore.Cancellation);

        Assert.Equal(TokenRefusal.None, (await core.Core.JudgeAsync(tokens.Token.Text)).Refusal);
        Assert.Equal("", OAuthCore.CodeOf(await core.RefreshAsync(client, tokens.RefreshToken!)));
    }

    [Fact]
    public async Task Revoke_ApiTokenOfTheUser_IsNotTheClientsToEnd()
    {
        await using var core = await OAuthCore.StartAsync();
        var client = await core.ClientAsync("user-generated");
        var token = core.Core.Issue();

        await core.Get<TokenState>().RevokeAsync(client, token.Text, OAuthCore.Cancellation);

        Assert.Equal(TokenRefusal.None, (await core.Core.JudgeAsync(token.Text)).Refusal);
        Assert.Null(await core.Get<TokenState>().DescribeAsync(client, token.Text, OAuthCore.Cancellation));
    }

    [Theory]
    [InlineData("invalid_request", 400)]
    [InlineData("invalid_client", 401)]
    [InlineData("temporarily_unavailable", 429)]
    public void Errors_OfTheProtocol_HaveTheirStatusAndHeaders(string code, int status)
    {
        var error = code switch
        {
            "invalid_client" => OAuthErrors.InvalidClient("d"),
            "temporarily_unavailable" => OAuthErrors.TooMany(),
            _ => OAuthErrors.InvalidRequest("d"),
        };
        foreach (var sentHeader in (bool[])[true, false])
        {
            var context = new Microsoft.AspNetCore.Http.DefaultHttpContext();
            if (sentHeader)
            {
                context.Request.Headers.Authorization = "Basic eDp5";
            }

            var result = Assert.IsAssignableFrom<Microsoft.AspNetCore.Http.IStatusCodeHttpResult>(error.ToOAuthResult(context));

            Assert.Equal(status, result.StatusCode);
            Assert.Equal("no-store", context.Response.Headers.CacheControl);
            Assert.Equal(status == 429 ? "60" : "", context.Response.Headers.RetryAfter.ToString());
            Assert.Equal(
                status == 401 && sentHeader ? "Basic realm=\"mcp-gateway\"" : "", context.Response.Headers.WWWAuthenticate.ToString());
        }
    }
}
