using McpGateway.Foundation.Settings;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Health;

/// <summary>How servers are checked and how their tools are discovered.</summary>
public sealed class HealthOptions
{
    public const string Section = "Health";

    /// <summary>Time between two checks of a server. 1 s to 1 day. <c>HEALTH_CHECK_INTERVAL_SECONDS</c> sets it.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(300);

    /// <summary>
    /// How long each of the steps may take that a server need not answer: <c>ping</c>, <c>notifications/initialized</c>. 100 ms to 1
    /// minute. <c>HEALTH_CHECK_TIMEOUT_SECONDS</c> sets it.
    /// </summary>
    public TimeSpan PingTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long <c>server/discover</c> may take, with which a check begins; then it goes on with <c>initialize</c>. 100 ms to 1 minute.
    /// </summary>
    public TimeSpan DiscoverTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long <c>initialize</c>, or opening an event stream, may take. 100 ms to 1 minute.</summary>
    public TimeSpan HandshakeTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long listing the tools may take, all pages together. 100 ms to 5 minutes.</summary>
    public TimeSpan ToolsTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How soon a failed check is repeated the first time; doubles up to <see cref="Interval"/>. 1 s to 1 day.</summary>
    public TimeSpan RetryInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How often the tools of a healthy server are listed again. 1 s to 7 days.</summary>
    public TimeSpan ToolsInterval { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>An unchanged status is written to the store at most this often. 1 s to 1 day.</summary>
    public TimeSpan StoreInterval { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How far back the history of a server's health goes, in 96 slots. 1 hour to 30 days.</summary>
    public TimeSpan KeepHistory { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Checks that run at the same time. 1 to 256.</summary>
    public int MaxConcurrency { get; set; } = 16;

    /// <summary>Bytes that one check reads from a server before it gives up. 64 KiB to 64 MiB.</summary>
    public long MaxResponseBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>Tools kept of one server. 1 to 10,000.</summary>
    public int MaxTools { get; set; } = 2000;

    /// <summary>Pages of <c>tools/list</c> that are read. 1 to 1,000.</summary>
    public int MaxPages { get; set; } = 100;

    /// <summary>Whether private and loopback addresses may be checked. Always as <c>Routing:AllowPrivateUpstreams</c> says.</summary>
    public bool AllowPrivateUpstreams { get; set; } = true;

    /// <summary>How long connecting may take. Always as <c>Routing:ConnectTimeout</c> says.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);
}

internal sealed class HealthOptionsValidator : IValidateOptions<HealthOptions>
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Tenth = TimeSpan.FromMilliseconds(100);

    public ValidateOptionsResult Validate(string? name, HealthOptions options)
    {
        var problems = new ValidateOptionsResultBuilder();
        problems.Range("Health:Interval (HEALTH_CHECK_INTERVAL_SECONDS)", options.Interval, Second, Day);
        problems.Range("Health:PingTimeout (HEALTH_CHECK_TIMEOUT_SECONDS)", options.PingTimeout, Tenth, TimeSpan.FromMinutes(1));
        problems.Range("Health:DiscoverTimeout", options.DiscoverTimeout, Tenth, TimeSpan.FromMinutes(1));
        problems.Range("Health:HandshakeTimeout", options.HandshakeTimeout, Tenth, TimeSpan.FromMinutes(1));
        problems.Range("Health:ToolsTimeout", options.ToolsTimeout, Tenth, TimeSpan.FromMinutes(5));
        problems.Range("Health:RetryInterval", options.RetryInterval, Second, Day);
        problems.Range("Health:ToolsInterval", options.ToolsInterval, Second, TimeSpan.FromDays(7));
        problems.Range("Health:StoreInterval", options.StoreInterval, Second, Day);
        problems.Range("Health:KeepHistory", options.KeepHistory, TimeSpan.FromHours(1), TimeSpan.FromDays(30));
        problems.Range("Health:MaxConcurrency", options.MaxConcurrency, 1, 256);
        problems.Range("Health:MaxResponseBytes", options.MaxResponseBytes, 64 * 1024, 64 * 1024 * 1024);
        problems.Range("Health:MaxTools", options.MaxTools, 1, 10_000);
        problems.Range("Health:MaxPages", options.MaxPages, 1, 1000);
        return problems.Build();
    }
}
