using McpGateway.Core.Registry.Servers;
using Route = McpGateway.Proxy.Routing.Route;

namespace McpGateway.Core.Egress.Storage;

/// <summary>The settings of one server in memory, with what is computed from them once.</summary>
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

        foreach (var address in (ReadOnlySpan<Uri?>)[route.Upstream, route.McpEndpoint, route.SseEndpoint])
        {
            if (address is not null && !settings.Origins.Contains(address.GetLeftPart(UriPartial.Authority), StringComparer.Ordinal))
            {
                return false;
            }
        }

        Volatile.Write(ref _checked, route);
        return true;
    }

    public bool Covers(ServerRecord server) => OriginsOf(server).All(origin => settings.Origins.Contains(origin, StringComparer.Ordinal));

    public static IReadOnlyList<string> OriginsOf(ServerRecord server) =>
    [
        .. new[] { server.ProxyPassUrl, server.McpEndpoint, server.SseEndpoint }
            .Select(text => Uri.TryCreate(text, UriKind.Absolute, out var address) ? address.GetLeftPart(UriPartial.Authority) : null)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal),
    ];
}
