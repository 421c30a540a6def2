using Route = McpGateway.Proxy.Routing.Route;

namespace McpGateway.Core.Egress.Storage;

/// <summary>The settings of one server or agent in memory, with what is computed from them once.</summary>
internal sealed class EgressServer(string key, EgressSettingsRecord settings)
{
    private Route? _checked;

    public string Key => key;

    public EgressSettingsRecord Settings => settings;

    public string Binding { get; } = settings.Binding();

    /// <summary>Where a user connects an account.</summary>
    public string ConnectPath { get; } = "/api/egress/connect" + key;

    /// <summary>
    /// Whether every address of the route is one that the settings were stated for. Remembered for the route asked about last.
    /// </summary>
    public bool Covers(Route route)
    {
        if (ReferenceEquals(Volatile.Read(ref _checked), route))
        {
            return true;
        }

        foreach (var address in AddressesOf(route))
        {
            if (!settings.Origins.Contains(address.GetLeftPart(UriPartial.Authority), StringComparer.Ordinal))
            {
                return false;
            }
        }

        Volatile.Write(ref _checked, route);
        return true;
    }

    /// <summary>The same of what is registered now.</summary>
    public bool Covers(EgressTarget target) =>
        target.Origins.All(origin => settings.Origins.Contains(origin, StringComparer.Ordinal));

    /// <summary>Everywhere that calls go: an agent has an address for each binding.</summary>
    private static IEnumerable<Uri> AddressesOf(Route route) =>
        new[] { route.Upstream, route.McpEndpoint, route.SseEndpoint }.OfType<Uri>()
            .Concat(route.Agent?.Endpoints.Select(static endpoint => endpoint.Url) ?? []);
}
