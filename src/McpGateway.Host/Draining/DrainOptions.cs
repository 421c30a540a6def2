using McpGateway.Foundation.Settings;
using Microsoft.Extensions.Options;

namespace McpGateway.Host.Draining;

/// <summary>How the process stops. The platform must wait longer than both together and a few seconds for the records.</summary>
internal sealed class DrainOptions
{
    public const string Section = "Drain";

    /// <summary>
    /// How long everything is still served while <c>/health/ready</c> already says 503, so that a load balancer sends new calls elsewhere.
    /// Only where somebody has asked for readiness within the last minute. 0 s to 5 minutes.
    /// </summary>
    public TimeSpan Notice { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long calls in flight may go on afterwards; then they are cut. 0 s to 1 hour.</summary>
    public TimeSpan Calls { get; set; } = TimeSpan.FromSeconds(15);
}

internal sealed class DrainOptionsValidator : IValidateOptions<DrainOptions>
{
    public ValidateOptionsResult Validate(string? name, DrainOptions options)
    {
        var problems = new ValidateOptionsResultBuilder();
        problems.Range("Drain:Notice", options.Notice, TimeSpan.Zero, TimeSpan.FromMinutes(5));
        problems.Range("Drain:Calls", options.Calls, TimeSpan.Zero, TimeSpan.FromHours(1));
        return problems.Build();
    }
}
