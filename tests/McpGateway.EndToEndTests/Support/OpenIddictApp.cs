using System.Net;
using System.Text.Json;
using McpGateway.Tests.Logs;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenIddict.Client;
using OpenIddict.Client.AspNetCore;

namespace McpGateway.EndToEndTests.Support;

/// <summary>
/// A web application that has people sign in at the gateway with OpenIddict's client. Keeps nothing: no store, keys for one run.
/// </summary>
internal sealed class OpenIddictApp : IAsyncDisposable
{
    public const string Native = "native";
    public const string Service = "service";

    private readonly WebApplication _app;

    private OpenIddictApp(WebApplication app) => _app = app;

    public OpenIddictClientService Client => _app.Services.GetRequiredService<OpenIddictClientService>();

    public static async Task<OpenIddictApp> StartAsync(OAuthGateway gateway, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddAuthentication();
        builder.Services.AddOpenIddict().AddClient(options =>
        {
            options.AllowAuthorizationCodeFlow().AllowRefreshTokenFlow().AllowClientCredentialsFlow().AllowDeviceAuthorizationFlow();
            options.AddEphemeralEncryptionKey().AddEphemeralSigningKey().DisableTokenStorage();

            // The application is reached without TLS here, so its cookies must come back without it.
            options.UseAspNetCore().DisableTransportSecurityRequirement().EnableRedirectionEndpointPassthrough().Configure(host =>
                (host.CookieBuilder.SameSite, host.CookieBuilder.SecurePolicy) = (SameSiteMode.Lax, CookieSecurePolicy.SameAsRequest));
            options.UseSystemNetHttp();
            options.AddRegistration(new()
            {
                RegistrationId = Native,
                Issuer = new(gateway.Origin),
                ClientId = OAuthGateway.PublicClient,
                RedirectUri = new("callback", UriKind.Relative),
                Scopes = { "mcp", "offline_access" },
            });
            options.AddRegistration(new()
            {
                RegistrationId = Service,
                Issuer = new(gateway.Origin),
                ClientId = OAuthGateway.ServiceClient,
                ClientSecret = OAuthGateway.ServiceSecret,
                Scopes = { "mcp" },
            });
        });
        var app = builder.Build();
        app.UseAuthentication();
        app.MapGet("/login", () => Results.Challenge(
            new AuthenticationProperties(
                new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    [OpenIddictClientAspNetCoreConstants.Properties.RegistrationId] = Native,
                },
                new Dictionary<string, object?>(StringComparer.Ordinal) { ["resource"] = gateway.Resource }),
            [OpenIddictClientAspNetCoreDefaults.AuthenticationScheme]));
        app.MapGet("/callback", (Delegate)TokensAsync);
        await app.StartAsync(cancellationToken);
        return new(app);
    }

    /// <summary>A person opens the application, is sent to the gateway, allows the access and comes back.</summary>
    /// <param name="tamper">Changes the address that leads back; null leaves it.</param>
    public async Task<AppAnswer> SignInAsync(
        OAuthGateway gateway, CancellationToken cancellationToken, Func<Uri, Uri>? tamper = null)
    {
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var sent = await browser.GetAsync(new Uri(_app.Urls.Single() + "/login"), cancellationToken);
        Assert.Equal(HttpStatusCode.Found, sent.StatusCode);
        var back = await gateway.AllowAsync(sent.Headers.Location!.ToString(), cancellationToken);
        using var answer = await browser.GetAsync(tamper?.Invoke(back) ?? back, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            return new(answer.StatusCode, Tokens: null, text);
        }

        var tokens = JsonSerializer.Deserialize<AppTokens>(text, JsonSerializerOptions.Web)!;
        TestLog.Current.Secret(tokens.Refresh);
        return new(answer.StatusCode, tokens, Problem: "");
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task<IResult> TokensAsync(HttpContext context)
    {
        var result = await context.AuthenticateAsync(OpenIddictClientAspNetCoreDefaults.AuthenticationScheme);
        return result.Succeeded
            ? Results.Json(new AppTokens(
                result.Properties.GetTokenValue(OpenIddictClientAspNetCoreConstants.Tokens.BackchannelAccessToken) ?? "",
                result.Properties.GetTokenValue(OpenIddictClientAspNetCoreConstants.Tokens.RefreshToken) ?? ""))
            : Results.BadRequest(result.Failure?.Message);
    }
}

/// <summary>What the application answers to the person who comes back.</summary>
/// <param name="Problem">Why there are no tokens.</param>
internal sealed record AppAnswer(HttpStatusCode Status, AppTokens? Tokens, string Problem);

/// <summary>What the application got.</summary>
internal sealed record AppTokens(string Access, string Refresh);
