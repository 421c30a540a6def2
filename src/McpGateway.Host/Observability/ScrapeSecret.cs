using McpGateway.Proxy.Access;
using Microsoft.Extensions.Options;

namespace McpGateway.Host.Observability;

/// <summary>The scrapers' token, to be kept from upstreams.</summary>
internal sealed class ScrapeSecret(IOptions<MetricsOptions> options) : IStatedSecrets
{
    public IEnumerable<string> Secrets => options.Value.Token is { Length: > 0 } token ? [token] : [];
}
