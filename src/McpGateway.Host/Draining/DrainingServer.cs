using McpGateway.Host.Connections;
using McpGateway.Proxy.Streaming;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace McpGateway.Host.Draining;

/// <summary>
/// The web server, except for how it stops: notice to the load balancer, then an end to standing streams, then time for calls in flight. It
/// is the first of all that the host runs to stop: the store, the change feed and the writer of call records are there until it has.
/// </summary>
internal sealed partial class DrainingServer(
    IServer server, StopCheck readiness, StandingStreams streams, Handover handover, IOptions<DrainOptions> options, TimeProvider time,
    ILogger<DrainingServer> logger) : IServer
{
    private static readonly TimeSpan Recently = TimeSpan.FromMinutes(1);

    public IFeatureCollection Features => server.Features;

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull => server.StartAsync(application, cancellationToken);

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Notice > TimeSpan.Zero && readiness.WasAskedWithin(Recently))
        {
            LogNotice(options.Value.Notice);
            await Task.Delay(options.Value.Notice, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        LogDraining(options.Value.Calls);
        streams.Stop();
        using var limit = new CancellationTokenSource(options.Value.Calls, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);

        // Registered last, these run before what the tokens are linked to: before connections are closed.
        using var atLimit = limit.Token.Register(streams.CutCalls);
        using var atEnd = cancellationToken.Register(streams.CutCalls);
        try
        {
            await handover.RunAsync(either.Token);
            await server.StopAsync(either.Token);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // What did not end in time has been cut.
        }

        if (either.IsCancellationRequested)
        {
            LogCut();
        }
    }

    public void Dispose() => server.Dispose();

    [LoggerMessage(EventId = 13020, Level = LogLevel.Information,
        Message = "Stopping: not ready any more; new requests are still served for {Notice}.")]
    private partial void LogNotice(TimeSpan notice);

    [LoggerMessage(EventId = 13021, Level = LogLevel.Information,
        Message = "Stopping: standing streams end, and calls in flight have {Calls} to end.")]
    private partial void LogDraining(TimeSpan calls);

    [LoggerMessage(EventId = 13022, Level = LogLevel.Warning, Message = "Calls that did not end in time were cut (Drain:Calls).")]
    private partial void LogCut();
}
