using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace McpGateway.EndToEndTests.Cli;

/// <summary>A proxy as it should not be: it holds an answer back until it has ended, and tells the gateway what it likes.</summary>
internal sealed class BufferingProxy : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    private readonly Uri _gateway;
    private readonly bool _tellsItsName;

    private BufferingProxy(WebApplication app, Uri gateway, bool tellsItsName) =>
        (_app, _gateway, _tellsItsName) = (app, gateway, tellsItsName);

    public string Url => _app.Urls.Single();

    /// <param name="gateway">The gateway behind it.</param>
    /// <param name="tellsItsName">Whether it sends <c>X-Forwarded-Host</c> and <c>X-Forwarded-Proto</c>.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<BufferingProxy> StartAsync(Uri gateway, bool tellsItsName, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var proxy = new BufferingProxy(app, gateway, tellsItsName);
        app.Run(proxy.RelayAsync);
        await app.StartAsync(cancellationToken);
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _client.Dispose();
    }

    private async Task RelayAsync(HttpContext context)
    {
        using var request = new HttpRequestMessage(
            new(context.Request.Method), new Uri(_gateway, context.Request.Path + context.Request.QueryString.Value));
        if (AuthenticationHeaderValue.TryParse(context.Request.Headers.Authorization, out var credential))
        {
            request.Headers.Authorization = credential;
        }

        if (_tellsItsName)
        {
            request.Headers.Add("X-Forwarded-Host", context.Request.Host.Value);
            request.Headers.Add("X-Forwarded-Proto", context.Request.Scheme);
        }

        using var response = await _client.SendAsync(request, context.RequestAborted);
        var whole = await response.Content.ReadAsByteArrayAsync(context.RequestAborted);
        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        await context.Response.Body.WriteAsync(whole, context.RequestAborted);
    }
}
