using System.Globalization;
using McpGateway.Foundation.Http;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace McpGateway.Host.Https;

/// <summary>
/// The answers to plain HTTP, and what HTTPS answers say about themselves. Without its settings nothing of this is on a request's way.
/// </summary>
internal static class HttpsServices
{
    private const string OwnAuthorization = "X-Authorization";

    public static void AddHttpsOptions(this IServiceCollection services)
    {
        services.AddOptions<HttpsOptions>().BindConfiguration(HttpsOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<HttpsOptions>, HttpsOptionsValidator>();
    }

    public static void UseHttpsRules(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<HttpsOptions>>().Value;
        if (options.HstsMaxAge > TimeSpan.Zero)
        {
            app.UseStrictTransport(HeaderOf(options));
        }

        if (options.Redirect)
        {
            app.UseNoPlainHttp(app.Services.GetRequiredService<PublicOrigin>(), options.Port);
        }
    }

    private static void UseStrictTransport(this WebApplication app, string header) => app.Use(next => context =>
    {
        if (context.Request.IsHttps)
        {
            // Last, because an upstream's word on its own host is not ours.
            context.Response.OnStarting(() =>
            {
                context.Response.Headers.StrictTransportSecurity = header;
                return Task.CompletedTask;
            });
        }

        return next(context);
    });

    private static void UseNoPlainHttp(this WebApplication app, PublicOrigin origin, int port) => app.Use(next => context =>
    {
        var request = context.Request;
        if (request.IsHttps || request.Path.StartsWithSegments("/health", StringComparison.Ordinal))
        {
            return next(context);
        }

        var address = SecureAddress(request, origin, port);
        if (IsVisit(request))
        {
            context.Response.Headers.Location = address;
            context.Response.StatusCode = StatusCodes.Status308PermanentRedirect;
            return Task.CompletedTask;
        }

        return ErrorResults
            .Detail(
                StatusCodes.Status403Forbidden,
                $"This gateway is reached by HTTPS only: use {address}. Exchange the credential that was sent.")
            .ExecuteAsync(context);
    });

    /// <summary>
    /// What a browser's address line sends. A call would lose its credential on the way to another scheme, and fail without a reason.
    /// </summary>
    private static bool IsVisit(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && !request.Headers.ContainsKey(HeaderNames.Authorization)
        && !request.Headers.ContainsKey(OwnAuthorization);

    private static string SecureAddress(HttpRequest request, PublicOrigin origin, int port)
    {
        var rest = request.Path.ToUriComponent() + request.QueryString.ToUriComponent();
        if (origin.Configured is { } address && address.StartsWith("https://", StringComparison.Ordinal))
        {
            return address + rest;
        }

        var host = port == 443 ? new HostString(request.Host.Host) : new HostString(request.Host.Host, port);
        return $"https://{host.ToUriComponent()}{request.PathBase.ToUriComponent()}{rest}";
    }

    private static string HeaderOf(HttpsOptions options) => string.Create(
        CultureInfo.InvariantCulture,
        $"max-age={(long)options.HstsMaxAge.TotalSeconds}")
        + (options.HstsIncludeSubDomains ? "; includeSubDomains" : "")
        + (options.HstsPreload ? "; preload" : "");
}
