using McpGateway.Foundation.Settings;
using Microsoft.Extensions.Options;

namespace McpGateway.Host.Connections;

/// <summary>How many clients may be connected at once. What a client may do once it is connected is the data plane's to limit.</summary>
internal sealed class ConnectionOptions
{
    public const string Section = "Connections";

    /// <summary>
    /// Connections of clients. 0, the default: what the process's limit of open files allows (<see cref="DescriptorLimit"/>), or
    /// <c>Kestrel:Limits:MaxConcurrentConnections</c> where that is set. More than that limit leaves are not had.
    /// </summary>
    public int MaxTotal { get; set; }

    /// <summary>
    /// Connections from one address, or one IPv6 network of 64 bits. 0, the default: half of all. Addresses of <c>TRUSTED_PROXIES</c> may
    /// have all of them.
    /// </summary>
    public int MaxPerAddress { get; set; }

    /// <summary>
    /// Connections that servers' streams and calls cannot take, so that pages, administrators and health checks of a balancer are always
    /// served. 0, the default: a tenth of all.
    /// </summary>
    public int Reserve { get; set; }
}

/// <summary>By hand: the generated validator does not take the messages that name the configuration key.</summary>
internal sealed class ConnectionOptionsValidator : IValidateOptions<ConnectionOptions>
{
    private const int Most = 1_000_000;

    public ValidateOptionsResult Validate(string? name, ConnectionOptions options)
    {
        var problems = new ValidateOptionsResultBuilder();
        problems.Range("Connections:MaxTotal", options.MaxTotal, 0, Most);
        problems.Range("Connections:MaxPerAddress", options.MaxPerAddress, 0, Most);
        problems.Range("Connections:Reserve", options.Reserve, 0, Most);
        problems.Require(
            options.MaxTotal <= 0 || options.Reserve < options.MaxTotal,
            "Connections:Reserve",
            $"must be less than Connections:MaxTotal ({options.MaxTotal}).");
        return problems.Build();
    }
}
