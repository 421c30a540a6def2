using McpGateway.Foundation.Settings;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Audit;

/// <summary>How calls are recorded.</summary>
public sealed class AuditOptions
{
    public const string Section = "Audit";

    /// <summary>
    /// Records that may wait for the writer. Beyond it records are dropped and counted: calls never wait. 100 to 1,000,000.
    /// </summary>
    public int QueueLength { get; set; } = 50_000;

    /// <summary>Records per transaction. 1 to 10,000.</summary>
    public int BatchSize { get; set; } = 2_000;

    /// <summary>How long a record may wait to be written. 10 ms to 1 minute.</summary>
    public TimeSpan FlushInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long call records are kept. 1 hour to 10 years.</summary>
    public TimeSpan KeepCalls { get; set; } = TimeSpan.FromDays(30);
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
        return problems.Build();
    }
}
