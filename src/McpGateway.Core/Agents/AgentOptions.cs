using McpGateway.Foundation.Settings;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Agents;

/// <summary>How agents are asked for their cards, and how they begin.</summary>
public sealed class AgentOptions
{
    public const string Section = "Agents";

    /// <summary>How long fetching a card, or the key set of its signature, may take. 100 ms to 1 minute.</summary>
    public TimeSpan CardTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The largest card that is read, in bytes. 4 KiB to 1 MiB.</summary>
    public int MaxCardBytes { get; set; } = 256 * 1024;

    /// <summary>
    /// <c>REGISTRATION_ENFORCED_STATUS</c>: the lifecycle status with which every agent begins, <c>active</c>, <c>deprecated</c>,
    /// <c>draft</c> or <c>beta</c>; a registration that states another one is refused. Without it, it is as stated.
    /// </summary>
    public string? EnforcedStatus { get; set; }

    /// <summary>Whether private and loopback addresses may be asked. Always as <c>Routing:AllowPrivateUpstreams</c> says.</summary>
    public bool AllowPrivateUpstreams { get; set; } = true;
}

internal sealed class AgentOptionsValidator : IValidateOptions<AgentOptions>
{
    public ValidateOptionsResult Validate(string? name, AgentOptions options)
    {
        var problems = new ValidateOptionsResultBuilder();
        problems.Range("Agents:CardTimeout", options.CardTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1));
        problems.Range("Agents:MaxCardBytes", options.MaxCardBytes, 4 * 1024, 1024 * 1024);
        if (options.EnforcedStatus is { Length: > 0 } status && !AgentStatus.All.Contains(status))
        {
            problems.AddError(
                $"REGISTRATION_ENFORCED_STATUS (Agents:EnforcedStatus) must be one of {string.Join(", ", AgentStatus.All)}");
        }

        return problems.Build();
    }
}
