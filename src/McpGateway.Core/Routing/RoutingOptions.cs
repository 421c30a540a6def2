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
        var errors = new List<string>();
        if (options.ConnectTimeout < TimeSpan.FromMilliseconds(100) || options.ConnectTimeout > TimeSpan.FromMinutes(1))
        {
            errors.Add("Routing:ConnectTimeout must be between 00:00:00.100 and 00:01:00.");
        }

        if (options.ResponseTimeout < TimeSpan.FromSeconds(1) || options.ResponseTimeout > TimeSpan.FromHours(1))
        {
            errors.Add("Routing:ResponseTimeout must be between 00:00:01 and 01:00:00.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
