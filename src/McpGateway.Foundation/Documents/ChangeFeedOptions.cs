using McpGateway.Foundation.Settings;
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
        var problems = new ValidateOptionsResultBuilder();
        problems.Range("Ledger:PollInterval", options.PollInterval, TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(1));
        problems.Range("Ledger:SweepInterval", options.SweepInterval, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        return problems.Build();
    }
}
