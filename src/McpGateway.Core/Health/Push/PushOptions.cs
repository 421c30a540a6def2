using McpGateway.Foundation.Settings;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Health.Push;

/// <summary>Limits of the WebSocket that pushes health changes.</summary>
public sealed class PushOptions
{
    public const string Section = "Health:Push";

    /// <summary>
    /// Sockets at a time. 1 to 100,000. <c>MAX_WEBSOCKET_CONNECTIONS</c> sets it. One user has at most half of what the others leave.
    /// </summary>
    public int MaxConnections { get; set; } = 100;

    /// <summary>How long a slow client may hold up one frame. 100 ms to 1 minute. <c>WEBSOCKET_SEND_TIMEOUT_SECONDS</c> sets it.</summary>
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Shortest time between two frames. 0 to 1 minute. <c>WEBSOCKET_BROADCAST_INTERVAL_MS</c> sets it.</summary>
    public TimeSpan BroadcastInterval { get; set; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Servers in one frame. 1 to 10,000. <c>WEBSOCKET_MAX_BATCH_SIZE</c> sets it.</summary>
    public int MaxBatchSize { get; set; } = 20;

    /// <summary>How often an idle socket is pinged. 1 s to 10 minutes.</summary>
    public TimeSpan KeepAliveInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>A socket ends after this long and the client connects again, with what it may see then. 1 minute to 1 day.</summary>
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromHours(1);
}

internal sealed class PushOptionsValidator : IValidateOptions<PushOptions>
{
    public ValidateOptionsResult Validate(string? name, PushOptions options)
    {
        var problems = new ValidateOptionsResultBuilder();
        var minute = TimeSpan.FromMinutes(1);
        problems.Range("Health:Push:MaxConnections (MAX_WEBSOCKET_CONNECTIONS)", options.MaxConnections, 1, 100_000);
        problems.Range(
            "Health:Push:SendTimeout (WEBSOCKET_SEND_TIMEOUT_SECONDS)", options.SendTimeout, TimeSpan.FromMilliseconds(100),
            minute);
        problems.Range("Health:Push:BroadcastInterval (WEBSOCKET_BROADCAST_INTERVAL_MS)", options.BroadcastInterval, TimeSpan.Zero, minute);
        problems.Range("Health:Push:MaxBatchSize (WEBSOCKET_MAX_BATCH_SIZE)", options.MaxBatchSize, 1, 10_000);
        problems.Range("Health:Push:KeepAliveInterval", options.KeepAliveInterval, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        problems.Range("Health:Push:MaxAge", options.MaxAge, minute, TimeSpan.FromDays(1));
        return problems.Build();
    }
}
