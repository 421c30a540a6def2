using McpGateway.Foundation.Settings;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Routing;

/// <summary>What applies to every route.</summary>
public sealed class RoutingOptions
{
    public const string Section = "Routing";

    /// <summary>
    /// Whether upstream servers may have private or loopback addresses. On by default because most MCP servers live inside the company's
    /// network; cloud metadata addresses are refused either way.
    /// </summary>
    public bool AllowPrivateUpstreams { get; set; } = true;

    /// <summary>How long connecting to an upstream may take. 100 ms to 1 minute.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long an upstream may take to begin its answer. 1 s to 1 hour. There is no limit on how long a stream lasts.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromMinutes(5);
}

internal sealed class RoutingOptionsValidator : IValidateOptions<RoutingOptions>
{
    public ValidateOptionsResult Validate(string? name, RoutingOptions options)
    {
        var problems = new ValidateOptionsResultBuilder();
        problems.Range("Routing:ConnectTimeout", options.ConnectTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1));
        problems.Range("Routing:ResponseTimeout", options.ResponseTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        return problems.Build();
    }
}
