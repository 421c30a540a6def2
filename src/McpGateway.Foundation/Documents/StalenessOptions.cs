using McpGateway.Foundation.Settings;
using Microsoft.Extensions.Options;

namespace McpGateway.Foundation.Documents;

/// <summary>How long a replica may go on with what it has in memory while the store does not confirm it.</summary>
public sealed class StalenessOptions
{
    public const string Section = "Storage";

    /// <summary>
    /// How old the state in memory may become before the replica says so: not ready, a warning in the log, and
    /// <c>mcp_gateway.store.staleness</c>. 2 s to 1 day.
    /// </summary>
    public TimeSpan MaxStaleness { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Whether requests are refused with 503 beyond <see cref="MaxStaleness"/>, and open streams end. Without it a replica goes on with
    /// what it knows.
    /// </summary>
    public bool DenyWhenStale { get; set; }
}

internal sealed class StalenessOptionsValidator : IValidateOptions<StalenessOptions>
{
    public ValidateOptionsResult Validate(string? name, StalenessOptions options)
    {
        var problems = new ValidateOptionsResultBuilder();
        problems.Range("Storage:MaxStaleness", options.MaxStaleness, TimeSpan.FromSeconds(2), TimeSpan.FromDays(1));
        return problems.Build();
    }
}
