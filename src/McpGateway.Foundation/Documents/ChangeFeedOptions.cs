using Microsoft.Extensions.Options;

namespace McpGateway.Foundation.Documents;

/// <summary>How the change feed keeps up.</summary>
public sealed class ChangeFeedOptions
{
    public const string Section = "Ledger";

    /// <summary>How often other replicas' commits are looked for when no signal comes. 50 ms to 60 s.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How often expired documents are swept. 1 s to 1 day.</summary>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromMinutes(1);
}

internal sealed class ChangeFeedOptionsValidator : IValidateOptions<ChangeFeedOptions>
{
    public ValidateOptionsResult Validate(string? name, ChangeFeedOptions options)
    {
        var errors = new List<string>();
        if (options.PollInterval < TimeSpan.FromMilliseconds(50) || options.PollInterval > TimeSpan.FromMinutes(1))
        {
            errors.Add("Ledger:PollInterval must be between 00:00:00.050 and 00:01:00.");
        }

        if (options.SweepInterval < TimeSpan.FromSeconds(1) || options.SweepInterval > TimeSpan.FromDays(1))
        {
            errors.Add("Ledger:SweepInterval must be between 00:00:01 and 1.00:00:00.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
