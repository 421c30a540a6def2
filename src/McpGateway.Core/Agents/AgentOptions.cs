using McpGateway.Foundation.Settings;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Agents;

/// <summary>How agents are asked for their cards.</summary>
public sealed class AgentOptions
{
    public const string Section = "Agents";

    /// <summary>How long fetching a card, or the key set of its signature, may take. 100 ms to 1 minute.</summary>
    public TimeSpan CardTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The largest card that is read, in bytes. 4 KiB to 1 MiB.</summary>
    public int MaxCardBytes { get; set; } = 256 * 1024;

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
        return problems.Build();
    }
}
