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
        var errors = new List<string>();
        Require(options.QueueLength is >= 100 and <= 1_000_000, "Audit:QueueLength must be between 100 and 1000000.");
        Require(options.BatchSize is >= 1 and <= 10_000, "Audit:BatchSize must be between 1 and 10000.");
        Require(
            options.FlushInterval >= TimeSpan.FromMilliseconds(10) && options.FlushInterval <= TimeSpan.FromMinutes(1),
            "Audit:FlushInterval must be between 00:00:00.010 and 00:01:00.");
        Require(
            options.KeepCalls >= TimeSpan.FromHours(1) && options.KeepCalls <= TimeSpan.FromDays(3_650),
            "Audit:KeepCalls must be between 01:00:00 and 3650.00:00:00.");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

        void Require(bool holds, string message)
        {
            if (!holds)
            {
                errors.Add(message);
            }
        }
    }
}
