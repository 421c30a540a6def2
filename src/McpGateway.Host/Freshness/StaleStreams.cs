using McpGateway.Foundation.Documents;
using McpGateway.Proxy.Streaming;
using Microsoft.Extensions.Options;

namespace McpGateway.Host.Freshness;

/// <summary>
/// Ends streams that were opened while the state in memory was fresh, when it no longer is. Has nothing to do unless that is wanted.
/// </summary>
internal sealed class StaleStreams(
    StoreFreshness freshness, StandingStreams streams, IOptions<StalenessOptions> options, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (options.Value.DenyWhenStale && !stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (freshness.Denies)
            {
                streams.EndAll();
            }
        }
    }
}
