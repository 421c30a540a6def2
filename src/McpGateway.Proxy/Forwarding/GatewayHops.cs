using System.Globalization;
using McpGateway.Proxy.Protocol;
using Microsoft.AspNetCore.Http;

namespace McpGateway.Proxy.Forwarding;

/// <summary>Through how many gateways a request has come, by <see cref="GatewayHeaders.Hops"/>.</summary>
internal static class GatewayHops
{
    /// <summary>Gateways may stand behind gateways; a request that has come through more is in a circle.</summary>
    public const int Max = 3;

    /// <summary>What cannot be read counts as too many: nobody but a gateway sends it.</summary>
    public static int Of(HttpRequest request)
    {
        var hops = request.Headers[GatewayHeaders.Hops];
        return hops.Count == 0 ? 0
            : hops.Count == 1 && int.TryParse(hops[0], NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count
            : Max;
    }

    /// <summary>What the next hop is told. Small numbers cost no allocation.</summary>
    public static string Next(HttpRequest request) => (Of(request) + 1).ToString(CultureInfo.InvariantCulture);
}
