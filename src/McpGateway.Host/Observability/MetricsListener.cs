using McpGateway.Foundation;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace McpGateway.Host.Observability;

/// <summary>
/// A server of its own for <c>/metrics</c>, where <c>Metrics:Port</c> is set: nothing else of the gateway can be reached there, and what
/// keeps the gateway busy does not keep the scraper waiting in a line of clients.
/// </summary>
internal sealed partial class MetricsListener(
    MetricsCounting counting, IOptions<MetricsOptions> options, ILogger<MetricsListener> logger) : IHostedService
{
    private WebApplication? _app;

    /// <summary>Where it listens; null when it does not.</summary>
    public string? Address =>
        _app?.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.Enabled || options.Value.Port is not { } port)
        {
            return;
        }

        var address = $"http://{Bracketed(options.Value.Address)}:{port}";
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Limits.MaxConcurrentConnections = 64;
        });
        builder.WebHost.UseUrls(address);
        var app = builder.Build();
        app.Run(ServeAsync);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException failure)
        {
            await app.DisposeAsync();
            throw new StartRefusedException(
                $"Metrics:Port (OTEL_PROMETHEUS_PORT): the gateway cannot listen on {address}: {failure.Message.Split('\n')[0]} "
                    + "Choose another port.",
                failure);
        }

        _app = app;
        LogListening(Address ?? address);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_app is { } app)
        {
            await app.StopAsync(cancellationToken);
            await app.DisposeAsync();
        }
    }

    private Task ServeAsync(HttpContext context)
    {
        if (context.Request.Path == MetricsEndpoint.Path && HttpMethods.IsGet(context.Request.Method))
        {
            return counting.ScrapeAsync(context);
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private static string Bracketed(string address) => address.Contains(':', StringComparison.Ordinal) ? $"[{address}]" : address;

    [LoggerMessage(EventId = 15000, Level = LogLevel.Information, Message = "Metrics are at {Address}/metrics, without authentication.")]
    private partial void LogListening(string address);
}
