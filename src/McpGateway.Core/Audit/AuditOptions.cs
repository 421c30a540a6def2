using McpGateway.Foundation.Settings;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Audit;

/// <summary>How calls are recorded, and how changes, sign-ins and tokens are audited.</summary>
public sealed class AuditOptions
{
    public const string Section = "Audit";

    /// <summary>Whether changes, sign-ins and tokens are audited. Calls are recorded in any case.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// Records that may wait for the writer. Beyond it records are dropped and counted: calls never wait. 100 to 1,000,000.
    /// </summary>
    public int QueueLength { get; set; } = 50_000;

    /// <summary>Records per transaction. 1 to 10,000.</summary>
    public int BatchSize { get; set; } = 2_000;

    /// <summary>How long a record may wait to be written. 10 ms to 1 minute.</summary>
    public TimeSpan FlushInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How long call records are kept. They go a day (UTC) at a time, so the oldest are up to a day older. 1 hour to 10 years.
    /// </summary>
    public TimeSpan KeepCalls { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// How long the sums of calls by the hour are kept; those of days whose records are there stay in any case. 1 hour to 10 years.
    /// </summary>
    public TimeSpan KeepSeries { get; set; } = TimeSpan.FromDays(365);

    /// <summary>
    /// How long events of the audit are kept. They go up to a signed checkpoint, so the oldest are a little older. 1 hour to 100 years.
    /// </summary>
    public TimeSpan KeepEvents { get; set; } = TimeSpan.FromDays(365);

    /// <summary>How often it is signed how far the audit goes. 1 second to 1 day.</summary>
    public TimeSpan CheckpointInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Events without a change of the store, such as failed sign-ins, that may wait to be written. Beyond it they are dropped and counted.
    /// 100 to 1,000,000.
    /// </summary>
    public int EventQueueLength { get; set; } = 10_000;

    /// <summary>
    /// Events that people who have proven nothing may cause in a minute, on each replica: a flood of attempts must not fill the disk.
    /// What is beyond is dropped and counted. 1 to 1,000,000.
    /// </summary>
    public int MaxUnprovenEventsPerMinute { get; set; } = 600;
}

internal sealed class AuditOptionsValidator : IValidateOptions<AuditOptions>
{
    public ValidateOptionsResult Validate(string? name, AuditOptions options)
    {
        var problems = new ValidateOptionsResultBuilder();
        problems.Range("Audit:QueueLength", options.QueueLength, 100, 1_000_000);
        problems.Range("Audit:BatchSize", options.BatchSize, 1, 10_000);
        problems.Range("Audit:FlushInterval", options.FlushInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
        problems.Range("Audit:KeepCalls", options.KeepCalls, TimeSpan.FromHours(1), TimeSpan.FromDays(3_650));
        problems.Range("Audit:KeepSeries", options.KeepSeries, TimeSpan.FromHours(1), TimeSpan.FromDays(3_650));
        problems.Range("Audit:KeepEvents", options.KeepEvents, TimeSpan.FromHours(1), TimeSpan.FromDays(36_500));
        problems.Range("Audit:CheckpointInterval", options.CheckpointInterval, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        problems.Range("Audit:EventQueueLength", options.EventQueueLength, 100, 1_000_000);
        problems.Range("Audit:MaxUnprovenEventsPerMinute", options.MaxUnprovenEventsPerMinute, 1, 1_000_000);
        return problems.Build();
    }
}
