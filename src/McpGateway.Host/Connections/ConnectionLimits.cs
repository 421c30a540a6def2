using System.Net;
using McpGateway.Identity;
using Microsoft.Extensions.Options;

namespace McpGateway.Host.Connections;

/// <summary>The limits in force: what is configured, and otherwise what the process's limit of open files allows.</summary>
internal sealed class ConnectionLimits
{
    private readonly int _perAddress;
    private readonly IPNetwork[] _proxies;

    public ConnectionLimits(IOptions<ConnectionOptions> options, IOptions<AuthOptions> auth)
    {
        var configured = options.Value;
        Total = configured.MaxTotal > 0 ? configured.MaxTotal : DescriptorLimit.Connections(DescriptorLimit.Read());
        Reserve = Math.Min(configured.Reserve > 0 ? configured.Reserve : Math.Max(1, Total / 10), Total - 1);
        _perAddress = configured.MaxPerAddress > 0 ? Math.Min(configured.MaxPerAddress, Total) : Math.Max(1, Total / 2);
        _proxies = [.. Networks(auth.Value.TrustedProxies)];
    }

    public int Total { get; }

    /// <inheritdoc cref="ConnectionOptions.Reserve"/>
    public int Reserve { get; }

    /// <summary>Everybody behind a trusted proxy has the proxy's address.</summary>
    public int PerAddress(IPAddress key) => _proxies.Any(network => network.Contains(key)) ? Total : _perAddress;

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
}
