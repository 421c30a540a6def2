using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;

namespace McpGateway.Foundation.Documents;

/// <summary>
/// How old the state in memory may be: the time since the change feed was last read to its end and applied by every handler. Read by
/// requests, so it costs no lock.
/// </summary>
public sealed class StoreFreshness
{
    private readonly IOptions<StalenessOptions> _options;
    private readonly TimeProvider _time;
    private readonly Counter<long> _reloads;
    private long _confirmed;

    public StoreFreshness(IOptions<StalenessOptions> options, IMeterFactory meters, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(meters);
        ArgumentNullException.ThrowIfNull(time);
        (_options, _time) = (options, time);
        _confirmed = time.GetTimestamp();
        var meter = meters.Create(Instruments.StoreMeter);
        meter.CreateObservableGauge(
            Instruments.StoreStaleness, () => Age.TotalSeconds, "s", "Time since the state in memory was confirmed by the store.");
        _reloads = meter.CreateCounter<long>(
            Instruments.StoreReloads, "{reload}", "How often everything was loaded anew because the store went back or is another one.");
    }

    public TimeSpan Age => _time.GetElapsedTime(Volatile.Read(ref _confirmed));

    /// <summary>Whether <c>Storage:MaxStaleness</c> is exceeded.</summary>
    public bool IsStale => Age > _options.Value.MaxStaleness;

    /// <summary>Whether requests are to be refused.</summary>
    public bool Denies => _options.Value.DenyWhenStale && IsStale;

    /// <param name="timestamp">Before the feed was read.</param>
    internal void Confirm(long timestamp) => Volatile.Write(ref _confirmed, timestamp);

    internal void CountReload(FeedBreak reason) => _reloads.Add(1, new KeyValuePair<string, object?>("reason", reason switch
    {
        FeedBreak.Forgotten => "forgotten",
        FeedBreak.OtherHistory => "history",
        FeedBreak.OtherServer => "server",
        FeedBreak.None => "none",
    }));
}
