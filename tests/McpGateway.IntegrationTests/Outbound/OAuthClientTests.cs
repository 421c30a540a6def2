using System.Collections.Concurrent;
using McpGateway.Foundation;
using McpGateway.Foundation.Http.Outbound;
using McpGateway.Foundation.OAuth;
using McpGateway.IntegrationTests.Proxy;
using Microsoft.AspNetCore.Http;

namespace McpGateway.IntegrationTests.Outbound;

/// <summary>The OAuth client as an authorization server sees it.</summary>
public sealed class OAuthClientTests
{
    private const string Tokens = """{"access_token":"at","token_type":"Bearer","expires_in":60}""";

    private readonly ConcurrentQueue<Seen> _seen = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ClientAuthentications.Basic, "s e:c", "Basic aWQlMkYxOnMlMjBlJTNBYw==", "grant_type=refresh_token refresh_token=rt")]
    [InlineData(ClientAuthentications.Post, "s", "", "grant_type=refresh_token refresh_token=rt client_id=id/1 client_secret=s")]
    [InlineData(ClientAuthentications.None, null, "", "grant_type=refresh_token refresh_token=rt client_id=id/1")]
    public async Task RequestTokens_Client_AuthenticatesItsWay(string authentication, string? secret, string header, string form)
    {
        await using var rig = await StartAsync(200, Tokens);
        var client = new ClientCredential("id/1", authentication) { Secret = secret };

        var reply = await rig.OAuth.RequestTokensAsync(
            new Uri(rig.Address, "/token"), client, OAuthGrants.Refresh("rt", null), Cancellation);

        Assert.Equal("at", reply.Tokens!.AccessToken);
        Assert.Equal(new Seen("POST", "/token", header, "application/json", form), Assert.Single(_seen));
    }

    [Fact]
    public async Task RequestTokens_Lifetime_CountsFromTheClock()
    {
        var clock = new TimerClock();
        await using var rig = await StartAsync(200, Tokens, clock: clock);

        var reply = await RequestAsync(rig);

        Assert.Equal(clock.GetUtcNow().AddMinutes(1), reply.Tokens!.ExpiresAt);
    }

    [Theory]
    [InlineData(400, """{"error":"invalid_grant","error_description":"in the description"}""", "invalid_grant", true)]
    [InlineData(401, """{"error":"invalid_client"}""", "invalid_client", false)]
    [InlineData(503, "<html>in the page</html>", "no_error_code", false)]
    [InlineData(200, """{"token_type":"Bearer"}""", "invalid_answer", false)]
    public async Task RequestTokens_Refusal_IsItsCode(int status, string body, string error, bool isFinal)
    {
        await using var rig = await StartAsync(status, body);

        var reply = await RequestAsync(rig);

        Assert.Null(reply.Tokens);
        Assert.Equal((error, isFinal, status), (reply.Error, reply.IsFinal, reply.Answer!.Status));
        Assert.DoesNotContain("in the", reply.Answer.Content().Error?.Detail ?? "", StringComparison.Ordinal);
    }

    /// <summary>A redirected token request would send the client's secret and the code to another place.</summary>
    [Fact]
    public async Task RequestTokens_Redirect_IsNotFollowed()
    {
        await using var rig = await StartAsync(307, "", context => context.Response.Headers.Location = "/elsewhere");

        var reply = await RequestAsync(rig);

        Assert.Null(reply.Tokens);
        Assert.Single(_seen);
        Assert.Equal($"{rig.Host} answered 307", reply.Answer!.Content().Error!.Detail);
    }

    [Fact]
    public async Task RequestTokens_TooLargeAnswer_IsAFailureThatKeepsTheStatus()
    {
        await using var rig = await StartAsync(
            200, new string(' ', 5000) + Tokens, profile: new() { Reach = OutboundReach.Private, MaxResponseBytes = 4096 });

        var reply = await RequestAsync(rig);

        Assert.Null(reply.Tokens);
        Assert.Equal(200, reply.Answer!.Status);
        Assert.Equal(
            (ErrorKind.BadGateway, $"{rig.Host} answered with more than 4096 bytes"),
            (reply.Answer.Content().Error!.Kind, reply.Answer.Content().Error!.Detail));
    }

    [Fact]
    public async Task RequestTokens_RefusedAddress_IsAFailureWithoutAStatus()
    {
        await using var rig = await StartAsync(200, Tokens, profile: new() { Reach = OutboundReach.Public });

        var reply = await RequestAsync(rig);

        Assert.Equal(("no_error_code", 0, false), (reply.Error, reply.Answer!.Status, reply.IsFinal));
        Assert.Equal(ErrorKind.Unavailable, reply.Answer.Failure!.Kind);
        Assert.Empty(_seen);
    }

    [Fact]
    public async Task Get_Bearer_GoesInTheHeader()
    {
        await using var rig = await StartAsync(200, """{"sub":"kim"}""");

        var with = await rig.OAuth.GetAsync(new Uri(rig.Address, "/userinfo?a=b"), "at", Cancellation);
        var without = await rig.OAuth.GetAsync(new Uri(rig.Address, "/keys"), bearer: null, Cancellation);

        Assert.Equal("kim", with.Text("sub"));
        Assert.True(without.IsSuccess);
        Assert.Equal(
            [
                new("GET", "/userinfo?a=b", "Bearer at", "application/json", ""),
                new("GET", "/keys", "", "application/json", ""),
            ],
            _seen);
    }

    [Fact]
    public async Task Send_StatedAccept_IsKept()
    {
        await using var rig = await StartAsync(
            401, "", context => context.Response.Headers.WWWAuthenticate = "Bearer resource_metadata=\"https://mcp.example/m\"");

        using var request = rig.Get("/mcp");
        request.Headers.Accept.ParseAdd("text/event-stream");
        var answer = await rig.OAuth.SendAsync(request, Cancellation);

        Assert.Equal("text/event-stream", Assert.Single(_seen).Accept);
        Assert.Equal("https://mcp.example/m", ChallengeParameter.Find(answer.Challenge, "resource_metadata")!.ToString());
        Assert.True(answer.SaysNotHere);
        Assert.Null(answer.Failure);
    }

    [Fact]
    public async Task Revoke_Token_IsSentWithItsHintWhateverTheAnswer()
    {
        await using var rig = await StartAsync(503, "");

        await rig.OAuth.RevokeAsync(
            new Uri(rig.Address, "/revoke"), new("id", ClientAuthentications.Post) { Secret = "s" }, "rt", "refresh_token", Cancellation);

        Assert.Equal("token=rt token_type_hint=refresh_token client_id=id client_secret=s", Assert.Single(_seen).Form);
    }

    [Fact]
    public async Task Metadata_Document_IsReadFromItsPlace()
    {
        await using var rig = await StartAsync(
            200, """{"issuer":"https://as.example","code_challenge_methods_supported":["S256"]}""");

        var address = AuthorizationServerMetadata.AddressesOf(new Uri(rig.Address, "/tenant")).First();
        var metadata = AuthorizationServerMetadata.Read(await rig.OAuth.GetAsync(address, bearer: null, Cancellation));

        Assert.Equal("/.well-known/oauth-authorization-server/tenant", Assert.Single(_seen).Path);
        Assert.Equal("https://as.example", metadata.Issuer);
        Assert.True(metadata.OffersS256);
    }

    [Fact]
    public async Task Log_OfATokenRequest_HoldsNoSecret()
    {
        await using var rig = await StartAsync(200, """{"access_token":"secret-token","refresh_token":"secret-refresh"}""");

        var reply = await rig.OAuth.RequestTokensAsync(
            new Uri(rig.Address, "/token?key=secret-query"), new("id", ClientAuthentications.Post) { Secret = "secret-secret" },
            OAuthGrants.AuthorizationCode("secret-code", "https://gateway.example", "secret-verifier"), Cancellation);

        Assert.NotNull(reply.Tokens);
        Assert.DoesNotContain("secret-", rig.Log.Text + reply + reply.Answer, StringComparison.Ordinal);
    }

    private static Task<TokenReply> RequestAsync(OutboundRig rig) => rig.OAuth.RequestTokensAsync(
        new Uri(rig.Address, "/token"), new("id", ClientAuthentications.None), OAuthGrants.Refresh("rt", null), Cancellation);

    private Task<OutboundRig> StartAsync(
        int status, string body, Action<HttpContext>? further = null, OutboundProfile? profile = null, TimeProvider? clock = null) =>
        OutboundRig.StartAsync(
            async context =>
            {
                _seen.Enqueue(await Seen.OfAsync(context.Request));
                context.Response.StatusCode = status;
                context.Response.ContentType = "application/json";
                further?.Invoke(context);
                await context.Response.WriteAsync(body);
            },
            profile,
            clock);

    private sealed record Seen(string Method, string Path, string Authorization, string Accept, string Form)
    {
        public static async Task<Seen> OfAsync(HttpRequest request) => new(
            request.Method, request.Path + request.QueryString.ToString(), request.Headers.Authorization.ToString(),
            request.Headers.Accept.ToString(),
            request.HasFormContentType
                ? string.Join(' ', (await request.ReadFormAsync()).Select(field => $"{field.Key}={field.Value}"))
                : "");
    }
}
