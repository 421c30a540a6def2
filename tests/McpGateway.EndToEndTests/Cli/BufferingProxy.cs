using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace McpGateway.EndToEndTests.Cli;

/// <summary>A proxy as it should not be: it holds an answer back until it has ended, and tells the gateway what it likes.</summary>
internal sealed class BufferingProxy : IAsyncDisposable
{
    public const string HeldStream = "held stream";
    public const string CutStream = "cut stream";
    public const string NoDiagnostics = "no diagnostics";

    private readonly WebApplication _app;
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    private readonly Uri _gateway;
    private readonly bool _tellsItsName;

    private readonly string? _fault;

    private BufferingProxy(WebApplication app, Uri gateway, bool tellsItsName, string? fault) =>
        (_app, _gateway, _tellsItsName, _fault) = (app, gateway, tellsItsName, fault);

    public string Url => _app.Urls.Single();

    /// <param name="gateway">The gateway behind it.</param>
    /// <param name="tellsItsName">Whether it sends <c>X-Forwarded-Host</c> and <c>X-Forwarded-Proto</c>.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <param name="fault">What else it does wrong: one of the constants here; null for nothing.</param>
    public static async Task<BufferingProxy> StartAsync(
        Uri gateway, bool tellsItsName, CancellationToken cancellationToken, string? fault = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var proxy = new BufferingProxy(app, gateway, tellsItsName, fault);
        app.Run(proxy.RelayAsync);
        await app.StartAsync(cancellationToken);
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _client.Dispose();
    }

    /// <returns>Whether the request has had its answer.</returns>
    private async Task<bool> IsSpoiltAsync(HttpContext context)
    {
        switch (_fault, context.Request.Path.Value)
        {
            case (NoDiagnostics, "/api/diagnostics"):
                context.Response.StatusCode = StatusCodes.Status502BadGateway;
                return true;
            case (HeldStream or CutStream, "/api/diagnostics/stream"):
                context.Response.ContentType = "text/event-stream";
                await context.Response.WriteAsync("data: first\n\n", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                if (_fault == CutStream)
                {
                    context.Abort();
                    return true;
                }

                var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                await using (context.RequestAborted.Register(gone.SetResult))
                {
                    await gone.Task;
                }

                return true;
            default:
                return false;
        }
    }

    private async Task RelayAsync(HttpContext context)
    {
        if (await IsSpoiltAsync(context))
        {
            return;
        }

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
