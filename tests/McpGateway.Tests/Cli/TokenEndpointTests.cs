using System.Net;
using System.Text;
using McpGateway.Cli.OAuth;

namespace McpGateway.Tests.Cli;

public sealed class TokenEndpointTests
{
    private static readonly Uri Address = new("https://provider.example/token");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>What is not a text is not taken for one: it would be kept, and sent.</summary>
    [Theory]
    [InlineData("""{"access_token": 42}""")]
    [InlineData("""{"access_token": true}""")]
    [InlineData("""{"access_token": {"value": "t"}}""")]
    [InlineData("""{"access_token": ["t"]}""")]
    [InlineData("""{"access_token": null}""")]
    public async Task Request_AccessTokenThatIsNoText_IsNone(string answer) =>
        await Assert.ThrowsAsync<OAuthFailure>(() => RequestAsync(answer));

    [Fact]
    public async Task Request_OtherMembersThatAreNoTexts_AreLeftOut()
    {
        var tokens = await RequestAsync(
            """{"access_token": "t", "refresh_token": 7, "scope": ["a"], "token_type": false, "error": false}""");

        Assert.Equal(("t", null, null, "Bearer"), (tokens.AccessToken, tokens.RefreshToken, tokens.Scope, tokens.TokenType));
    }

    private static async Task<OAuthTokens> RequestAsync(string answer)
    {
        using var endpoint = new TokenEndpoint(new Answering(answer), TimeProvider.System);
        return await endpoint.ForApplicationAsync(Address, new("client", null, UsesBasic: false), null, Cancellation);
    }

    private sealed class Answering(string json) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = new StringContent(json, Encoding.UTF8, "application/json"),
            });
    }
}
