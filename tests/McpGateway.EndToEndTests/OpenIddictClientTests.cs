using System.Net;
using McpGateway.EndToEndTests.Support;
using McpGateway.Tests.Logs;

namespace McpGateway.EndToEndTests;

/// <summary>OpenIddict's client, in a web application and by itself.</summary>
public sealed class OpenIddictClientTests : IAsyncLifetime
{
    private OAuthGateway _gateway = null!;
    private OpenIddictApp _app = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _gateway = await OAuthGateway.StartAsync(Cancellation);
        _app = await OpenIddictApp.StartAsync(_gateway, Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task WebApplication_SignsIn_CallsAServer_AndRefreshes()
    {
        var (status, tokens, problem) = await _app.SignInAsync(_gateway, Cancellation);
        Assert.True(status == HttpStatusCode.OK, problem);
        Assert.Equal(_gateway.Resource, OAuthGateway.ClaimOf(tokens!.Access, "aud"));
        Assert.Equal(HttpStatusCode.OK, await _gateway.CallAsync(tokens.Access, Cancellation));

        var refreshed = await _app.Client.AuthenticateWithRefreshTokenAsync(
            new()
            {
                RegistrationId = OpenIddictApp.Native,
                RefreshToken = tokens.Refresh,
                DisableUserInfo = true,
                CancellationToken = Cancellation,
            });
        Assert.NotEqual(tokens.Access, refreshed.AccessToken);
        Assert.NotEqual(tokens.Refresh, TestLog.Current.Secret(refreshed.RefreshToken!));
        Assert.Equal(HttpStatusCode.OK, await _gateway.CallAsync(refreshed.AccessToken, Cancellation));
    }

    [Theory]
    [InlineData("iss")]
    [InlineData("state")]
    public async Task WebApplication_ResponseWithoutOrWithAnother_IsRefusedByTheClient(string parameter)
    {
        var other = await _app.SignInAsync(_gateway, Cancellation, back => Without(back, parameter, "x"));
        var absent = await _app.SignInAsync(_gateway, Cancellation, back => Without(back, parameter, null));

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (other.Status, absent.Status));
    }

    [Fact]
    public async Task ClientCredentials_GetsAToken()
    {
        var result = await _app.Client.AuthenticateWithClientCredentialsAsync(
            new() { RegistrationId = OpenIddictApp.Service, Resources = [_gateway.Resource], CancellationToken = Cancellation });

        Assert.Equal(_gateway.Resource, OAuthGateway.ClaimOf(result.AccessToken, "aud"));
        Assert.Equal(HttpStatusCode.OK, await _gateway.CallAsync(result.AccessToken, Cancellation));
    }

    [Fact]
    public async Task DeviceFlow_GetsTokens()
    {
        var begun = await _app.Client.ChallengeUsingDeviceAsync(
            new() { RegistrationId = OpenIddictApp.Native, Resources = [_gateway.Resource], CancellationToken = Cancellation });
        await _gateway.AllowDeviceAsync(begun.UserCode, Cancellation);
        TestLog.Current.Secret(begun.DeviceCode);

        var result = await _app.Client.AuthenticateWithDeviceAsync(new()
        {
            RegistrationId = OpenIddictApp.Native,
            DeviceCode = begun.DeviceCode,
            Interval = begun.Interval,
            Timeout = begun.ExpiresIn,
            DisableUserInfo = true,
            CancellationToken = Cancellation,
        });

        Assert.NotEmpty(TestLog.Current.Secret(result.RefreshToken!));
        Assert.Equal(HttpStatusCode.OK, await _gateway.CallAsync(result.AccessToken, Cancellation));
    }

    private static Uri Without(Uri address, string parameter, string? value)
    {
        var query = System.Web.HttpUtility.ParseQueryString(address.Query);
        Assert.NotNull(query[parameter]);
        query[parameter] = value;
        if (value is null)
        {
            query.Remove(parameter);
        }

        return new UriBuilder(address) { Query = query.ToString() }.Uri;
    }
}
