using System.Net;
using Duende.IdentityModel.Client;
using Duende.IdentityModel.OidcClient;
using McpGateway.EndToEndTests.Support;
using McpGateway.Tests.Logs;

namespace McpGateway.EndToEndTests;

/// <summary>
/// Duende's client libraries as they are documented. Our server issues no identity tokens, so OidcClient is used as a client of plain
/// OAuth: without the scope <c>openid</c> it asks for none.
/// </summary>
public sealed class DuendeClientTests : IAsyncLifetime
{
    private const string Callback = "http://127.0.0.1:43210/callback";

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });
    private OAuthGateway _gateway = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _gateway = await OAuthGateway.StartAsync(Cancellation);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task OidcClient_SignsIn_CallsAServer_AndRefreshes()
    {
        var client = Client();
        var state = await client.PrepareLoginAsync(cancellationToken: Cancellation);
        Assert.False(state.IsError, state.Error);

        var back = await _gateway.AllowAsync(state.StartUrl, Cancellation);
        var login = await client.ProcessResponseAsync(back.Query, state, cancellationToken: Cancellation);
        Assert.False(login.IsError, $"{login.Error}: {login.ErrorDescription}");
        Assert.Equal(_gateway.Resource, OAuthGateway.ClaimOf(login.AccessToken, "aud"));
        Assert.Equal(HttpStatusCode.OK, await _gateway.CallAsync(login.AccessToken, Cancellation));

        TestLog.Current.Secret(login.RefreshToken);
        var refreshed = await client.RefreshTokenAsync(login.RefreshToken, cancellationToken: Cancellation);
        Assert.False(refreshed.IsError, $"{refreshed.Error}: {refreshed.ErrorDescription}");
        Assert.NotEqual(login.AccessToken, refreshed.AccessToken);
        Assert.NotEqual(login.RefreshToken, refreshed.RefreshToken);
        Assert.Equal(HttpStatusCode.OK, await _gateway.CallAsync(refreshed.AccessToken, Cancellation));
    }

    [Fact]
    public async Task OidcClient_ResponseWithAnotherState_IsNotRedeemed()
    {
        var client = Client();
        var state = await client.PrepareLoginAsync(cancellationToken: Cancellation);
        var other = await client.PrepareLoginAsync(cancellationToken: Cancellation);

        var back = await _gateway.AllowAsync(state.StartUrl, Cancellation);
        var mixed = await client.ProcessResponseAsync(back.Query, other, cancellationToken: Cancellation);

        Assert.True(mixed.IsError);
        Assert.Null(mixed.AccessToken);
    }

    [Fact]
    public async Task Discovery_StrictPolicy_AcceptsTheMetadata()
    {
        var metadata = await DiscoverAsync();

        Assert.Equal(_gateway.Origin, metadata.Issuer);
        Assert.True(metadata.AuthorizationResponseIssParameterSupported);
        Assert.NotEmpty(metadata.KeySet!.Keys);

        var authorization = new RequestUrl(metadata.AuthorizeEndpoint!).CreateAuthorizeUrl(
            OAuthGateway.PublicClient, "code", scope: "mcp", redirectUri: Callback, state: "s", codeChallenge: new string('A', 43),
            codeChallengeMethod: "S256");
        var response = new AuthorizeResponse((await _gateway.AllowAsync(authorization, Cancellation)).ToString());
        Assert.Equal((false, "s", _gateway.Origin), (response.IsError, response.State, response.Issuer));
    }

    [Fact]
    public async Task Registration_ThenDeviceFlow_GetsTokens_AndRevokesThem()
    {
        var metadata = await DiscoverAsync();
        var registered = await _http.RegisterClientAsync(
            new()
            {
                Address = metadata.RegistrationEndpoint,
                Document = new()
                {
                    ClientName = "Television",
                    GrantTypes = { "urn:ietf:params:oauth:grant-type:device_code", "refresh_token" },
                    TokenEndpointAuthenticationMethod = "none",
                },
            },
            Cancellation);
        Assert.False(registered.IsError, $"{registered.Error}: {registered.ErrorDescription}");
        var begun = await _http.RequestDeviceAuthorizationAsync(
            new()
            {
                Address = metadata.DeviceAuthorizationEndpoint,
                ClientId = registered.ClientId!,
                Scope = "mcp",
                ClientCredentialStyle = ClientCredentialStyle.PostBody,
            },
            Cancellation);
        Assert.False(begun.IsError, $"{begun.Error}: {begun.ErrorDescription}");
        await _gateway.AllowDeviceAsync(begun.UserCode!, Cancellation);

        var tokens = await _http.RequestDeviceTokenAsync(
            new()
            {
                Address = metadata.TokenEndpoint,
                ClientId = registered.ClientId!,
                DeviceCode = begun.DeviceCode!,
                ClientCredentialStyle = ClientCredentialStyle.PostBody,
            },
            Cancellation);
        Assert.False(tokens.IsError, $"{tokens.Error}: {tokens.ErrorDescription}");
        Assert.Equal(HttpStatusCode.OK, await _gateway.CallAsync(tokens.AccessToken, Cancellation));

        var revoked = await _http.RevokeTokenAsync(
            new()
            {
                Address = metadata.RevocationEndpoint,
                ClientId = registered.ClientId!,
                Token = TestLog.Current.Secret(tokens.RefreshToken!),
                TokenTypeHint = "refresh_token",
                ClientCredentialStyle = ClientCredentialStyle.PostBody,
            },
            Cancellation);
        Assert.False(revoked.IsError, revoked.Error);
        Assert.Equal(HttpStatusCode.Unauthorized, await _gateway.CallAsync(tokens.AccessToken, Cancellation));
    }

    [Theory]
    [InlineData(ClientCredentialStyle.AuthorizationHeader)]
    [InlineData(ClientCredentialStyle.PostBody)]
    public async Task ClientCredentials_GetsAToken_ThatIntrospectionKnows(ClientCredentialStyle style)
    {
        var metadata = await DiscoverAsync();
        var tokens = await _http.RequestClientCredentialsTokenAsync(
            new()
            {
                Address = metadata.TokenEndpoint,
                ClientId = OAuthGateway.ServiceClient,
                ClientSecret = OAuthGateway.ServiceSecret,
                ClientCredentialStyle = style,
                Scope = "mcp",
                Resource = { _gateway.Resource },
            },
            Cancellation);
        Assert.False(tokens.IsError, $"{tokens.Error}: {tokens.ErrorDescription}");
        Assert.Equal(HttpStatusCode.OK, await _gateway.CallAsync(tokens.AccessToken, Cancellation));

        var state = await _http.IntrospectTokenAsync(
            new()
            {
                Address = metadata.IntrospectionEndpoint,
                ClientId = OAuthGateway.ServiceClient,
                ClientSecret = OAuthGateway.ServiceSecret,
                ClientCredentialStyle = style,
                Token = tokens.AccessToken!,
            },
            Cancellation);
        Assert.False(state.IsError, state.Error);
        Assert.True(state.IsActive);
        Assert.Contains(state.Claims, claim => claim.Type == "client_id" && claim.Value == OAuthGateway.ServiceClient);
    }

    private OidcClient Client() => new(new()
    {
        Authority = _gateway.Origin,
        ClientId = OAuthGateway.PublicClient,
        RedirectUri = Callback,
        Scope = "mcp offline_access",
        Resource = [_gateway.Resource],
        LoadProfile = false,
    });

    private async Task<DiscoveryDocumentResponse> DiscoverAsync()
    {
        var metadata = await _http.GetDiscoveryDocumentAsync(_gateway.Origin, Cancellation);
        Assert.False(metadata.IsError, metadata.Error);
        return metadata;
    }
}
