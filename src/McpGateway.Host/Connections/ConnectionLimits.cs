using System.Net;
using McpGateway.Identity;
using Microsoft.Extensions.Options;

namespace McpGateway.Host.Connections;

/// <summary>The limits in force: what is configured, and otherwise what the process's limit of open files allows.</summary>
internal sealed partial class ConnectionLimits
{
    private readonly ILogger<ConnectionLimits> _logger;
    private readonly int _perAddress;
    private readonly IPNetwork[] _proxies;

    public ConnectionLimits(IOptions<ConnectionOptions> options, IOptions<AuthOptions> auth, ILogger<ConnectionLimits> logger)
    {
        _logger = logger;
        var configured = options.Value;
        Total = TotalOf(configured.MaxTotal, DescriptorLimit.Read());
        Reserve = Math.Min(configured.Reserve > 0 ? configured.Reserve : Math.Max(1, Total / 10), Total - 1);
        _perAddress = configured.MaxPerAddress > 0 ? Math.Min(configured.MaxPerAddress, Total) : Math.Max(1, Total / 2);
        _proxies = [.. Networks(auth.Value.TrustedProxies)];
    }

    public int Total { get; }

    /// <inheritdoc cref="ConnectionOptions.Reserve"/>
    public int Reserve { get; }

    /// <summary>Whether a proxy is known to stand before the gateway.</summary>
    public bool HasProxies => _proxies.Length > 0;

    /// <summary>Everybody behind a trusted proxy has the proxy's address.</summary>
    public int PerAddress(IPAddress key) => _proxies.Any(network => network.Contains(key)) ? Total : _perAddress;

    private int TotalOf(int configured, int descriptors)
    {
        if (configured == 0)
        {
            return DescriptorLimit.Connections(descriptors);
        }

        var most = DescriptorLimit.Most(descriptors);
        if (configured > most)
        {
            LogLowered(configured, most, descriptors);
        }

        return Math.Min(configured, most);
    }

    /// <summary>Entries that are neither address nor network have been refused at start.</summary>
    private static IEnumerable<IPNetwork> Networks(string? list)
    {
        foreach (var entry in (list ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (IPAddress.TryParse(entry, out var address))
            {
                // An IPv6 client is counted by its network, so a proxy is known by it, too.
                var key = ConnectionTracker.KeyOf(new IPEndPoint(address, 0));
                yield return new(key, key.GetAddressBytes().Length * 8);
            }
            else if (IPNetwork.TryParse(entry, out var network))
            {
                yield return network;
            }
        }
    }

    [LoggerMessage(
        EventId = 13013, Level = LogLevel.Warning,
        Message = "Connections:MaxTotal is {Configured}, but {Most} is what the process's limit of {Descriptors} open files leaves for "
            + "connections; {Most} counts. Raise the limit (ulimit -n, LimitNOFILE).")]
    private partial void LogLowered(int configured, int most, int descriptors);
}
